import { Button, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery } from "@/api/queries/me";
import { sessionQuery } from "@/api/queries/sessions";
import type { Outcome, Session } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { OutcomeForm } from "@/parts/OutcomeForm";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import styles from "./viewer.module.css";

/** Why and after how long a session ended, and what its technician has to say about it. */
export function Ended({ session, reason }: { session: Session | undefined; reason: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  const me = useQuery(meQuery).data;
  const why = session?.end_reason ?? reason;
  const seconds =
    session?.accepted_at && session.ended_at
      ? (new Date(session.ended_at).getTime() - new Date(session.accepted_at).getTime()) / 1000
      : null;
  const may = me && session && (me.person.id === session.technician_id || me.rights.includes("administer"));
  return (
    <>
      <p>{why && word("EndReason", why)}</p>
      {seconds !== null && <p className={styles.what}>{t("viewer.ended.after", { time: formats.duration(seconds) })}</p>}
      {may && session.state === "ended" && <Afterwards session={session} />}
      {session && (
        <Link to="/devices/$deviceId" params={{ deviceId: session.device_id }}>
          {t("viewer.to_device")}
        </Link>
      )}
      <Link to="/devices">{t("viewer.to_devices")}</Link>
    </>
  );
}

/** Asks how it went: with an outcome when a user had asked for help, else for a note if there is one. */
function Afterwards({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(true);
  const annotate = useMutation({
    mutationFn: (body: { outcome?: Outcome; note: string }) =>
      unwrap(api.POST("/api/v1/sessions/{id}/note", { params: { path: { id: session.id } }, body })),
    onSuccess: (after) => {
      client.setQueryData(sessionQuery(session.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ["help"] });
    },
  });
  if (session.help_request_id && !session.outcome) {
    return (
      <>
        {!asking && <Button onClick={() => setAsking(true)}>{t("viewer.ended.outcome")}</Button>}
        {asking && (
          <Dialog opened onClose={() => setAsking(false)} title={t("viewer.ended.outcome_title")}>
            <OutcomeForm
              submit={t("ui.save")}
              pending={annotate.isPending}
              error={annotate.error}
              onSubmit={(body) => annotate.mutate(body)}
              onCancel={() => setAsking(false)}
            />
          </Dialog>
        )}
      </>
    );
  }
  if (session.note || annotate.isSuccess) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {t("viewer.ended.noted")}
      </Text>
    );
  }
  return <NoteForm pending={annotate.isPending} error={annotate.error} onSubmit={(note) => annotate.mutate({ note })} />;
}

function NoteForm({ pending, error, onSubmit }: { pending: boolean; error: unknown; onSubmit: (note: string) => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  return (
    <form
      className={styles.outcome}
      onSubmit={(e) => {
        e.preventDefault();
        onSubmit(note.trim());
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={`${t("viewer.ended.note")} (${t("ui.optional")})`}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
        />
        <ErrorNote error={error} />
        <Button type="submit" variant="default" loading={pending} disabled={note.trim() === ""}>
          {t("viewer.ended.save_note")}
        </Button>
      </Stack>
    </form>
  );
}
