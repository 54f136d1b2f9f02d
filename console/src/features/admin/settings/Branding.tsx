import { Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { brandingQuery } from "@/api/queries/helpatwork";
import type { BrandingVersion } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { asLanguage, languageNames, languages } from "@/i18n/i18n";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { useDraft } from "@/ui/useDraft";
import { AccentField, isColor } from "./AccentField";
import styles from "./Branding.module.css";
import { HoursField } from "./HoursField";
import { LogoField } from "./LogoField";
import { PhonePreview } from "./PhonePreview";
import { ZoneField } from "./ZoneField";

/** What is shown of the company, as the form has it. A logo of undefined keeps the one there is. */
const draftOf = (branding: BrandingVersion) => ({
  version: branding.version,
  company: branding.company ?? "",
  accent: branding.accent ?? "",
  help_page: branding.help_page ?? "",
  phone: branding.phone ?? "",
  time_zone: branding.time_zone ?? "",
  hours: branding.hours,
  words: {
    en: { consent: branding.words.en?.consent ?? "", privacy: branding.words.en?.privacy ?? "" },
    ja: { consent: branding.words.ja?.consent ?? "", privacy: branding.words.ja?.privacy ?? "" },
  },
  logo: undefined as string | undefined,
});

export type BrandingDraft = ReturnType<typeof draftOf>;

/** How the company shows itself to its users. */
export function Branding() {
  const query = useQuery(brandingQuery);
  return <Loaded query={query}>{(branding) => <BrandingForm branding={branding} />}</Loaded>;
}

const isPage = (address: string) => address === "" || (URL.canParse(address) && new URL(address).protocol === "https:");

function BrandingForm({ branding }: { branding: BrandingVersion }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const draft = useDraft(draftOf(branding));
  const [tried, setTried] = useState(false);
  const form = draft.value;
  const save = useMutation({
    mutationFn: () => {
      const { version, logo, ...rest } = form;
      return unwrap(api.PUT("/api/v1/branding", { body: { ...rest, base: version, ...(logo === undefined ? {} : { logo }) } }));
    },
    onSuccess: (saved) => {
      const now = { ...branding, ...saved };
      client.setQueryData(brandingQuery.queryKey, now);
      draft.reset(draftOf(now));
      setTried(false);
      void client.invalidateQueries({ queryKey: brandingQuery.queryKey });
    },
  });
  const hoursRight = form.hours.every(({ from, to }) => from < to);
  const complete = (form.accent === "" || isColor(form.accent)) && isPage(form.help_page) && hoursRight;
  const setWords = (language: (typeof languages)[number], part: { consent?: string; privacy?: string }) =>
    draft.change({ words: { ...form.words, [language]: { ...form.words[language], ...part } } });
  const reset = () => {
    save.reset();
    draft.reset();
    void client.invalidateQueries({ queryKey: brandingQuery.queryKey });
  };
  return (
    <div className={styles.columns}>
      <Panel title={t("branding.title")} aside={branding.version > 0 && <Text size="sm" c="dimmed">{t("admin.version", { version: branding.version })}</Text>}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (complete) save.mutate();
          }}
        >
          <Stack gap="md">
            <TextInput
              label={t("branding.company")}
              maxLength={100}
              value={form.company}
              onChange={(event) => draft.change({ company: event.currentTarget.value })}
            />
            <LogoField logo={form.logo} version={branding.logo_version} onChange={(logo) => draft.change({ logo })} />
            <AccentField value={form.accent} onChange={(accent) => draft.change({ accent })} />
            <TextInput
              label={t("branding.help_page")}
              placeholder="https://"
              type="url"
              maxLength={500}
              value={form.help_page}
              onChange={(event) => draft.change({ help_page: event.currentTarget.value.trim() })}
              error={tried && !isPage(form.help_page) && t("branding.help_page_bad")}
            />
            <TextInput
              label={t("branding.phone")}
              type="tel"
              maxLength={40}
              value={form.phone}
              onChange={(event) => draft.change({ phone: event.currentTarget.value })}
            />
            <HoursField hours={form.hours} onChange={(hours) => draft.change({ hours })} tried={tried} />
            {form.hours.length > 0 && <ZoneField value={form.time_zone} onChange={(time_zone) => draft.change({ time_zone })} />}
            {languages.map((language) => (
              <fieldset key={language} className={styles.language}>
                <legend>{languageNames[language]}</legend>
                <Textarea
                  label={t("branding.consent")}
                  description={t("branding.words_text")}
                  rows={3}
                  maxLength={2000}
                  lang={language}
                  value={form.words[language].consent}
                  onChange={(event) => setWords(language, { consent: event.currentTarget.value })}
                />
                <Textarea
                  label={t("branding.privacy")}
                  rows={3}
                  maxLength={2000}
                  lang={language}
                  value={form.words[language].privacy}
                  onChange={(event) => setWords(language, { privacy: event.currentTarget.value })}
                />
              </fieldset>
            ))}
            <SaveBar {...draft} pending={save.isPending} saved={save.isSuccess} error={save.error} onReset={reset} />
          </Stack>
        </form>
      </Panel>
      <PhonePreview draft={form} logoVersion={branding.logo_version} language={asLanguage(i18n.language)} />
    </div>
  );
}
