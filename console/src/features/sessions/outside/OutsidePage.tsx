import { Alert, Badge, Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useEvidence } from "@/i18n/evidence";
import { api } from "@/api/client";
import { meQuery } from "@/api/queries/me";
import { sessionQuery } from "@/api/queries/sessions";
import type { Session } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { refTitle, SimulatedMark } from "@/parts/device";
import { useConnect } from "@/parts/useConnect";
import { useProviderName } from "@/parts/WayChoice";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";
import { Refreshing } from "@/ui/States";
import { TimeLeft } from "@/ui/Time";
import { Ended } from "../viewer/Ended";
import { ArrowLeftIcon } from "../viewer/icons";
import viewer from "../viewer/viewer.module.css";
import { Guidance } from "./Guidance";
import { HandOver } from "./HandOver";
import styles from "./outside.module.css";
import { Reach } from "./Reach";
import { standing } from "./standing";
import { Steps } from "./Steps";

/** A session that goes on in a provider's own client: how far it has come, as far as that can be known, and what to do. */
export function OutsidePage({ session }: { session: Session }) {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const fetching = useQuery(sessionQuery(session.id)).isFetching;
  const own = me?.person.id === session.technician_id;
  const now = standing(session);
  const name = session.device ? refTitle(session.device) : "";
  useEffect(() => {
    document.title = name ? `${name} - Help@Work` : "Help@Work";
  }, [name]);
  return (
    <div className={styles.page}>
      <Refreshing active={fetching} />
      <Top session={session} />
      <main className={styles.main}>
        <div className={styles.column}>
          <Panel>
            <Stack gap="md">
              <div role="status" data-testid="outside-state" data-state={now}>
                <Text fw={620} size="lg" component="h2">
                  {t(`outside.now.${now}.title`)}
                </Text>
                <Text size="sm" c="dimmed">
                  {t(`outside.now.${now}.text`)}
                </Text>
              </div>
              <Trouble session={session} own={own} />
              {now !== "ended" && own && <HandOver session={session} />}
              {now !== "ended" && !own && <Text size="sm">{t("outside.not_yours", { name: session.technician_name })}</Text>}
              {now === "ended" && (
                <div className={styles.ended}>
                  <Proof session={session} />
                  <Ended session={session} reason={session.end_reason ?? ""} />
                </div>
              )}
            </Stack>
          </Panel>
          <Steps session={session} />
        </div>
        {session.mode === "attended" && now !== "ended" && (
          <div className={styles.column}>
            <Code session={session} />
            {(now === "waiting" || now === "gone") && <Guidance />}
            <Reach session={session} own={own} />
          </div>
        )}
      </main>
    </div>
  );
}

function Top({ session }: { session: Session }) {
  const { t } = useTranslation();
  const word = useWord();
  const provider = useProviderName();
  return (
    <header className={viewer.top}>
      <Link to="/devices/$deviceId" params={{ deviceId: session.device_id }} className={viewer.back} aria-label={t("viewer.to_device")}>
        <ArrowLeftIcon />
      </Link>
      <div className={`${viewer.title} ${styles.title}`}>
        <h1>
          <bdi>{session.device ? refTitle(session.device) : t("viewer.title")}</bdi>
        </h1>
        {session.device?.simulated && <SimulatedMark />}
        <Badge color="gray">{provider(session.provider)}</Badge>
        <Badge color="gray">{word("Mode", session.mode)}</Badge>
      </div>
      <EndButton session={session} />
    </header>
  );
}

function EndButton({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useQuery(meQuery).data;
  const end = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sessions/{id}/end", { params: { path: { id: session.id } }, body: {} })),
    onSuccess: (after) => {
      client.setQueryData(sessionQuery(session.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ["sessions"] });
      void client.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  const may = me && (me.person.id === session.technician_id || me.rights.includes("administer"));
  if (session.state === "ended" || !may) return null;
  return (
    <>
      <ErrorNote error={end.error} />
      <Button color="red" loading={end.isPending} onClick={() => end.mutate()} data-testid="end-session">
        {t(session.at_provider?.handed_over_at ? "viewer.end" : "viewer.cancel_request")}
      </Button>
    </>
  );
}

/** What the provider said no to, in our words and in its own; and the way back to a working account. */
function Trouble({ session, own }: { session: Session; own: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const connect = useConnect();
  const { problem, words } = session.at_provider ?? {};
  if (!problem || session.state === "ended") return null;
  const account = problem === "token_dead" || problem === "no_account";
  return (
    <Alert color="yellow" role="alert">
      <Text size="sm">{word("ProviderKind", problem)}</Text>
      {words && (
        <Text size="sm">
          {t("outside.said")} <q>{words}</q>
        </Text>
      )}
      {account && own && (
        <Button mt="xs" size="xs" loading={connect.isPending} onClick={() => connect.mutate(`/sessions/${encodeURIComponent(session.id)}`)}>
          {t("start.act.connect_teamviewer")}
        </Button>
      )}
      <ErrorNote error={connect.error} />
    </Alert>
  );
}

/** Whether the end is proven. A connection that ran when we closed may go on there until a report says otherwise. */
function Proof({ session }: { session: Session }) {
  const { t } = useTranslation();
  const evidenced = useEvidence();
  const at = session.at_provider;
  if (!at?.handed_over_at) return null;
  return at.ended_at ? (
    <Text size="sm">
      {t("outside.end_confirmed")} <bdi>{evidenced(at.evidence ?? "")}</bdi>
    </Text>
  ) : (
    <Alert color="yellow" title={t("outside.end_open_title")}>
      {t("outside.end_open")}
    </Alert>
  );
}

/** The code to read aloud, large, and how long it is good for. */
function Code({ session }: { session: Session }) {
  const { t } = useTranslation();
  const at = session.at_provider;
  if (!at?.code) return null;
  return (
    <Panel title={t("outside.code")}>
      <output className={styles.code} aria-label={t("outside.code")}>
        {at.code}
      </output>
      <Text size="sm" c="dimmed">
        {t("outside.code_hint")}
      </Text>
      {at.expires_at && !at.handed_over_at && (
        <Text size="sm">
          {t("outside.expires")} <TimeLeft until={at.expires_at} />
        </Text>
      )}
    </Panel>
  );
}
