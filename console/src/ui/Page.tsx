import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./Page.module.css";

interface Props {
  title: string;
  /** Stands beside the title. */
  aside?: ReactNode;
  /** Fill the height, so that a list inside scrolls by itself. */
  fill?: boolean;
  children: ReactNode;
}

/** A page with its title. */
export function Page({ title, aside, fill = false, children }: Props) {
  return (
    <div className={styles.page} data-fill={fill || undefined}>
      <div className={styles.head}>
        <Title order={1}>{title}</Title>
        <div className={styles.aside}>{aside}</div>
      </div>
      {children}
    </div>
  );
}

/** A bordered part of a page. */
export function Panel({ title, aside, children, flush = false }: { title?: string; aside?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className={styles.panel}>
      {(title || aside) && (
        <div className={styles.panelHead}>
          {title && (
            <Title order={2} fz="md">
              {title}
            </Title>
          )}
          {aside}
        </div>
      )}
      <div className={styles.panelBody} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  );
}
