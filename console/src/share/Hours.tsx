import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MyHelp } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import styles from "./share.module.css";

/** 2026-11-22 is a Sunday; the names of days are taken from the week after it. */
const sunday = Date.UTC(2026, 10, 22);
const minute = 60_000;
const day = 24 * 60 * minute;
const wholeDay = day / minute;

type Opening = MyHelp["hours"][number];

/** What a help desk says of itself. Without open_now nothing is said of this moment. */
export type DeskHours = Partial<Pick<MyHelp, "hours" | "time_zone" | "phone" | "open_now" | "opens_at">>;

/** When somebody answers, and the number to call. Nothing where the company said neither. */
export function Hours({ desk }: { desk: DeskHours }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { hours = [], phone } = desk;
  return (
    <>
      {hours.length > 0 && (
        <>
          {desk.open_now !== undefined && (
            <Text role="status">
              {desk.open_now
                ? t("helpme.open_now")
                : desk.opens_at
                  ? t("helpme.opens", { time: formats.dateTime(desk.opens_at) })
                  : t("helpme.closed")}
            </Text>
          )}
          <Week hours={hours} />
          <Text size="xs" c="dimmed">
            {desk.time_zone || "UTC"}
          </Text>
        </>
      )}
      {phone && (
        <Text>
          {t("helpme.phone")} <a href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`}>{phone}</a>
        </Text>
      )}
    </>
  );
}

function Week({ hours }: { hours: readonly Opening[] }) {
  const { t, i18n } = useTranslation();
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "long", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: "UTC" });
  const dateOf = (weekdayNumber: number) => sunday + weekdayNumber * day;
  // A day of 24 hours ends at 24:00; one of twice 12 has no such hour, so that its clock says midnight.
  const time = (minutes: number) =>
    minutes === wholeDay && clock.resolvedOptions().hour12 === false ? "24:00" : clock.format(sunday + minutes * minute);
  return (
    <dl className={styles.facts}>
      {rows(hours).map(({ first, last, spans }) => (
        <div key={first} className={styles.hour}>
          <dt>{first === last ? weekday.format(dateOf(first)) : weekday.formatRange(dateOf(first), dateOf(last))}</dt>
          <dd>
            {spans.map(({ from, to }) => (
              <div key={from}>
                {from === 0 && to === wholeDay ? t("helpme.all_day") : t("helpme.span", { from: time(from), to: time(to) })}
              </div>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface Row {
  first: number;
  last: number;
  spans: Opening[];
}

/** The days of a week that have hours; days in a row with the same ones are one row. */
function rows(hours: readonly Opening[]): Row[] {
  const found: Row[] = [];
  for (let on = 0; on < 7; on++) {
    const spans = hours.filter((h) => h.day === on).sort((a, b) => a.from - b.from);
    const before = found.at(-1);
    if (before?.last === on - 1 && same(before.spans, spans)) before.last = on;
    else if (spans.length > 0) found.push({ first: on, last: on, spans });
  }
  return found;
}

const same = (a: readonly Opening[], b: readonly Opening[]) =>
  a.length === b.length && a.every(({ from, to }, i) => from === b[i]?.from && to === b[i]?.to);
