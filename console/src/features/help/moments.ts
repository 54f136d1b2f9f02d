/** A point in time as the browser's field for date and time has it: local, to the minute. */
export function toField(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The point in time of such a field, as the API wants it; undefined when it is none or is over. */
export function fromField(text: string, now: Date): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || at <= now ? undefined : at.toISOString();
}

/** The next full half hour after an hour from now: a time that one would propose. */
export function proposed(now: Date): Date {
  const at = new Date(now.getTime() + 60 * 60_000);
  at.setMinutes(at.getMinutes() < 30 ? 30 : 60, 0, 0);
  return at;
}
