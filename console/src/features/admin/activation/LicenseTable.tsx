import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { License } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { Table } from "@/ui/Table";

/** The licenses of the company as TeamViewer tells them. */
export function LicenseTable({ licenses }: { licenses: readonly License[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = (n?: number) => (n === undefined ? t("ui.unknown") : formats.number(n));
  if (licenses.length === 0) return <Text size="sm">{t("admin.no_licenses")}</Text>;
  return (
    <Table
      label={t("admin.licenses")}
      rows={licenses}
      rowKey={(license) => JSON.stringify(license)}
      columns={[
        { key: "name", title: t("admin.license"), cell: (license) => <bdi>{license.name}</bdi> },
        { key: "active", title: t("admin.license_active"), cell: ({ active }) => t(active ? "ui.yes" : "ui.no") },
        { key: "devices", title: t("admin.license_devices"), cell: (license) => count(license.managed_devices) },
        { key: "seats", title: t("admin.license_seats"), cell: (license) => count(license.seats) },
        { key: "channels", title: t("admin.license_channels"), cell: (license) => count(license.channels) },
        { key: "users", title: t("admin.license_users"), cell: (license) => count(license.assigned_users) },
      ]}
    />
  );
}
