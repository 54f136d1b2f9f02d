import { Menu, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { asLanguage, chooseLanguage, type Language, languageNames, languages } from "@/i18n/i18n";
import { BarMenu } from "@/ui/BarMenu";
import { CheckIcon, GlobeIcon, MoonIcon, SunIcon } from "@/ui/icons";

/** Chooses the language of this browser; `onChoose` may keep it for the account too. */
export function LanguageMenu({ onChoose }: { onChoose?: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  const chosen = asLanguage(i18n.language);
  return (
    <BarMenu
      name={t("ui.language")}
      buttonName={`${t("ui.language")}: ${languageNames[chosen]}`}
      left={<GlobeIcon size={16} />}
      button={languageNames[chosen]}
    >
      {languages.map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          rightSection={language === chosen && <CheckIcon size={14} />}
          onClick={() => {
            chooseLanguage(language);
            onChoose?.(language);
          }}
        >
          {languageNames[language]}
        </Menu.Item>
      ))}
    </BarMenu>
  );
}

const schemes = ["auto", "light", "dark"] as const;

/** Chooses between light, dark and what the system has. */
export function ThemeMenu() {
  const { t } = useTranslation();
  // Mantine would hold transitions back by an inline style, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <BarMenu
      name={t("ui.theme")}
      buttonName={`${t("ui.theme")}: ${t(`ui.theme_${colorScheme}`)}`}
      button={colorScheme === "dark" ? <MoonIcon size={16} /> : <SunIcon size={16} />}
    >
      {schemes.map((scheme) => (
        <Menu.Item
          key={scheme}
          rightSection={scheme === colorScheme && <CheckIcon size={14} />}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`ui.theme_${scheme}`)}
        </Menu.Item>
      ))}
    </BarMenu>
  );
}
