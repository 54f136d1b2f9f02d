import { LanguageMenu, ThemeMenu } from "@/parts/Preferences";
import { Brand } from "@/ui/Brand";
import { DeviceList } from "./DeviceList";
import { DevicePage } from "./DevicePage";
import styles from "./sim.module.css";

/** The pages of the simulated fleet: its list, and one device with its user. */
export function SimPage() {
  const id = deviceIdOf(location.pathname);
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <a href="/sim/" className={styles.home} aria-label="Help@Work">
          <Brand />
        </a>
        <span className={styles.preferences}>
          <LanguageMenu />
          <ThemeMenu />
        </span>
      </header>
      <main className={styles.main}>{id === null ? <DeviceList /> : <DevicePage id={id} />}</main>
    </div>
  );
}

/** The device that an address names; null for the list. */
export function deviceIdOf(path: string): string | null {
  const id = /^\/sim\/devices\/([^/]+)\/?$/.exec(path)?.[1];
  try {
    return id === undefined ? null : decodeURIComponent(id);
  } catch {
    return null;
  }
}
