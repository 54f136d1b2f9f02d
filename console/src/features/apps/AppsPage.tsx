import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { words } from "@/api/generated/words";
import { appsQuery } from "@/api/queries/apps";
import type { SupportAppDetail } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { PlusIcon } from "@/ui/icons";
import { Loaded } from "@/ui/Loaded";
import { Page, Panel } from "@/ui/Page";
import { Empty } from "@/ui/States";
import { Table } from "@/ui/Table";
import { AddAppDialog } from "./AddAppDialog";
import { SourceBadge } from "./SourceBadge";

/** The App Catalog: the support apps, what each is for, and how far it has come. */
export function AppsPage() {
  const { t } = useTranslation();
  const word = useWord();
  const apps = useQuery(appsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t("apps.title")}
      aside={
        <Button size="xs" leftSection={<PlusIcon size={14} />} onClick={() => setAdding(true)}>
          {t("apps.add")}
        </Button>
      }
    >
      <Panel flush>
        <Loaded query={apps}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("apps.empty")} text={t("apps.empty_text")} />
            ) : (
              <Table
                label={t("apps.title")}
                rows={items.toSorted((a, b) => words.AppRole.indexOf(a.role) - words.AppRole.indexOf(b.role))}
                rowKey={({ id }) => id}
                columns={[
                  {
                    key: "name",
                    title: t("ui.name"),
                    cell: ({ id, name }) => (
                      <Link to="/admin/apps/$appId" params={{ appId: id }}>
                        <bdi>{name}</bdi>
                      </Link>
                    ),
                  },
                  { key: "role", title: t("apps.role"), tight: true, cell: ({ role }) => word("AppRole", role) },
                  { key: "platform", title: t("apps.platform"), cell: ({ platform }) => word("Platform", platform) },
                  {
                    key: "package",
                    title: t("apps.package"),
                    cell: ({ package: fact }) => (
                      <>
                        {fact?.value ? <code>{fact.value}</code> : t("ui.unknown")} <SourceBadge fact={fact} />
                      </>
                    ),
                  },
                  { key: "counts", title: t("apps.devices"), cell: ({ counts }) => <Counts counts={counts} /> },
                ]}
              />
            )
          }
        </Loaded>
      </Panel>
      {adding && <AddAppDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** On how many devices an app is, is on its way, or has failed. */
function Counts({ counts }: { counts: SupportAppDetail["counts"] }) {
  const word = useWord();
  const formats = useFormats();
  const shown = (["installed", "pending", "failed"] as const).filter((state) => state === "installed" || counts[state] > 0);
  return shown.map((state) => `${word("AppState", state)} ${formats.number(counts[state])}${counts.more?.includes(state) ? "+" : ""}`).join(" · ");
}
