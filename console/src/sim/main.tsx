import { mount } from "@/app/mount";
import { startI18n } from "@/i18n/i18n";
import { SimPage } from "./SimPage";

mount(startI18n(), <SimPage />);
