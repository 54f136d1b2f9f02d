import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deviceAppsQuery } from "@/api/queries/devices";
import type { DeviceApps, DeviceDetail } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { At } from "@/ui/Time";
import { AppEntry } from "./AppEntry";
import { Feedback } from "./Feedback";
import { HelpLink } from "./HelpLink";
import { Host } from "./Host";
import { Lists } from "./Lists";
import styles from "./support.module.css";

/** What is known of support apps on a device, from where, and what can be done about each. */
export function SupportApps({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation();
  const apps = useQuery(deviceAppsQuery(device.id));
  return (
    <div className={styles.columns}>
      <div className={styles.panels}>
        <Panel title={t("devices.support")} flush>
          <Refreshing active={apps.isFetching && !apps.isPending} />
          {apps.isPending && <Loading lines={6} />}
          {apps.isError && <ErrorNote error={apps.error} title={t("ui.error_title")} again={() => void apps.refetch()} />}
          {apps.data && <Entries device={device} apps={apps.data} />}
        </Panel>
        {apps.data && apps.data.feedback.length > 0 && <Feedback rows={apps.data.feedback} />}
      </div>
      <div className={styles.panels}>
        {apps.data && <Manager apps={apps.data} />}
        {apps.data && <Lists deviceId={device.id} apps={apps.data} />}
        {apps.data && device.platform === "android" && <Host device={device} apps={apps.data} />}
        {device.platform !== "computer" && <HelpLink deviceId={device.id} />}
      </div>
    </div>
  );
}

function Entries({ device, apps }: { device: DeviceDetail; apps: DeviceApps }) {
  const { t } = useTranslation();
  const shown = apps.apps.filter(({ fits, state, wanted }) => fits || state || wanted);
  if (shown.length === 0) return <Empty title={t("devices.supporting.empty")} text={t("devices.supporting.empty_text")} />;
  return (
    <ul className={styles.apps}>
      {shown.map((entry) => (
        <AppEntry key={entry.app.id} deviceId={device.id} entry={entry} />
      ))}
    </ul>
  );
}

/** Which MDM manages the device, and what it can do. */
function Manager({ apps }: { apps: DeviceApps }) {
  const { t } = useTranslation();
  const word = useWord();
  const { connection, capabilities } = apps;
  return (
    <Panel title={t("devices.supporting.mdm")}>
      {!connection && <Text size="sm">{t("devices.supporting.no_mdm")}</Text>}
      {connection && (
        <Facts
          facts={[
            [t("ui.name"), <bdi key="name">{connection.name}</bdi>],
            [t("devices.supporting.reported"), apps.posture?.at ? <At at={apps.posture.at} /> : t("devices.never")],
            [t("devices.supporting.left"), apps.unenrolled_at && <At at={apps.unenrolled_at} />],
            [t("devices.supporting.check_in"), capabilities && t(capabilities.check_in ? "devices.supporting.check_in_yes" : "devices.supporting.check_in_no")],
            [t("devices.supporting.installs"), capabilities?.manner && word("Manner", capabilities.manner)],
            [t("devices.supporting.proof"), capabilities && t(capabilities.proves_configuration ? "devices.supporting.proof_yes" : "devices.supporting.proof_no")],
          ]}
        />
      )}
    </Panel>
  );
}
