import { Alert, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/ui/States";
import { type SimDevice, simDevices } from "./api";
import { Phone } from "./Phone";
import styles from "./sim.module.css";
import { UserPanel } from "./UserPanel";
import { useSimState } from "./useSim";

/** One simulated device: the phone in the hand, and what its user can do. */
export function DevicePage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { state, connected } = useSimState(id);
  const device = useDevice(id);
  const name = device?.owner || device?.name || t("sim.title");
  useEffect(() => {
    document.title = `${name} - Help@Work`;
  }, [name]);
  return (
    <div className={styles.pair} data-asked={state?.ring ? true : undefined}>
      <div className={styles.left}>{state ? <Phone id={id} state={state} /> : connected ? <Loading lines={10} /> : null}</div>
      <div className={styles.right}>
        <div>
          <Title order={1}>
            <bdi>{name}</bdi>
          </Title>
          <Text c="dimmed">
            {device && <bdi>{device.model}</bdi>}
            {device && " · "}
            {t("sim.text")}
          </Text>
        </div>
        {!connected && (
          <Alert color="yellow" role="status">
            {t("sim.away")}
          </Alert>
        )}
        {state && <UserPanel id={id} state={state} />}
      </div>
    </div>
  );
}

/** What the list of the fleet says of a device; null until it came, and for one that is not in it. */
function useDevice(id: string): SimDevice | null {
  const [device, setDevice] = useState<SimDevice | null>(null);
  useEffect(() => {
    const stopped = new AbortController();
    simDevices(stopped.signal).then(
      (devices) => setDevice(devices.find((d) => d.id === id) ?? null),
      () => {}, // the page says by other means that the server is away, and does without a name
    );
    return () => stopped.abort();
  }, [id]);
  return device;
}
