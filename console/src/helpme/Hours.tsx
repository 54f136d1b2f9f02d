import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MyHelp } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import styles from "@/share/share.module.css";

/** 2026-11-22 is a Sunday; the names of days are taken from the week after it. */
const sunday = Date.UTC(2026, 10, 22);
const minute = 60_000;
const day = 24 * 60 * minute;

/** When somebody answers, and the number to call. Nothing where the company said neither. */
export function Hours({ help }: { help: MyHelp }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "long", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: "UTC" });
  // Minutes of a day run to 24:00, which is the first moment of the next.
  const time = (minutes: number) => clock.format(sunday + minutes * minute);
  return (
    <>
      {help.hours.length > 0 && (
        <>
          <Text role="status">
            {help.open_now
              ? t("helpme.open_now")
              : help.opens_at
                ? t("helpme.opens", { time: formats.dateTime(help.opens_at) })
                : t("helpme.closed")}
          </Text>
          <dl className={styles.facts}>
            {help.hours.map(({ day: on, from, to }) => (
              <div key={`${on} ${from}`} className={styles.hour}>
                <dt>{weekday.format(sunday + on * day)}</dt>
                <dd>
                  {time(from)} – {time(to)}
                </dd>
              </div>
            ))}
          </dl>
          <Text size="xs" c="dimmed">
            {help.time_zone ?? "UTC"}
          </Text>
        </>
      )}
      {help.phone && (
        <Text>
          {t("helpme.phone")} <a href={`tel:${help.phone.replaceAll(/[^\d+]/g, "")}`}>{help.phone}</a>
        </Text>
      )}
    </>
  );
}
