import { Title } from "@mantine/core";
import { mount } from "@/app/mount";
import { startI18n } from "@/i18n/i18n";

mount(startI18n(), <Title order={1}>Help@Work</Title>);
