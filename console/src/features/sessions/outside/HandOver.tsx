import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Session } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { ErrorNote } from "@/ui/ErrorNote";
import { openWhenKnown } from "@/ui/leave";

/**
 * Opens the session in the provider's client. The address is this technician's secret: it goes from the answer into the
 * new tab and is kept nowhere, so each press asks for it anew.
 */
export function HandOver({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const open = useMutation({
    mutationFn: (by: "desktop" | "web") =>
      openWhenKnown(async () => {
        const answer = await unwrap(api.POST("/api/v1/sessions/{id}/hand-over", { params: { path: { id: session.id } }, body: { client: by } }));
        return answer.url;
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const ready = session.state !== "requested";
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button disabled={!ready} loading={open.isPending && open.variables === "desktop"} onClick={() => open.mutate("desktop")} data-testid="hand-over">
          {t("outside.open_desktop")}
        </Button>
        {session.mode === "attended" && (
          <Button
            variant="default"
            disabled={!ready}
            loading={open.isPending && open.variables === "web"}
            onClick={() => open.mutate("web")}
          >
            {t("outside.open_web")}
          </Button>
        )}
      </Group>
      {open.data === false && <Alert color="yellow" role="alert">{t("outside.no_tab")}</Alert>}
      <ErrorNote error={open.error} />
      <Text size="xs" c="dimmed">
        {t("outside.no_client")} <Link to="/get-teamviewer">{t("guide.title")}</Link>
      </Text>
    </Stack>
  );
}
