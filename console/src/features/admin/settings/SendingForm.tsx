import { NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { sendingQuery } from "@/api/queries/helpatwork";
import type { Sending } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { oneOf } from "@/ui/closedList";
import { Panel } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { useDraft } from "@/ui/useDraft";
import styles from "./Sending.module.css";
import { SecretField } from "./SecretField";
import { TestSending } from "./TestSending";

const securities = ["tls", "starttls", "none"] as const;
const methods = ["GET", "POST"] as const;
const contents = ["application/json", "application/x-www-form-urlencoded"] as const;

/** The placeholders of a text gateway; they are written the same in every language. */
const placeholders = "{{to}}, {{text}}";

const draftOf = ({ version, mail, text }: Sending) => ({
  version,
  host: mail.host ?? "",
  port: mail.port ?? 587,
  security: oneOf(securities, mail.security) ?? ("starttls" as const),
  from: mail.from ?? "",
  user: mail.user ?? "",
  password: undefined as string | undefined,
  url: text.url ?? "",
  method: oneOf(methods, text.method) ?? ("POST" as const),
  content: oneOf(contents, text.content_type) ?? ("application/json" as const),
  body: text.body ?? "",
  header: text.header ?? "",
  secret: undefined as string | undefined,
});

export function SendingForm({ sending }: { sending: Sending }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const draft = useDraft(draftOf(sending));
  const [tried, setTried] = useState(false);
  const form = draft.value;
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/sending", {
          body: {
            version: form.version,
            mail:
              form.host.trim() === ""
                ? {}
                : {
                    host: form.host.trim(),
                    port: form.port,
                    security: form.security,
                    from: form.from.trim(),
                    user: form.user.trim(),
                    ...(form.password === undefined ? {} : { password: form.password }),
                  },
            text:
              form.url.trim() === ""
                ? {}
                : {
                    url: form.url.trim(),
                    method: form.method,
                    content_type: form.content,
                    body: form.body,
                    header: form.header.trim(),
                    ...(form.secret === undefined ? {} : { secret: form.secret }),
                  },
          },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(sendingQuery.queryKey, saved);
      draft.reset(draftOf(saved));
      setTried(false);
    },
  });
  const fromBad = form.host.trim() !== "" && !form.from.includes("@");
  const urlBad = form.url.trim() !== "" && !/^https?:\/\//i.test(form.url.trim());
  const reset = () => {
    save.reset();
    draft.reset();
    void client.invalidateQueries({ queryKey: sendingQuery.queryKey });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!fromBad && !urlBad) save.mutate();
      }}
    >
      <Stack gap="md">
        <div className={styles.columns}>
          <Panel title={t("sending.mail")}>
            <Stack gap="md">
              <Text size="sm" c="dimmed">
                {t("sending.mail_text")}
              </Text>
              <TextInput label={t("sending.host")} maxLength={253} value={form.host} onChange={(e) => draft.change({ host: e.currentTarget.value })} />
              <NumberInput
                label={t("sending.port")}
                min={1}
                max={65535}
                allowDecimal={false}
                allowNegative={false}
                hideControls
                value={form.port}
                onChange={(port) => draft.change({ port: Number(port) || 0 })}
              />
              <NativeSelect
                label={t("sending.security")}
                size="sm"
                value={form.security}
                onChange={(e) => draft.change({ security: oneOf(securities, e.currentTarget.value) ?? form.security })}
                data={securities.map((value) => ({ value, label: t(`sending.security_${value}`) }))}
              />
              <TextInput
                label={t("sending.from")}
                type="email"
                maxLength={254}
                value={form.from}
                onChange={(e) => draft.change({ from: e.currentTarget.value })}
                error={tried && fromBad && t("signin.email_bad")}
              />
              <TextInput label={t("sending.user")} autoComplete="off" maxLength={254} value={form.user} onChange={(e) => draft.change({ user: e.currentTarget.value })} />
              <SecretField
                label={t("ui.password")}
                set={sending.mail.password_set}
                value={form.password}
                maxLength={500}
                onChange={(password) => draft.change({ password })}
              />
              <TestSending channel="mail" disabled={!sending.mail.host || draft.dirty} />
            </Stack>
          </Panel>
          <Panel title={t("sending.text")}>
            <Stack gap="md">
              <Text size="sm" c="dimmed">
                {t("sending.text_text")}
              </Text>
              <TextInput
                label={t("sending.url")}
                type="url"
                placeholder="https://"
                maxLength={1000}
                value={form.url}
                onChange={(e) => draft.change({ url: e.currentTarget.value })}
                error={tried && urlBad && t("sending.url_bad")}
              />
              <NativeSelect
                label={t("sending.method")}
                size="sm"
                value={form.method}
                onChange={(e) => draft.change({ method: oneOf(methods, e.currentTarget.value) ?? form.method })}
                data={[...methods]}
              />
              {form.method === "POST" && (
                <>
                  <NativeSelect
                    label={t("sending.content")}
                    size="sm"
                    value={form.content}
                    onChange={(e) => draft.change({ content: oneOf(contents, e.currentTarget.value) ?? form.content })}
                    data={[...contents]}
                  />
                  <Textarea
                    label={t("sending.body")}
                    description={`${t("sending.placeholders")}${t("ui.colon")}${placeholders}`}
                    rows={4}
                    maxLength={4000}
                    spellCheck={false}
                    value={form.body}
                    onChange={(e) => draft.change({ body: e.currentTarget.value })}
                  />
                </>
              )}
              <TextInput
                label={t("sending.header")}
                placeholder="Authorization"
                maxLength={100}
                value={form.header}
                onChange={(e) => draft.change({ header: e.currentTarget.value })}
              />
              <SecretField
                label={t("sending.secret")}
                set={sending.text.secret_set}
                value={form.secret}
                maxLength={1000}
                onChange={(secret) => draft.change({ secret })}
              />
              <TestSending channel="text" disabled={!sending.text.url || draft.dirty} />
            </Stack>
          </Panel>
        </div>
        <SaveBar {...draft} pending={save.isPending} saved={save.isSuccess} error={save.error} onReset={reset} />
      </Stack>
    </form>
  );
}
