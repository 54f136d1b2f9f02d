import { Badge, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery } from "@/api/queries/me";
import { sessionQuery } from "@/api/queries/sessions";
import type { Session } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import type { ViewerSession } from "@/live/session";
import type { ViewState } from "@/live/view-state";
import { refTitle, SimulatedMark } from "@/parts/device";
import { useProblemWords } from "@/ui/ErrorNote";
import { Age } from "@/ui/Time";
import { ArrowLeftIcon, EyeIcon } from "./icons";
import { useViewStats } from "./useViewer";
import styles from "./viewer.module.css";

interface Props {
  session: Session | undefined;
  viewer: ViewerSession;
  state: ViewState;
}

/** Whose phone this is, how long and how well it is seen, by whom, and the way out. */
export function TopBar({ session, viewer, state }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const device = session?.device;
  return (
    <header className={styles.top}>
      <Link
        to={session ? "/devices/$deviceId" : "/devices"}
        params={session ? { deviceId: session.device_id } : {}}
        className={styles.back}
        aria-label={t("viewer.to_device")}
      >
        <ArrowLeftIcon />
      </Link>
      <div className={styles.title}>
        <h1>
          <bdi>{device ? refTitle(device) : t("viewer.title")}</bdi>
        </h1>
        {device?.simulated && <SimulatedMark />}
        {device?.model && <bdi className={`${styles.sub} ${styles.hideNarrow}`}>{device.model}</bdi>}
      </div>
      {session && state.phase !== "ended" && <LiveFacts session={session} viewer={viewer} state={state} mode={word("Mode", session.mode)} />}
      {session && <EndButton session={session} viewer={viewer} state={state} />}
    </header>
  );
}

function LiveFacts({ session, viewer, state, mode }: Props & { session: Session; mode: string }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const milliseconds = new Intl.NumberFormat(i18n.language, { style: "unit", unit: "millisecond" });
  const { latency, fps, quality } = useViewStats(viewer);
  const words = quality ? t(`viewer.quality_${quality}`) : t("viewer.quality_unknown");
  return (
    <div className={styles.facts}>
      <Badge color="gray">{mode}</Badge>
      {session.accepted_at && (
        <span className={styles.fact} title={t("viewer.since")}>
          <Age since={session.accepted_at} />
        </span>
      )}
      {state.watchers.length > 0 && (
        <span className={styles.fact} title={t("viewer.watching", { names: state.watchers.join(", ") })}>
          <EyeIcon size={16} />
          <span className="visually-hidden">{t("viewer.watching", { names: state.watchers.join(", ") })}</span>
          <span aria-hidden="true">{state.watchers.length === 1 ? state.watchers[0] : formats.number(state.watchers.length)}</span>
        </span>
      )}
      {latency !== null && (
        <span className={styles.fact} title={fps === null ? words : `${words} · ${t("viewer.fps", { count: fps })}`}>
          <span className={styles.bars} data-quality={quality ?? undefined} aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
          <span className="visually-hidden">{words}</span>
          <span data-testid="viewer-latency">{milliseconds.format(Math.round(latency))}</span>
        </span>
      )}
    </div>
  );
}

/** Ends the session for everyone; whoever only watches leaves. */
function EndButton({ session, viewer, state }: Props & { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problem = useProblemWords();
  const me = useQuery(meQuery).data;
  const key = sessionQuery(session.id).queryKey;
  const end = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sessions/{id}/end", { params: { path: { id: session.id } }, body: {} })),
    onSuccess: (after) => {
      client.setQueryData(key, after);
      viewer.sawEnd(after.end_reason ?? "");
      void client.invalidateQueries({ queryKey: ["sessions"] });
      void client.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  if (state.phase === "ended") return null;
  const may = me && (me.person.id === session.technician_id || me.rights.includes("administer"));
  if (!may) {
    return (
      <Button component={Link} to="/devices" variant="default">
        {t("viewer.leave")}
      </Button>
    );
  }
  return (
    <>
      {end.isError && (
        <span role="alert" className={styles.sub}>
          {problem(end.error)}
        </span>
      )}
      <Button color="red" loading={end.isPending} onClick={() => end.mutate()} data-testid="end-session">
        <span className={styles.hideNarrow}>{t(session.accepted_at ? "viewer.end" : "viewer.cancel_request")}</span>
        <span className={styles.onlyNarrow}>{t(session.accepted_at ? "viewer.end_short" : "ui.cancel")}</span>
      </Button>
    </>
  );
}
