import { Alert, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/ui/States";
import { Phone } from "./Phone";
import styles from "./sim.module.css";
import { UserPanel } from "./UserPanel";
import { useSimState } from "./useSim";

/** One simulated device: the phone in the hand, and what its user can do. */
export function DevicePage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { state, connected } = useSimState(id);
  useEffect(() => {
    document.title = `${t("sim.title")} - Help@Work`;
  }, [t]);
  return (
    <div className={styles.pair}>
      <div className={styles.left}>{state ? <Phone id={id} state={state} /> : connected ? <Loading lines={10} /> : null}</div>
      <div className={styles.right}>
        <div>
          <Title order={1}>{t("sim.title")}</Title>
          <Text c="dimmed">{t("sim.text")}</Text>
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
