import { oneOf } from "@/ui/closedList";

/** What came of a trip to TeamViewer's sign-in, as the server puts it into the address on the way back. */
export const outcomes = ["connected", "refused", "unavailable", "bad_client", "not_allowed", "expired", "being_removed", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Trip {
  teamviewer?: Outcome | undefined;
  /** TeamViewer's own code of an error. Anybody can write an address, so what does not look like a code is left out. */
  teamviewer_error?: string | undefined;
}

const isCode = (value: unknown): value is string => typeof value === "string" && /^[a-z][a-z0-9_]{0,39}$/.test(value);

/** The part of an address that tells of a trip. */
export const tripOf = (search: Record<string, unknown>): Trip => ({
  teamviewer: oneOf(outcomes, search.teamviewer),
  teamviewer_error: isCode(search.teamviewer_error) ? search.teamviewer_error : undefined,
});
