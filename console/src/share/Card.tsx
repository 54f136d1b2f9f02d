import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./share.module.css";

/** One thing to read or to do, in the middle of the page. */
export function Card({ children }: { children: ReactNode }) {
  return (
    <section className={styles.card}>
      <Stack gap="md">{children}</Stack>
    </section>
  );
}
