import type { Ticket } from "@/live/guest";
import { codeOf } from "./code";

const name = "haw:guest";

/** Keeps what this tab got for its code, so that a reload comes back. It is good for one session only. */
export function keepTicket({ device_id, token, session_id, technician_name, reason }: Ticket) {
  sessionStorage.setItem(name, JSON.stringify({ device_id, token, session_id, technician_name, reason }));
}

export const dropTicket = () => sessionStorage.removeItem(name);

/** What this tab got for its code, or null. */
export function keptTicket(): Ticket | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const text = (key: string) => {
      const value = Object.entries(kept).find(([k]) => k === key)?.[1];
      return typeof value === "string" ? value : "";
    };
    const ticket = {
      device_id: text("device_id"),
      token: text("token"),
      session_id: text("session_id"),
      technician_name: text("technician_name"),
      reason: text("reason"),
    };
    return ticket.device_id && ticket.token && ticket.session_id ? ticket : null;
  } catch {
    return null;
  }
}

/** Takes the code out of the address, so that nobody reads it over a shoulder or in the history. */
export function takeCodeFromAddress(): string {
  const code = codeOf(decodeURIComponentSafely(location.hash.slice(1)));
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
