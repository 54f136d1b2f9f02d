import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Device, DeviceAction, DeviceRef, Presence } from "@/api/schema";
import { useWord } from "@/i18n/words";
import styles from "./device.module.css";
import { canChoose } from "./ways";

/** Whether a device is reachable now, as a dot and a word. */
export function PresenceMark({ presence }: { presence: Presence }) {
  const word = useWord();
  return (
    <span className={styles.presence} data-presence={presence}>
      {word("Presence", presence)}
    </span>
  );
}

/** Says that a device is not a real one. */
export function SimulatedMark() {
  const { t } = useTranslation();
  return (
    <Badge color="grape" size="sm">
      {t("devices.simulated")}
    </Badge>
  );
}

/** What a device is called: by its owner where it has one. Device texts come from strangers and stand in <bdi>. */
export const deviceTitle = (device: Pick<Device, "name" | "owner">) => device.owner.name || device.name;
export const refTitle = (ref: DeviceRef) => ref.owner_name || ref.name;

/**
 * Whether an action can be tried: it is enabled, or what is in its way can be set about in its dialog, such as an open
 * session, which can be joined or closed.
 */
export const canTry = (action: DeviceAction) => action.enabled || canChoose(action);
