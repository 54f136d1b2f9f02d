import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DeviceApps } from "@/api/schema";
import { Panel } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { At } from "@/ui/Time";

/** What the apps themselves said of their configuration (keyed app states). */
export function Feedback({ rows }: { rows: DeviceApps["feedback"] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("devices.feedback.title")} flush>
      <Table
        label={t("devices.feedback.title")}
        rows={rows}
        rowKey={(row) => `${row.package} ${row.key} ${row.at}`}
        columns={[
          { key: "key", title: t("devices.feedback.key"), cell: (row) => <bdi title={row.package}>{row.key}</bdi> },
          { key: "at", title: t("devices.feedback.at"), tight: true, cell: (row) => <At at={row.at} /> },
          {
            key: "severity",
            title: t("devices.feedback.severity"),
            cell: (row) => <Badge color={row.error ? "red" : "gray"}>{t(row.error ? "devices.feedback.error" : "devices.feedback.info")}</Badge>,
          },
          { key: "message", title: t("devices.feedback.message"), cell: (row) => row.message && <bdi>{row.message}</bdi> },
          { key: "data", title: t("devices.feedback.data"), cell: (row) => row.data && <bdi>{row.data}</bdi> },
        ]}
      />
    </Panel>
  );
}
