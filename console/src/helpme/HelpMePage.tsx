import { Alert, Button, Text, Textarea, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { brandingQuery } from "@/api/queries/helpatwork";
import type { MyHelp } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { Card } from "@/share/Card";
import { readable } from "@/share/contrast";
import { Hours } from "@/share/Hours";
import { PublicPage } from "@/share/PublicPage";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loading } from "@/ui/States";
import { takeToken } from "./token";

const key = ["my-help"] as const;

/** How often the place in line is asked for while somebody waits, in milliseconds. The page has no live stream. */
const every = 10_000;

const waits = (state: MyHelp["state"]) => state === "open" || state === "escalated" || state === "taken";

/** The page of a help link: one press asks for help from the device it was made for. It knows and shows nobody's name. */
export function HelpMePage() {
  const { t } = useTranslation();
  const [token] = useState(takeToken);
  return <PublicPage title={t("helpme.title")}>{token ? <Desk token={token} /> : <NoLink words={t("helpme.no_token")} />}</PublicPage>;
}

function NoLink({ words }: { words: string }) {
  return (
    <Card>
      <Text role="alert">{words}</Text>
    </Card>
  );
}

function Desk({ token }: { token: string }) {
  const { t } = useTranslation();
  const header = { "X-Help-Token": token };
  const help = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-link", { params: { header }, signal })),
    refetchInterval: (query) => (waits(query.state.data?.state) ? every : false),
  });
  if (help.isPending) return <Loading lines={3} />;
  if (isApiError(help.error, "not_found")) return <NoLink words={t("helpme.void")} />;
  if (!help.data) return <ErrorNote error={help.error} again={() => void help.refetch()} />;
  return (
    <>
      {help.isError && <ErrorNote error={help.error} again={() => void help.refetch()} />}
      {waits(help.data.state) ? <Asked help={help.data} token={token} /> : <Ask help={help.data} token={token} />}
      <Card>
        <Hours desk={help.data} />
      </Card>
    </>
  );
}

/** Sends something by the link; the answer is how things stand then. */
function useByLink(send: () => Promise<MyHelp>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: (after) => client.setQueryData(key, after) });
}

function Ask({ help, token }: { help: MyHelp; token: string }) {
  const { t } = useTranslation();
  const accent = readable(useQuery(brandingQuery).data?.accent);
  const [text, setText] = useState("");
  const ask = useByLink(() =>
    unwrap(api.POST("/api/v1/help-link", { params: { header: { "X-Help-Token": token } }, body: text.trim() ? { text: text.trim() } : {} })),
  );
  return (
    <Card>
      {help.state && (
        <Alert color={help.state === "declined" ? "yellow" : "green"} role="status">
          {t(`helpme.over.${help.state === "declined" || help.state === "cancelled" ? help.state : "resolved"}`)}
          {help.answer && (
            <Text size="sm" mt={4}>
              <bdi>{help.answer}</bdi>
            </Text>
          )}
        </Alert>
      )}
      <Text>{t("helpme.intro")}</Text>
      <Button size="lg" color={accent} loading={ask.isPending} onClick={() => ask.mutate()} data-testid="ask-for-help">
        {t("helpme.ask")}
      </Button>
      <Textarea
        label={`${t("helpme.text")} (${t("ui.optional")})`}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ErrorNote error={ask.error} />
    </Card>
  );
}

function Asked({ help, token }: { help: MyHelp; token: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const cancel = useByLink(() => unwrap(api.DELETE("/api/v1/help-link", { params: { header: { "X-Help-Token": token } } })));
  return (
    <Card>
      <div role="status" data-testid="help-state">
        <Title order={2}>{t(help.state === "taken" ? "helpme.taken" : "helpme.asked")}</Title>
        {help.place !== undefined && <Text>{t("helpme.place", { place: help.place })}</Text>}
        {help.call_back_at && <Text>{t("helpme.call_back", { time: formats.dateTime(help.call_back_at) })}</Text>}
        {help.answer && (
          <Text>
            <bdi>{help.answer}</bdi>
          </Text>
        )}
      </div>
      <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t("helpme.cancel")}
      </Button>
      <ErrorNote error={cancel.error} />
    </Card>
  );
}
