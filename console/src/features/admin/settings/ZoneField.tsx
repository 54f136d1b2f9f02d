import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** Asks for the time zone of the support hours; empty is UTC. */
export function ZoneField({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const { t } = useTranslation();
  const known = value === "" || zones.includes(value) ? zones : [value, ...zones];
  return (
    <NativeSelect
      label={t("branding.zone")}
      size="sm"
      value={value || "UTC"}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={known}
    />
  );
}
