import { mount } from "@/app/mount";
import { startI18n } from "@/i18n/i18n";
import { SharePage } from "./SharePage";

mount(startI18n(), <SharePage />);
