/** The parameters of an address, before they were looked at. */
export type RawSearch = Record<string, unknown>;

/** A text parameter of at most max characters; anything else is left out. */
export function text(value: unknown, max = 100): string | undefined {
  const found = typeof value === "number" ? String(value) : value;
  return typeof found === "string" && found !== "" ? found.slice(0, max) : undefined;
}

/** A day as 2026-11-22; anything else is left out. */
export function day(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** The first moment of a day in the browser's time zone, as the API wants it. */
export const startOfDay = (date: string | undefined): string | undefined =>
  date === undefined ? undefined : new Date(`${date}T00:00:00`).toISOString();

/** The first moment after a day in the browser's time zone. */
export function endOfDay(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const next = new Date(`${date}T00:00:00`);
  next.setDate(next.getDate() + 1); // not 24 hours: days with a change of summer time are longer or shorter
  return next.toISOString();
}

/** A path of this console to go back to after signing in; anything that could lead elsewhere is left out. */
export function ownPath(value: unknown): string | undefined {
  return typeof value === "string" && /^\/(?![/\\])[^\s\\]*$/.test(value) && value.length < 2_000 ? value : undefined;
}
