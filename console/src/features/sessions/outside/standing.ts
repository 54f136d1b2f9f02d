import type { Session } from "@/api/schema";

/** How far a session at a provider has come, as far as that can be known. "gone": the user waited there and does not any more. */
export type Standing = "opening" | "waiting" | "ready" | "gone" | "unattended" | "handed_over" | "connected" | "ended";

/** True when the user stopped waiting and has not come back since. */
export const isGone = ({ online_at, gone_at }: NonNullable<Session["at_provider"]>) =>
  gone_at !== undefined && (online_at === undefined || new Date(gone_at) >= new Date(online_at));

/** Where a session stands. */
export function standing({ state, mode, at_provider: at }: Session): Standing {
  if (state === "ended") return "ended";
  if (state === "handed_over") return at?.connected_at ? "connected" : "handed_over";
  if (state === "requested") return "opening";
  if (mode === "unattended") return "unattended";
  if (state === "user_ready") return "ready";
  return at && isGone(at) ? "gone" : "waiting";
}
