import { Button, Group, Loader, Stack, Text } from "@mantine/core";
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
import { SubmitBar } from "@/ui/SubmitBar";
import { TimeLeft } from "@/ui/Time";
import styles from "./InviteDialog.module.css";
import { ReasonFields } from "./ReasonFields";
import { useSessionJoin } from "./useSessionStart";

type Invitation = components["schemas"]["CreatedShare"];

/** Invites someone to share a computer's screen: asks why, shows the code, and goes to the session once it was used. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ reason: "", ticket: "" });
  const [tried, setTried] = useState(false);
  const reason = draft.reason.trim();
  const ticket = draft.ticket.trim();
  const invite = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/shares", { body: { reason, ...(ticket && { ticket }) } })),
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
            if (reason !== "") invite.mutate();
          }}
        >
          <Stack gap="md">
            <Text size="sm">{t("invite.text")}</Text>
            <ReasonFields draft={draft} onChange={setDraft} hint={t("invite.reason_hint")} tried={tried} />
            <SubmitBar submit={t("invite.create")} pending={invite.isPending} error={invite.error} onCancel={onClose} />
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
