import { NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpersQuery, helpQuery } from "@/api/queries/help";
import type { HelpRequest } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loading } from "@/ui/States";
import { SubmitBar } from "@/ui/SubmitBar";
import { fromField, proposed, toField } from "./moments";

/** What else can be done with a help request. */
export type More = "assign" | "decline" | "call_back" | "snooze";

interface Props {
  request: HelpRequest;
  what: More;
  onClose: () => void;
}

/** Assigns, declines with an answer, promises a call, or hides a help request for a while. */
export function MoreDialog({ request, what, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [answer, setAnswer] = useState("");
  const [time, setTime] = useState(() => toField(proposed(new Date())));
  const [person, setPerson] = useState("");
  const [tried, setTried] = useState(false);
  const params = { params: { path: { id: request.id } } };
  const at = fromField(time, new Date());
  const text = answer.trim();
  const complete = { assign: person !== "", decline: text !== "", call_back: at !== undefined, snooze: at !== undefined }[what];
  const send = useMutation({
    mutationFn: () => {
      switch (what) {
        case "assign":
          return unwrap(api.POST("/api/v1/help-requests/{id}/assign", { ...params, body: { person_id: person } }));
        case "decline":
          return unwrap(api.POST("/api/v1/help-requests/{id}/decline", { ...params, body: { answer: text } }));
        case "call_back":
          return unwrap(api.POST("/api/v1/help-requests/{id}/call-back", { ...params, body: { at: at ?? "", ...(text && { answer: text }) } }));
        case "snooze":
          return unwrap(api.POST("/api/v1/help-requests/{id}/snooze", { ...params, body: { until: at ?? "" } }));
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: helpQuery.queryKey }),
    onSuccess: onClose,
  });
  return (
    <Dialog opened onClose={onClose} title={t(`help.more.${what}.title`)} size="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (complete) send.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`help.more.${what}.text`)}</Text>
          {what === "assign" && <Whom requestId={request.id} value={person} onChange={setPerson} missing={tried && person === ""} />}
          {(what === "call_back" || what === "snooze") && (
            <TextInput
              type="datetime-local"
              label={t(`help.more.${what}.time`)}
              min={toField(new Date())}
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
              error={tried && at === undefined && t("help.more.past")}
            />
          )}
          {(what === "decline" || what === "call_back") && (
            <Textarea
              label={what === "decline" ? t("help.more.answer") : `${t("help.more.answer")} (${t("ui.optional")})`}
              description={t("help.more.answer_hint")}
              autosize
              minRows={2}
              maxRows={5}
              maxLength={280}
              data-autofocus
              value={answer}
              onChange={(event) => setAnswer(event.currentTarget.value)}
              error={tried && what === "decline" && text === "" && t("ui.required")}
            />
          )}
          <SubmitBar
            submit={t(`help.more.${what}.do`)}
            color={what === "decline" ? "red" : undefined}
            pending={send.isPending}
            error={send.error}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

interface WhomProps {
  requestId: string;
  value: string;
  onChange: (person: string) => void;
  missing: boolean;
}

function Whom({ requestId, value, onChange, missing }: WhomProps) {
  const { t } = useTranslation();
  const helpers = useQuery(helpersQuery(requestId));
  if (helpers.isPending) return <Loading lines={1} />;
  if (!helpers.data) return <ErrorNote error={helpers.error} again={() => void helpers.refetch()} />;
  if (helpers.data.items.length === 0) return <Text size="sm">{t("help.more.nobody")}</Text>;
  return (
    <NativeSelect
      label={t("help.more.whom")}
      data={[{ value: "", label: t("ui.choose") }, ...helpers.data.items.map(({ id, name }) => ({ value: id, label: name }))]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={missing && t("ui.required")}
    />
  );
}
