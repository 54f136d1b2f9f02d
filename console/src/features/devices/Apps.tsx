import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/generated/schema";
import { Panel } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { Empty } from "@/ui/States";
import { Table } from "@/ui/Table";

type App = components["schemas"]["DeviceReportApp"];

/** The apps that a device says it has. */
export function Apps({ apps }: { apps: readonly App[] }) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  if (apps.length === 0) return <Empty title={t("devices.apps_empty")} />;
  const sought = words.toLowerCase();
  const found = apps.filter(({ name, package: pack }) => `${name} ${pack}`.toLowerCase().includes(sought));
  return (
    <Panel flush title={t("devices.apps")} aside={<SearchField label={t("devices.apps_search")} placeholder={t("devices.apps_search")} value={words} onSearch={setWords} />}>
      <Table
        label={t("devices.apps")}
        rows={found}
        rowKey={(app) => app.package}
        columns={[
          { key: "name", title: t("devices.app"), cell: (app) => <bdi>{app.name}</bdi> },
          { key: "package", title: t("devices.app_package"), cell: (app) => <bdi>{app.package}</bdi> },
          { key: "version", title: t("devices.app_version"), cell: (app) => <bdi>{app.version}</bdi> },
        ]}
      />
      {found.length === 0 && <Empty title={t("ui.none")} />}
    </Panel>
  );
}
