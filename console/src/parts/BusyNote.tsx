import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries/me";
import type { SessionSummary } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { ErrorNote } from "@/ui/ErrorNote";
import { useSessionJoin } from "./useSessionStart";

/** Says who has a session with the device, and offers to join it. */
export function BusyNote({ session, children }: { session: SessionSummary; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const me = useQuery(meQuery).data;
  const join = useSessionJoin();
  const own = me?.person.id === session.technician_id;
  return (
    <Alert color="yellow" title={t("start.busy_title")}>
      <Stack gap="xs">
        <Text size="sm">
          {t(own ? "start.busy_text_own" : "start.busy_text", {
            name: session.technician_name,
            time: formats.dateTime(session.requested_at),
          })}
        </Text>
        <Group gap="sm">
          <Button size="xs" loading={join.isPending} onClick={() => join.mutate(session.id)}>
            {t(own ? "start.back" : "start.join")}
          </Button>
          {children}
        </Group>
        {!own && (
          <Text size="xs" c="dimmed">
            {t("start.replace_confirm")}
          </Text>
        )}
        <ErrorNote error={join.error} />
      </Stack>
    </Alert>
  );
}
