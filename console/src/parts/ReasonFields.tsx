import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StartDraft } from "./startDraft";

interface Props {
  draft: StartDraft;
  onChange: (draft: StartDraft) => void;
  /** Who is shown the reason. */
  hint: string;
  /** Somebody tried to go on: what is missing is said. */
  tried: boolean;
}

/** Why help is given, and the ticket it belongs to, if there is one. */
export function ReasonFields({ draft, onChange, hint, tried }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        label={t("start.reason")}
        description={hint}
        required
        withAsterisk={false}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={280}
        data-autofocus
        value={draft.reason}
        onChange={(event) => onChange({ ...draft, reason: event.currentTarget.value })}
        error={tried && draft.reason.trim() === "" && t("ui.required")}
      />
      <TextInput
        label={`${t("start.ticket")} (${t("ui.optional")})`}
        maxLength={64}
        value={draft.ticket}
        onChange={(event) => onChange({ ...draft, ticket: event.currentTarget.value })}
      />
    </>
  );
}
