import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageMenu, ThemeMenu } from "@/parts/Preferences";
import { Brand } from "@/ui/Brand";
import styles from "./Frame.module.css";

/** The page around a form for someone who is not signed in. */
export function Frame({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <Stack gap="lg">
          <div>
            <Brand />
            <Text size="xs" c="dimmed" mt={4}>
              {t("signin.tagline")}
            </Text>
          </div>
          <div>
            <Title order={1}>{title}</Title>
            {text && (
              <Text size="sm" c="dimmed" mt={4}>
                {text}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </main>
      <Group component="footer" gap="xs" justify="center">
        <LanguageMenu />
        <ThemeMenu />
      </Group>
    </div>
  );
}
