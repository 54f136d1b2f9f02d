import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpLinkQuery } from "@/api/queries/devices";
import { mayHelp, meQuery } from "@/api/queries/me";
import { unwrap } from "@/api/unwrap";
import { CopyField } from "@/ui/CopyField";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";
import { Loading } from "@/ui/States";
import { At } from "@/ui/Time";

/** The link by which the user of a device asks for help where our agent is not: a web clip or managed web app. */
export function HelpLink({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const helps = mayHelp(useSuspenseQuery(meQuery).data);
  const query = helpLinkQuery(deviceId);
  const link = useQuery(query);
  const params = { params: { path: { id: deviceId } } };
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey });
  const make = useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/devices/{id}/help-link", params)), onSuccess: refresh });
  const revoke = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/devices/{id}/help-link", params)),
    onSuccess: () => {
      make.reset(); // the link that is shown is void
      return refresh();
    },
  });
  return (
    <Panel title={t("devices.help_link.title")}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("devices.help_link.text")}
        </Text>
        {link.isPending && <Loading lines={1} />}
        {link.isError && <ErrorNote error={link.error} again={() => void link.refetch()} />}
        {link.data && (
          <Text size="sm">
            {t("devices.help_link.made", { name: link.data.created_by.name ?? "" })} <At at={link.data.created_at} />
          </Text>
        )}
        {make.data && (
          <>
            <CopyField label={t("devices.help_link.link")} value={make.data.link} />
            <Text size="xs" c="dimmed">
              {t("ui.shown_once")}
            </Text>
          </>
        )}
        <ErrorNote error={make.error ?? revoke.error} />
        {helps ? (
          <Group gap="sm">
            <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
              {t(link.data ? "devices.help_link.again" : "devices.help_link.make")}
            </Button>
            {link.data && (
              <Button size="xs" variant="subtle" color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
                {t("devices.help_link.revoke")}
              </Button>
            )}
          </Group>
        ) : (
          <Text size="sm">{t("devices.help_link.observers")}</Text>
        )}
      </Stack>
    </Panel>
  );
}
