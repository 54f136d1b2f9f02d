import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { reachesQuery, sessionQuery } from "@/api/queries/sessions";
import type { Channel, Session } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { CopyField } from "@/ui/CopyField";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";
import { QrCode } from "@/ui/QrCode";
import { Loading } from "@/ui/States";
import { Table } from "@/ui/Table";
import { At, TimeLeft } from "@/ui/Time";
import styles from "./outside.module.css";

/** Every way to bring the session to its user, and how each try went. */
export function Reach({ session, own }: { session: Session; own: boolean }) {
  const { t } = useTranslation();
  const link = session.at_provider?.user_link;
  return (
    <Panel title={t("outside.reach.title")}>
      <Stack gap="md">
        {!link && <Text size="sm">{t("outside.reach.not_yet")}</Text>}
        {link && own && <Channels session={session} link={link} />}
        {own && session.state !== "requested" && <Again session={session} />}
        <Tries sessionId={session.id} />
      </Stack>
    </Panel>
  );
}

function Channels({ session, link }: { session: Session; link: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const [showsCode, setShowsCode] = useState(false);
  const ways = useQuery(reachesQuery(session.id)).data?.ways;
  const params = { params: { path: { id: session.id } } };
  const refresh = () => client.invalidateQueries({ queryKey: reachesQuery(session.id).queryKey });
  const reach = useMutation({
    mutationFn: (channel: Channel) => unwrap(api.POST("/api/v1/sessions/{id}/reach", { ...params, body: { channel } })),
    onSettled: refresh,
  });
  const spoken = useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/sessions/{id}/spoken-code", params)), onSettled: refresh });
  return (
    <>
      <CopyField label={t("outside.reach.link")} value={link} onCopied={() => reach.mutate("copied_link")} />
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-expanded={showsCode}
          onClick={() => {
            if (!showsCode) reach.mutate("qr_code");
            setShowsCode(!showsCode);
          }}
        >
          {word("Channel", "qr_code")}
        </Button>
        {(["email", "text_message", "mdm_message"] as const).map((channel) => (
          <Button
            key={channel}
            size="xs"
            variant="default"
            disabled={ways !== undefined && !ways.includes(channel)}
            title={ways !== undefined && !ways.includes(channel) ? t("outside.reach.no_way") : undefined}
            loading={reach.isPending && reach.variables === channel}
            onClick={() => reach.mutate(channel)}
          >
            {word("Channel", channel)}
          </Button>
        ))}
        <Button size="xs" variant="default" loading={spoken.isPending} onClick={() => spoken.mutate()}>
          {t(spoken.data ? "outside.reach.spoken_again" : "outside.reach.spoken")}
        </Button>
      </Group>
      {showsCode && <QrCode text={link} label={t("outside.reach.qr_label")} />}
      {spoken.data && (
        <div>
          <output className={styles.code} aria-label={t("outside.reach.spoken")}>
            {spoken.data.code.replaceAll(/(\d{3})(?=\d)/g, "$1 ")}
          </output>
          <Text size="sm" c="dimmed">
            {t("outside.reach.spoken_text", { page: spoken.data.page.replace(/^https?:\/\//, "") })}
          </Text>
          <Text size="sm">
            {t("outside.expires")} <TimeLeft until={spoken.data.expires_at} />
          </Text>
        </div>
      )}
      <ErrorNote error={reach.error ?? spoken.error} />
    </>
  );
}

/** The same code once more, after the old one was taken away with proof; or a new one. */
function Again({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: (newCode: boolean) =>
      unwrap(api.POST("/api/v1/sessions/{id}/send-again", { params: { path: { id: session.id } }, body: { new_code: newCode } })),
    onSuccess: (after) => client.setQueryData(sessionQuery(session.id).queryKey, after),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  if (session.state === "handed_over") return null;
  return (
    <>
      <Group gap="xs">
        {session.at_provider?.delivered && (
          <Button size="xs" variant="light" loading={again.isPending && !again.variables} onClick={() => again.mutate(false)}>
            {t("outside.reach.again")}
          </Button>
        )}
        <Button size="xs" variant="light" loading={again.isPending && again.variables} onClick={() => again.mutate(true)}>
          {t("outside.reach.new_code")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t("outside.reach.again_text")}
      </Text>
      <ErrorNote error={again.error} />
    </>
  );
}

function Tries({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const tries = useQuery(reachesQuery(sessionId));
  const items = tries.data?.items ?? [];
  return (
    <>
      {tries.isPending && <Loading lines={2} />}
      {tries.isError && <ErrorNote error={tries.error} again={() => void tries.refetch()} />}
      {tries.isSuccess && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("outside.reach.none")}
        </Text>
      )}
      {items.length > 0 && (
        <Table
          label={t("outside.reach.tries")}
          rows={items}
          rowKey={(one) => one.id}
          columns={[
            { key: "at", title: t("outside.reach.at"), tight: true, cell: (one) => <At at={one.at} /> },
            {
              key: "channel",
              title: t("outside.reach.channel"),
              cell: (one) => (
                <span>
                  {word("Channel", one.channel)} <bdi>{one.to}</bdi>
                </span>
              ),
            },
            {
              key: "outcome",
              title: t("outside.reach.outcome"),
              cell: (one) => (
                <span>
                  {word("ReachOutcome", one.outcome)}
                  {one.problem && ` (${t(one.problem === "no_way" ? "outside.reach.no_way" : "outside.reach.refused")})`}
                </span>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
