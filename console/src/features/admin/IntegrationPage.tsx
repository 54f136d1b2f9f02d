import { Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Page";
import { ActivateTeamViewer } from "./activation/ActivateTeamViewer";

const route = getRouteApi("/signed-in/shell/admin/infrastructure/teamviewer-integration");

/** The switch of unattended mode, where the product document has it; the same card as on Help@Work. */
export function IntegrationPage() {
  const { t } = useTranslation();
  const { activate, reconnect, teamviewer, teamviewer_error } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={t("admin.integration")}>
      <Text size="sm" c="dimmed" maw="44rem">
        {t("admin.integration_text")}
      </Text>
      <ActivateTeamViewer
        shown={["unattended"]}
        page="/admin/infrastructure/teamviewer-integration"
        activate={activate}
        reconnect={reconnect}
        trip={{ teamviewer, teamviewer_error }}
        onClear={() => void navigate({ search: {}, replace: true })}
      />
    </Page>
  );
}
