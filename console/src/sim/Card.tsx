import { Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./sim.module.css";

/** A part of the page beside the phone. */
export function Card({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className={styles.card}>
      <Stack gap="sm">
        {title && <Title order={2}>{title}</Title>}
        {children}
      </Stack>
    </section>
  );
}
