import { Anchor, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { brandingQuery } from "@/api/queries/helpatwork";
import { asLanguage } from "@/i18n/i18n";
import { LanguageMenu, ThemeMenu } from "@/parts/Preferences";
import { Brand } from "@/ui/Brand";
import styles from "./share.module.css";

/** A page that needs no sign-in, in the look of the company, with its help page and what it says of privacy. */
export function PublicPage({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  // A page that cannot learn how the company looks still does its work in the look of the product.
  const branding = useQuery(brandingQuery).data;
  const privacy = branding?.words[asLanguage(i18n.language)]?.privacy;
  useEffect(() => {
    document.title = branding?.company ? `${title} - ${branding.company}` : `${title} - Help@Work`;
  }, [title, branding?.company]);
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        {branding?.logo_version !== undefined || branding?.company ? (
          <span className={styles.company}>
            {branding.logo_version !== undefined && (
              <img src={`/api/v1/branding/logo/${branding.logo_version}`} alt={branding.company ?? ""} className={styles.logo} />
            )}
            {branding.company && <bdi>{branding.company}</bdi>}
          </span>
        ) : (
          <Brand />
        )}
        <span className={styles.preferences}>
          <LanguageMenu />
          <ThemeMenu />
        </span>
      </header>
      <main className={styles.main}>
        <Title order={1} className={styles.title}>
          {title}
        </Title>
        {children}
      </main>
      <footer className={styles.foot}>
        {branding?.help_page && /^https?:\/\//i.test(branding.help_page) && (
          <Anchor href={branding.help_page} target="_blank" rel="noreferrer" size="sm">
            {t("join.help_page")}
          </Anchor>
        )}
        {privacy && (
          <details>
            <summary>{t("join.privacy")}</summary>
            <Text size="sm" className={styles.words}>
              {privacy}
            </Text>
          </details>
        )}
      </footer>
    </div>
  );
}
