import type { QueryClient } from "@tanstack/react-query";

/** What can change; the words of the live stream. */
export const hintKinds = [
  "session", "help", "device", "available", "share", "me", "people", "group", "audit",
  "activation", "removal", "support_app", "seats", "mdm_connection", "account", "branding",
] as const;
export type HintKind = (typeof hintKinds)[number];

/** One thing changed: ask for it again. Version rises with each change of that thing. */
export interface Hint {
  kind: HintKind;
  id: string;
  version: number;
}

const isKind = (value: unknown): value is HintKind => hintKinds.some((kind) => kind === value);

/** Reads the data of a hint event, or gives null for anything else. */
export function parseHint(data: unknown): Hint | null {
  if (typeof data !== "string" || data.length > 4096) return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null || !("kind" in value) || !isKind(value.kind)) return null;
    const id = "id" in value && typeof value.id === "string" ? value.id : "";
    const version = "version" in value && typeof value.version === "number" ? value.version : 0;
    return { kind: value.kind, id, version };
  } catch {
    return null;
  }
}

/** The first part of the query keys that a kind of hint makes old. */
const keysOf: Record<HintKind, readonly string[]> = {
  session: ["sessions", "devices", "preflight"],
  help: ["help"],
  device: ["devices", "preflight"],
  available: ["devices"],
  share: ["shares"],
  me: ["me", "devices", "help", "sessions"],
  people: ["people"],
  group: ["groups", "devices"],
  audit: ["audit"],
  activation: ["help-at-work", "me", "preflight"],
  removal: ["removals", "help-at-work"],
  support_app: ["support-apps", "devices", "preflight"],
  seats: ["seats", "help-at-work", "preflight"],
  mdm_connection: ["mdm-connections", "preflight"],
  account: ["help-at-work", "me", "mappings", "preflight"],
  branding: ["branding"],
};

/**
 * Marks what the hints touched as old, so that what is shown is asked for again. Long lists are not asked for again
 * page by page: they are only marked, and their page offers a button (see features/devices).
 */
export function applyHints(client: QueryClient, hints: readonly Hint[]) {
  const keys = new Set(hints.flatMap((hint) => keysOf[hint.kind]));
  for (const key of keys) void client.invalidateQueries({ queryKey: [key], predicate: (query) => !isLong(query.state.data) });
  for (const key of keys) {
    void client.invalidateQueries({ queryKey: [key], refetchType: "none", predicate: (query) => isLong(query.state.data) });
  }
}

/** Lists of more pages than this are marked as old, but not asked for again by themselves. */
export const livePages = 3;

const isLong = (data: unknown) =>
  typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages) && data.pages.length > livePages;
