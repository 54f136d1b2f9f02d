import { Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./States.module.css";

/** Gray bars where a list or text will be. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" p="md" role="status" aria-label={t("ui.loading")}>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={18} width={`${90 - ((i * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

/** Says that there is nothing, and what to do about it. */
export function Empty({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <Text fw={600}>{title}</Text>
      {text && (
        <Text size="sm" c="dimmed" maw={440}>
          {text}
        </Text>
      )}
      {children}
    </div>
  );
}

/** A thin line that moves while what is shown is asked for again. */
export function Refreshing({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={styles.line} data-active={active || undefined}>
      <span className="visually-hidden" role="status">
        {active ? t("ui.refreshing") : ""}
      </span>
    </div>
  );
}
