import { ActionIcon, Button, Group, Input, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CloseIcon, PlusIcon } from "@/ui/icons";
import styles from "./Branding.module.css";

/** When somebody answers on one day of the week: 0 is Sunday, minutes after midnight. */
export interface Hours {
  day: number;
  from: number;
  to: number;
}

/** The days of the week in words, Sunday first. */
export function dayNames(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2023, 0, 1 + day))); // a Sunday
}

/** Minutes after midnight as 09:00. */
export const clock = (minutes: number) =>
  `${String(Math.floor((minutes % 1440) / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const minutesOf = (text: string): number | null => {
  const [hours, minutes] = text.split(":").map(Number);
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes) ? null : hours * 60 + minutes;
};

const mostRows = 50;
const weekdays: Hours[] = [1, 2, 3, 4, 5].map((day) => ({ day, from: 9 * 60, to: 17 * 60 }));

interface Props {
  hours: readonly Hours[];
  onChange: (hours: Hours[]) => void;
  /** Say what is wrong, once someone tried to go on. */
  tried: boolean;
}

/** Asks when somebody answers. Midnight at the end of a day is written 00:00. */
export function HoursField({ hours, onChange, tried }: Props) {
  const { t, i18n } = useTranslation();
  const days = dayNames(i18n.language);
  const change = (at: number, part: Partial<Hours>) => onChange(hours.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const bad = hours.some(({ from, to }) => from >= to);
  return (
    <Input.Wrapper
      label={t("branding.hours")}
      description={t("branding.hours_text")}
      error={tried && bad && t("branding.hours_bad")}
      labelElement="div"
    >
      <Stack gap="xs" mt={6}>
        {hours.map((row, i) => (
          <div key={i} className={styles.hours} role="group" aria-label={`${t("branding.hours")} ${i + 1}`}>
            <NativeSelect
              size="xs"
              aria-label={t("branding.day")}
              value={String(row.day)}
              onChange={(event) => change(i, { day: Number(event.currentTarget.value) })}
              data={days.map((label, day) => ({ value: String(day), label }))}
            />
            <TextInput
              size="xs"
              type="time"
              aria-label={t("branding.from")}
              value={clock(row.from)}
              onChange={(event) => {
                const from = minutesOf(event.currentTarget.value);
                if (from !== null) change(i, { from });
              }}
            />
            <span aria-hidden>–</span>
            <TextInput
              size="xs"
              type="time"
              aria-label={t("branding.to")}
              value={clock(row.to)}
              onChange={(event) => {
                const to = minutesOf(event.currentTarget.value);
                if (to !== null) change(i, { to: to === 0 ? 1440 : to });
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("branding.hours_remove", { day: days[row.day] })}
              onClick={() => onChange(hours.filter((_, at) => at !== i))}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </div>
        ))}
        <Group gap="sm">
          <Button
            size="xs"
            variant="default"
            leftSection={<PlusIcon size={14} />}
            disabled={hours.length >= mostRows}
            onClick={() => onChange([...hours, { day: 1, from: 9 * 60, to: 17 * 60 }])}
          >
            {t("branding.hours_add")}
          </Button>
          {hours.length === 0 && (
            <Button size="xs" variant="default" onClick={() => onChange(weekdays)}>
              {t("branding.hours_weekdays")}
            </Button>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
