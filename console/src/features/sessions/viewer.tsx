import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "@/api/queries/sessions";
import { refTitle } from "@/parts/device";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loading } from "@/ui/States";
import { OutsidePage } from "./outside/OutsidePage";
import { Cover } from "./viewer/Cover";
import { Stage } from "./viewer/Stage";
import { StateVoice } from "./viewer/StateVoice";
import { Toolbar } from "./viewer/Toolbar";
import { TopBar } from "./viewer/TopBar";
import { useViewer, useViewState } from "./viewer/useViewer";
import { useZoom } from "./viewer/useZoom";
import styles from "./viewer/viewer.module.css";

const route = getRouteApi("/signed-in/sessions/$sessionId");

/** The live screen of a session, and everything that can be done to it. */
export function ViewerPage() {
  const { sessionId } = route.useParams();
  const session = useQuery(sessionQuery(sessionId));
  // Until it is known who carries the session, no media is asked for: a session elsewhere has none.
  if (session.isPending) return <Loading lines={4} />;
  if (session.data && session.data.provider !== "builtin") return <OutsidePage key={sessionId} session={session.data} />;
  // Another session is another page: nothing of the one before may be shown or typed into.
  return <Viewer key={sessionId} sessionId={sessionId} />;
}

function Viewer({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useQuery(sessionQuery(sessionId));
  const viewer = useViewer(sessionId);
  const state = useViewState(viewer);
  const page = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const zoom = useZoom(page);
  const [capturing, setCapturing] = useState(false);
  const controls = state.phase === "live" && state.rights.includes("control");
  const rights = state.rights.join();

  useEffect(() => {
    if (!controls) setCapturing(false);
  }, [controls]);

  // What the room says is newer than what was read; times and deadlines come with the session.
  useEffect(() => {
    if (state.sessionState) void client.invalidateQueries({ queryKey: sessionQuery(sessionId).queryKey });
  }, [client, sessionId, state.sessionState, rights]);

  const ended = session.data?.state === "ended";
  const endReason = session.data?.end_reason ?? "";
  useEffect(() => {
    if (ended) viewer.sawEnd(endReason);
  }, [viewer, ended, endReason]);

  const name = session.data?.device ? refTitle(session.data.device) : "";
  useEffect(() => {
    document.title = name ? `${name} - Help@Work` : "Help@Work";
  }, [name]);

  if (session.isError && !session.data) {
    return (
      <main className={styles.alone}>
        <ErrorNote error={session.error} title={t("viewer.gone_title")} again={() => void session.refetch()} />
        <Link to="/devices">{t("viewer.to_devices")}</Link>
      </main>
    );
  }
  return (
    <div className={styles.page} ref={page}>
      <TopBar session={session.data} viewer={viewer} state={state} />
      <main className={styles.main}>
        <Stage
          viewer={viewer}
          state={state}
          name={name}
          video={video}
          zoom={zoom.mode}
          capturing={capturing}
          onLeaveKeyboard={() => setCapturing(false)}
        />
        <Cover session={session.data} viewer={viewer} state={state} />
      </main>
      <Toolbar
        session={session.data}
        viewer={viewer}
        state={state}
        video={video}
        zoom={zoom}
        capturing={capturing}
        onCapture={setCapturing}
      />
      <StateVoice state={state} />
    </div>
  );
}
