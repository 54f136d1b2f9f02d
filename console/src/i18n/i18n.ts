import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en, ja } from "./catalogue";

/** The languages of the console. */
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

/** How each language calls itself; never translated. */
export const languageNames: Record<Language, string> = { en: "English", ja: "日本語" };

const storageKey = "haw:language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** Turns a language tag into one of ours; anything that is not Japanese is English. */
export function asLanguage(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith("ja") ? "ja" : "en";
}

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // storage may be blocked; the browser's language decides then
  }
}

/** The language to begin with: what was chosen on this browser, else the browser's own. */
export const initialLanguage = (): Language => asLanguage(stored() ?? navigator.language);

/** Starts the translations. Catalogues are part of the bundle, so nothing waits. */
export function startI18n(language: Language = initialLanguage()) {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    supportedLngs: languages,
    resources: { en: { translation: en }, ja: { translation: ja } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
  i18next.on("languageChanged", (next) => {
    document.documentElement.lang = asLanguage(next);
  });
  return i18next;
}

/** Changes the language of this browser. */
export function chooseLanguage(language: Language) {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // it then lasts until the page is closed
  }
  void i18next.changeLanguage(language);
}
