import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/schema";
import { useProblemWords } from "@/ui/ErrorNote";
import { ApiError } from "@/api/error";
import type { ViewerSession } from "@/live/session";
import type { ViewState } from "@/live/view-state";
import { ScreenIcon } from "@/ui/icons";
import { TimeLeft } from "@/ui/Time";
import { type CoverKind, coverOf, seeThrough } from "./coverOf";
import { Ended } from "./Ended";
import {
  BrokenLinkIcon,
  DoneIcon,
  HourglassIcon,
  LockIcon,
  MoonScreenIcon,
  NoNetworkIcon,
  PauseIcon,
  ShieldIcon,
  SnowIcon,
} from "./icons";
import styles from "./viewer.module.css";
import { Waiting } from "./Waiting";

interface Props {
  session: Session | undefined;
  viewer: ViewerSession;
  state: ViewState;
}

const looks: Record<CoverKind, { icon: ReactNode; tone?: "calm" | "warn" | "bad"; turning?: true }> = {
  connecting: { icon: <ScreenIcon size={30} />, turning: true },
  starting: { icon: <ScreenIcon size={30} />, turning: true },
  again: { icon: <BrokenLinkIcon size={30} />, tone: "warn", turning: true },
  server_away: { icon: <BrokenLinkIcon size={30} />, tone: "warn", turning: true },
  waiting: { icon: <HourglassIcon size={30} /> },
  paused: { icon: <PauseIcon size={30} />, tone: "calm" },
  locked: { icon: <LockIcon size={30} />, tone: "calm" },
  off: { icon: <MoonScreenIcon size={30} />, tone: "calm" },
  secure: { icon: <ShieldIcon size={30} />, tone: "calm" },
  frozen: { icon: <SnowIcon size={30} />, tone: "warn" },
  interrupted: { icon: <BrokenLinkIcon size={30} />, tone: "warn", turning: true },
  no_path: { icon: <NoNetworkIcon size={30} />, tone: "bad" },
  refused: { icon: <LockIcon size={30} />, tone: "bad" },
  ended: { icon: <DoneIcon size={30} />, tone: "calm" },
};

/** What is shown in place of the phone's screen, or over it: an icon, words, and what to do. Nothing while it is live. */
export function Cover({ session, viewer, state }: Props) {
  const { t } = useTranslation();
  const kind = coverOf(state);
  if (!kind) return null;
  const { icon, tone, turning } = looks[kind];
  return (
    <div
      className={styles.cover}
      data-testid="viewer-cover"
      data-cover={kind}
      data-see-through={(state.stream && seeThrough.has(kind)) || undefined}
      data-touchable={kind === "locked" || undefined}
    >
      <section className={styles.card}>
        <div className={styles.badge} data-tone={tone} data-turning={turning}>
          {icon}
        </div>
        <h2>{t(`viewer.${kind}.title`)}</h2>
        <Words kind={kind} session={session} viewer={viewer} state={state} />
      </section>
    </div>
  );
}

function Words({ kind, session, viewer, state }: Props & { kind: CoverKind }) {
  const { t } = useTranslation();
  const problem = useProblemWords();
  const what = (words: string) => <p className={styles.what}>{words}</p>;
  const controls = state.rights.includes("control");
  switch (kind) {
    case "waiting":
      return <Waiting session={session} />;
    case "ended":
      return <Ended session={session} reason={state.endReason} />;
    case "refused":
      return (
        <>
          {what(state.refusal === "no_webrtc" ? t("viewer.refused.no_webrtc") : problem(new ApiError(state.refusal, 0, "")))}
          <Link to="/devices">{t("viewer.to_devices")}</Link>
        </>
      );
    case "interrupted":
      return (
        <>
          {what(t("viewer.interrupted.text"))}
          {session?.state === "interrupted" && session.deadline_at && <Countdown until={session.deadline_at} words={t("viewer.ends_in")} />}
        </>
      );
    case "locked":
    case "off":
      return (
        <>
          {what(t(controls ? `viewer.${kind}.text_control` : `viewer.${kind}.text`))}
          {kind === "off" && controls && (
            <Group>
              <Button onClick={() => viewer.hands.button("power")}>{t("viewer.off.wake")}</Button>
            </Group>
          )}
        </>
      );
    case "no_path":
      return (
        <>
          {what(t("viewer.no_path.text"))}
          {what(t("viewer.no_path.advice"))}
        </>
      );
    default:
      return what(t(`viewer.${kind}.text`));
  }
}

/** Time that runs down, large, with what happens at its end. */
export function Countdown({ until, words }: { until: string; words: string }) {
  return (
    <div>
      <div className={styles.what}>{words}</div>
      <div className={styles.left}>
        <TimeLeft until={until} />
      </div>
    </div>
  );
}
