import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { PresenceMark } from "@/parts/device";
import { MoreIcon } from "@/ui/icons";
import { Ago } from "@/ui/Time";
import styles from "./DeviceTable.module.css";

/** The cells of one device. Its texts come from directories and devices, so each stands in a <bdi> of its own. */
export const DeviceRow = memo(function DeviceRow({ device, now, open }: { device: Device; now: Date; open: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const { owner, open_session: session } = device;
  const model = [device.maker, device.model].filter(Boolean).join(" ");
  return (
    <>
      <span role="cell" className={styles.owner}>
        <a href={`/devices/${encodeURIComponent(device.id)}`} className={styles.link}>
          <bdi>{owner.name || t("devices.no_owner")}</bdi>
        </a>
        {owner.kana && <bdi className={styles.kana}>{owner.kana}</bdi>}
        <bdi className={styles.second}>{owner.department}</bdi>
      </span>
      <span role="cell" className={styles.device}>
        <bdi>{device.name}</bdi>
        <bdi className={styles.second}>
          {[model, device.os_version && `${word("Platform", device.platform)} ${device.os_version}`].filter(Boolean).join(" · ")}
        </bdi>
      </span>
      <span role="cell" className={styles.marks}>
        <span className={styles.badge} data-kind="management">
          {word("Management", device.management)}
        </span>
        {device.simulated && (
          <span className={styles.badge} data-kind="simulated">
            {t("devices.simulated")}
          </span>
        )}
      </span>
      <span role="cell" className={styles.available}>
        {device.management !== "guest" && (
          <span className={styles.badge} data-kind={device.available === "yes" ? "available" : undefined} title={t("devices.available_hint")}>
            {t(`devices.available_${device.available ?? "unknown"}`)}
          </span>
        )}
        {device.lifecycle === "retired" && <span className={styles.badge}>{word("Lifecycle", "retired")}</span>}
      </span>
      <span role="cell" className={styles.presence}>
        <PresenceMark presence={device.presence} />
        {session && (
          <span className={styles.badge} data-kind="session" title={t("devices.in_session_with", { name: session.technician_name })}>
            {t("devices.in_session")}
          </span>
        )}
      </span>
      <span role="cell" className={styles.seen}>
        {device.last_seen ? <Ago at={device.last_seen} now={now} /> : t("devices.never")}
      </span>
      <span role="cell" className={styles.location}>
        <bdi>{device.location}</bdi>
      </span>
      <span role="cell" className={styles.menu}>
        <button
          type="button"
          className={styles.more}
          aria-haspopup="menu"
          aria-expanded={open}
          aria-label={t("devices.actions_for", { name: owner.name || device.name })}
        >
          <MoreIcon size={18} />
        </button>
      </span>
    </>
  );
});
