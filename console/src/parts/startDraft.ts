/** What was typed into the start dialog before it was left for TeamViewer's sign-in. */
export interface StartDraft {
  reason: string;
  ticket: string;
}

const name = (deviceId: string) => `haw:start:${deviceId}`;

/** Keeps it for this tab, so that whoever comes back finds it. */
export function keepDraft(deviceId: string, draft: StartDraft) {
  sessionStorage.setItem(name(deviceId), JSON.stringify(draft));
}

/** Gives back what was kept, once; empty texts when there is nothing. */
export function takeDraft(deviceId: string): StartDraft {
  const kept = sessionStorage.getItem(name(deviceId));
  sessionStorage.removeItem(name(deviceId));
  const draft = { reason: "", ticket: "" };
  try {
    const value: unknown = JSON.parse(kept ?? "null");
    if (typeof value !== "object" || value === null) return draft;
    if ("reason" in value && typeof value.reason === "string") draft.reason = value.reason.slice(0, 280);
    if ("ticket" in value && typeof value.ticket === "string") draft.ticket = value.ticket.slice(0, 64);
    return draft;
  } catch {
    return draft;
  }
}
