import { Badge, Group, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api/error";
import { appQuery } from "@/api/queries/apps";
import type { SupportAppDetail } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/States";
import { AppDevices } from "./AppDevices";
import { Configuration } from "./Configuration";
import { Distribution } from "./Distribution";
import { FactsForm } from "./FactsForm";

const route = getRouteApi("/signed-in/shell/admin/apps/$appId");
const tabs = ["facts", "distribution", "configuration", "devices"] as const;
type Tab = (typeof tabs)[number];

/** One support app: what is known of it, who gets it, how it is configured, and where it is. */
export function AppPage() {
  const { t } = useTranslation();
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  if (isApiError(app.error, "not_found") && !app.data) return <Empty title={t("ui.not_found")} text={t("ui.not_found_text")} />;
  return <Loaded query={app}>{(found) => <Content key={appId} app={found} />}</Loaded>;
}

function Content({ app }: { app: SupportAppDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const { tab = "facts" } = route.useSearch();
  const navigate = route.useNavigate();
  // A tab stays once it was opened, so that looking at another one loses nothing that was typed.
  const [opened, setOpened] = useState<readonly Tab[]>([tab]);
  if (!opened.includes(tab)) setOpened([...opened, tab]);
  const parts = {
    facts: <FactsForm app={app} />,
    distribution: <Distribution app={app} />,
    configuration: <Configuration app={app} />,
    devices: <AppDevices app={app} />,
  };
  return (
    <Page
      title={app.name}
      aside={
        <Group gap="xs">
          <Badge color="gray">{word("AppRole", app.role)}</Badge>
          <Badge color="gray">{word("Platform", app.platform)}</Badge>
        </Group>
      }
    >
      <Link to="/admin/apps">← {t("apps.title")}</Link>
      <Tabs
        value={tab}
        onChange={(value) => {
          const chosen = oneOf(tabs, value);
          void navigate({ search: chosen && chosen !== "facts" ? { tab: chosen } : {}, replace: true });
        }}
      >
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`apps.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((name) => (
          <Tabs.Panel key={name} value={name} pt="md">
            {opened.includes(name) && parts[name]}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
