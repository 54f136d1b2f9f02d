import { Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { contrastQuery } from "@/api/queries/helpatwork";
import { useFormats } from "@/i18n/format";
import styles from "./Branding.module.css";

/** Whether a text is a color as the API takes it. */
export const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

/** Asks for the company's color and says while it is chosen whether white text on it can be read. */
export function AccentField({ value, onChange }: { value: string; onChange: (color: string) => void }) {
  const { t } = useTranslation();
  const bad = value !== "" && !isColor(value);
  return (
    <div>
      <div className={styles.accent}>
        <TextInput
          label={t("branding.accent")}
          placeholder="#0f6a8e"
          maxLength={7}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
          error={bad && t("branding.accent_bad")}
        />
        <input
          type="color"
          className={styles.swatch}
          aria-label={t("branding.accent_pick")}
          value={isColor(value) ? value : "#0f6a8e"}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      {isColor(value) && <ContrastNote color={value} />}
    </div>
  );
}

function ContrastNote({ color }: { color: string }) {
  const { t, i18n } = useTranslation();
  const asked = useDeferredValue(color);
  const formats = useFormats();
  const { data, isError } = useQuery(contrastQuery(asked));
  if (isError) return <Text size="sm">{t("branding.contrast_unknown")}</Text>;
  if (!data) return null;
  const contrast = formats.number(Math.floor(data.contrast * 10) / 10);
  return (
    <Text size="sm" role="status" c={data.enough ? "dimmed" : "red"} lang={i18n.language}>
      {t(data.enough ? "branding.contrast_enough" : "branding.contrast_low", { contrast })}
    </Text>
  );
}
