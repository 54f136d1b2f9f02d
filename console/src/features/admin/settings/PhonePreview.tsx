import { Panel } from "@/ui/Page";
import { SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asLanguage, type Language, languageNames, languages } from "@/i18n/i18n";
import { isColor } from "./AccentField";
import type { BrandingDraft } from "./Branding";
import styles from "./Branding.module.css";
import { clock, dayNames } from "./HoursField";
import { logoAddress } from "./LogoField";

interface Props {
  draft: BrandingDraft;
  logoVersion: number | undefined;
  language: Language;
}

/** What a user sees before agreeing, as wide as a small phone. */
export function PhonePreview({ draft, logoVersion, language }: Props) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState(language);
  const say = i18n.getFixedT(shown);
  const words = draft.words[shown];
  const logo = logoAddress(draft.logo, logoVersion);
  const background = isColor(draft.accent) ? draft.accent : "#0f6a8e";
  const days = dayNames(shown);
  return (
    <Panel title={t("branding.preview")}>
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t("ui.language")}
          value={shown}
          onChange={(value) => setShown(asLanguage(value))}
          data={languages.map((value) => ({ value, label: languageNames[value] }))}
        />
        <div className={styles.phone} lang={shown} data-testid="phone-preview">
          <div className={styles.phoneHead} style={{ background }}>
            {logo && <img src={logo} alt="" />}
            <bdi>{draft.company || "Help@Work"}</bdi>
          </div>
          <div className={styles.phoneBody}>
            <strong>{say("branding.preview_ask")}</strong>
            <span>{words.consent || say("branding.preview_consent")}</span>
            {words.privacy && <span className={styles.phoneSmall}>{words.privacy}</span>}
            {draft.help_page && <span className={styles.phoneSmall}>{draft.help_page}</span>}
            {draft.phone && (
              <span className={styles.phoneSmall}>
                {say("branding.phone")}
                {say("ui.colon")}
                {draft.phone}
              </span>
            )}
            {draft.hours.length > 0 && (
              <span className={styles.phoneSmall}>
                {say("branding.hours")} ({draft.time_zone || "UTC"})
                {draft.hours.map((row) => `\n${days[row.day]} ${clock(row.from)}–${row.to === 1440 ? "24:00" : clock(row.to)}`).join("")}
              </span>
            )}
            <div className={styles.phoneButton} style={{ background }}>
              {say("branding.preview_agree")}
            </div>
            <div className={styles.phoneOther}>{say("branding.preview_decline")}</div>
          </div>
        </div>
      </Stack>
    </Panel>
  );
}
