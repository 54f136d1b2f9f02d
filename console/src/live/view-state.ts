import type { Geometry, RoomState, ScreenKind } from "./wire";

/**
 * What a technician sees of a session:
 * connecting: to the server, or the first picture is on its way; waiting: for the user's answer; live; frozen: the
 * device says nothing; paused: by the user; interrupted: the device's link was lost; no_path: the server answers, but
 * media does not get through; refused: one may not see this session (any more); ended.
 */
export type Phase = "connecting" | "waiting" | "live" | "frozen" | "paused" | "interrupted" | "no_path" | "refused" | "ended";

export interface ViewState {
  phase: Phase;
  /** The link to the server was up before and is being made again. */
  again: boolean;
  /** The server does not answer at all. */
  serverAway: boolean;
  /** Why phase is refused: a code of the API, or no_webrtc for a browser that makes no connections. */
  refusal: string;
  screen: ScreenKind;
  /** Of the frames that are shown now; null before the first. */
  geometry: Geometry | null;
  rights: readonly string[];
  watchers: readonly string[];
  sessionState: RoomState["state"] | null;
  endReason: string;
  /** The screen was live at least once. */
  seen: boolean;
  /** The picture, as soon as there is a track for it. */
  stream: MediaStream | null;
  /** Why the last input was not handed on, and how often anything was not: no_right, stale, malformed, too_fast. */
  dropped: { reason: string; count: number };
}

export const firstState: ViewState = {
  phase: "connecting",
  again: false,
  serverAway: false,
  refusal: "",
  screen: "on",
  geometry: null,
  rights: [],
  watchers: [],
  sessionState: null,
  endReason: "",
  seen: false,
  stream: null,
  dropped: { reason: "", count: 0 },
};

/** How good the link is, from its delay and what it loses. */
export type Quality = "good" | "fair" | "poor";

export interface Stats {
  /** There and back between this browser and the server, in milliseconds; null before it was measured. */
  latency: number | null;
  /** Frames shown in the last second. A still screen has about one. */
  fps: number | null;
  quality: Quality | null;
}

/** What is known of a session at one moment, for phaseOf. */
export interface Facts {
  room: RoomState | null;
  /** The control channel is open and was heard lately. */
  linked: boolean;
  /** The server answers requests, but no connection for media came up. */
  pathless: boolean;
  refused: boolean;
  ended: boolean;
  /** A frame of this connection was shown. */
  framed: boolean;
  /**
   * Milliseconds from the device's last heartbeat (or since the first was due) to the last word of the server. While the
   * server itself is not heard, nothing is known of the device.
   */
  silence: number;
}

/** The device beats once a second; the picture is called frozen after this many milliseconds without. */
export const frozenAfter = 3_000;

/** Which picture a technician is shown. */
export function phaseOf({ room, linked, pathless, refused, ended, framed, silence }: Facts): Phase {
  if (ended || room?.state === "ended") return "ended";
  if (refused) return "refused";
  if (!linked || !room) return pathless ? "no_path" : "connecting";
  switch (room.state) {
    case "requested":
    case "waiting":
      return "waiting";
    case "interrupted":
      return "interrupted";
  }
  if (room.paused) return "paused";
  if (room.publisher === "lost") return "interrupted";
  if (room.publisher === "none" || !framed) return "connecting";
  return silence >= frozenAfter ? "frozen" : "live";
}
