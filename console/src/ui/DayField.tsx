import { TextInput } from "@mantine/core";

/** Asks for a day with the browser's own calendar. */
export function DayField({ label, value, onChange }: { label: string; value?: string; onChange: (day?: string) => void }) {
  return (
    <TextInput
      type="date"
      size="xs"
      label={label}
      value={value ?? ""}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
