import { Radio, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { words } from "@/api/generated/words";
import type { Outcome } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { SubmitBar } from "@/ui/SubmitBar";

interface Props {
  /** The words on the button that sends it. */
  submit: string;
  pending: boolean;
  error: unknown;
  onSubmit: (answer: { outcome: Outcome; note: string }) => void;
  onCancel: () => void;
}

/** Asks how it went: resolved, keep open or escalate, with a note. */
export function OutcomeForm({ submit, pending, error, onSubmit, onCancel }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [outcome, setOutcome] = useState<Outcome>("resolved");
  const [note, setNote] = useState("");
  const hints: Record<Outcome, string> = {
    resolved: t("help.resolved_hint"),
    keep_open: t("help.keep_open_hint"),
    escalate: t("help.escalate_hint"),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ outcome, note: note.trim() });
      }}
    >
      <Stack gap="md">
        <Radio.Group label={t("help.outcome")} value={outcome} onChange={(value) => setOutcome(oneOf(words.Outcome, value) ?? outcome)}>
          <Stack gap="xs" mt={6}>
            {words.Outcome.map((value) => (
              <Radio key={value} value={value} label={word("Outcome", value)} description={hints[value]} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={`${t("help.note")} (${t("ui.optional")})`}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <SubmitBar submit={submit} pending={pending} error={error} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
