import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { License } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { Facts } from "@/ui/Facts";

/** The licenses of the company as TeamViewer tells them, one below the other: a card is too narrow for a table. */
export function Licenses({ licenses }: { licenses: readonly License[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = (n?: number) => (n === undefined ? t("ui.unknown") : formats.number(n));
  if (licenses.length === 0) return <Text size="sm">{t("admin.no_licenses")}</Text>;
  return (
    <Stack gap="xs" role="group" aria-label={t("admin.licenses")}>
      {licenses.map((license) => (
        <Facts
          key={JSON.stringify(license)}
          facts={[
            [t("admin.license"), <strong key="name"><bdi>{license.name}</bdi></strong>],
            [t("admin.license_active"), t(license.active ? "ui.yes" : "ui.no")],
            [t("admin.license_devices"), count(license.managed_devices)],
            [t("admin.license_seats"), count(license.seats)],
            [t("admin.license_channels"), count(license.channels)],
            [t("admin.license_users"), count(license.assigned_users)],
          ]}
        />
      ))}
    </Stack>
  );
}
