import { useMemo } from "react";
import { useTranslation } from "react-i18next";

const units = [
  ["year", 365 * 24 * 3600],
  ["month", 30 * 24 * 3600],
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** Splits seconds (0 or more) into the one or two largest parts that matter: 3 h 5 min, 4 min 10 s, 12 s. */
function parts(seconds: number): [number, "day" | "hour" | "minute" | "second"][] {
  const s = Math.max(0, Math.round(seconds));
  if (s >= 24 * 3600) return [[Math.floor(s / 86400), "day"], [Math.floor((s % 86400) / 3600), "hour"]];
  if (s >= 3600) return [[Math.floor(s / 3600), "hour"], [Math.floor((s % 3600) / 60), "minute"]];
  if (s >= 60) return [[Math.floor(s / 60), "minute"], [s % 60, "second"]];
  return [[s, "second"]];
}

/** Times, durations and numbers as people of one language write them. Times are shown in the browser's time zone. */
export function formats(language: string) {
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const precise = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long" });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(language, { type: "unit" });
  return {
    list: (words: string[]) => list.format(words),
    number: (n: number) => number.format(n),
    /** A share of 100, such as a battery's. */
    percent: (n: number) => percent.format(n / 100),
    dateTime: (at: string | Date) => dateTime.format(new Date(at)),
    /** With seconds. */
    precise: (at: string | Date) => precise.format(new Date(at)),
    exact: (at: string | Date) => exact.format(new Date(at)),
    time: (at: string | Date) => time.format(new Date(at)),
    /** How long ago, against now; less than a minute is "now". */
    ago: (at: string | Date, now: Date = new Date()) => {
      const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
      for (const [unit, size] of units) {
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
      }
      return relative.format(0, "second");
    },
    /** A length of time in seconds, in its one or two largest units. */
    duration: (seconds: number) =>
      parts(seconds)
        .map(([n, unit]) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(n))
        .join(" "),
    /** Minutes and seconds of a clock that runs down: 4:05. */
    clock: (seconds: number) => {
      const s = Math.max(0, Math.ceil(seconds));
      return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
    },
  };
}

export type Formats = ReturnType<typeof formats>;

/** The formats of the language that is chosen now. */
export function useFormats(): Formats {
  const { i18n } = useTranslation();
  return useMemo(() => formats(i18n.language), [i18n.language]);
}
