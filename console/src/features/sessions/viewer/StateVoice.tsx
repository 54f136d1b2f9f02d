import { useTranslation } from "react-i18next";
import type { ViewState } from "@/live/view-state";
import { coverOf } from "./coverOf";

/** Says aloud what changed: where the session stands, who controls it, and when input did not arrive. */
export function StateVoice({ state }: { state: ViewState }) {
  const { t } = useTranslation();
  const kind = coverOf(state);
  const words = [t(kind ? `viewer.${kind}.title` : "viewer.live")];
  if (state.phase === "live") words.push(t(state.rights.includes("control") ? "viewer.you_control" : "viewer.you_watch"));
  return (
    <>
      <div className="visually-hidden" role="status" data-testid="viewer-state" data-phase={state.phase} data-cover={kind ?? "none"}>
        {words.join(" ")}
      </div>
      <div className="visually-hidden" role="status">
        {state.dropped.count > 0 && t(`viewer.dropped.${droppedWord(state.dropped.reason)}`)}
      </div>
    </>
  );
}

const droppedWord = (reason: string) => (reason === "no_right" || reason === "too_fast" ? reason : "stale");
