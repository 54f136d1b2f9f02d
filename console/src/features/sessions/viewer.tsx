import { Title } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const route = getRouteApi("/signed-in/sessions/$sessionId");

/** The live screen of a session. */
export function ViewerPage() {
  const { t } = useTranslation();
  const { sessionId } = route.useParams();
  return (
    <main style={{ padding: 16 }}>
      <Title order={1}>{sessionId}</Title>
      <Link to="/devices">{t("shell.devices")}</Link>
    </main>
  );
}
