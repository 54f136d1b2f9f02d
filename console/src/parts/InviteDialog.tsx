import { Button, Group, Loader, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { components } from "@/api/generated/schema";
import { shareQuery } from "@/api/queries/sessions";
import { unwrap } from "@/api/unwrap";
import { CopyField } from "@/ui/CopyField";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { TimeLeft } from "@/ui/Time";
import styles from "./InviteDialog.module.css";
import { useSessionJoin } from "./useSessionStart";

type Invitation = components["schemas"]["CreatedShare"];

/** Invites someone to share a computer's screen: asks why, shows the code, and goes to the session once it was used. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [tried, setTried] = useState(false);
  const invite = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/shares", { body: { reason: reason.trim(), ...(ticket.trim() && { ticket: ticket.trim() }) } })),
  });
  return (
    <Dialog opened onClose={onClose} title={t("invite.title")}>
      {invite.data ? (
        <Waiting invitation={invite.data} onAgain={() => invite.mutate()} />
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (reason.trim() !== "") invite.mutate();
          }}
        >
          <Stack gap="md">
            <Text size="sm">{t("invite.text")}</Text>
            <Textarea
              label={t("start.reason")}
              description={t("invite.reason_hint")}
              required
              withAsterisk={false}
              autosize
              minRows={2}
              maxRows={5}
              maxLength={280}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={tried && reason.trim() === "" && t("ui.required")}
            />
            <TextInput
              label={`${t("start.ticket")} (${t("ui.optional")})`}
              maxLength={64}
              value={ticket}
              onChange={(event) => setTicket(event.currentTarget.value)}
            />
            <ErrorNote error={invite.error} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t("ui.cancel")}
              </Button>
              <Button type="submit" loading={invite.isPending}>
                {t("invite.create")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}

function Waiting({ invitation, onAgain }: { invitation: Invitation; onAgain: () => void }) {
  const { t } = useTranslation();
  const share = useQuery(shareQuery(invitation.id));
  const { mutate: join, isIdle, error } = useSessionJoin();
  const sessionId = share.data?.state === "redeemed" ? share.data.session_id : undefined;

  // Someone else's hand moves this on: as soon as the code was used, the session opens.
  useEffect(() => {
    if (sessionId && isIdle) join(sessionId);
  }, [sessionId, isIdle, join]);

  if (share.data?.state === "expired") {
    return (
      <Stack gap="md">
        <div role="alert">
          <Text fw={600}>{t("invite.expired")}</Text>
          <Text size="sm">{t("invite.expired_text")}</Text>
        </div>
        <Button onClick={onAgain}>{t("invite.new_code")}</Button>
      </Stack>
    );
  }
  const address = new URL(invitation.link);
  return (
    <Stack gap="md">
      <Text size="sm">{t("invite.code_text")}</Text>
      <output className={styles.code} aria-label={t("invite.code")}>
        {invitation.code.replaceAll(/(\d{3})(?=\d)/g, "$1 ")}
      </output>
      <Text size="sm" c="dimmed">
        {t("invite.go_to", { address: `${address.host}${address.pathname}` })}
      </Text>
      <CopyField label={t("invite.link")} value={invitation.link} />
      <Group justify="space-between">
        <Group gap="xs" role="status">
          <Loader size="xs" aria-hidden="true" />
          <Text size="sm">{t(sessionId ? "invite.done_text" : "invite.waiting")}</Text>
        </Group>
        <Text size="sm" c="dimmed">
          {t("invite.time_left")} <TimeLeft until={invitation.expires_at} />
        </Text>
      </Group>
      <ErrorNote error={error ?? share.error} again={() => (sessionId ? join(sessionId) : void share.refetch())} />
    </Stack>
  );
}
