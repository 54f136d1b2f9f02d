import type { ViewState } from "@/live/view-state";

/** The pictures that stand in place of the phone's screen, or over it. */
export type CoverKind =
  | "connecting"
  | "starting"
  | "again"
  | "server_away"
  | "waiting"
  | "paused"
  | "locked"
  | "off"
  | "secure"
  | "frozen"
  | "interrupted"
  | "no_path"
  | "refused"
  | "ended";

/** Which picture covers the screen; null when nothing does. */
export function coverOf({ phase, serverAway, again, sessionState, screen }: ViewState): CoverKind | null {
  switch (phase) {
    case "live":
      return screen === "on" ? null : screen;
    case "connecting":
      if (serverAway) return "server_away";
      if (again) return "again";
      return sessionState === "active" ? "starting" : "connecting";
    default:
      return phase;
  }
}

/** Covers that let the last picture shine through. What the user paused or a phone hides stays hidden. */
export const seeThrough: ReadonlySet<CoverKind> = new Set(["locked", "frozen", "interrupted", "again", "server_away"]);
