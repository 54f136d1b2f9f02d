import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { groupsQuery } from "@/api/queries/devices";
import { connectionsQuery } from "@/api/queries/helpatwork";
import type { DeviceDetail } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Page";
import { At } from "@/ui/Time";
import styles from "./Overview.module.css";

/** What is known of a device: what it is, whose it is, how it is managed, and what it said of itself. */
export function Overview({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const mdm = useQuery(connectionsQuery).data?.items.find(({ id }) => id === device.mdm_id);
  const { owner, report } = device;
  return (
    <div className={styles.panels}>
      <Panel title={t("devices.owner")}>
        <Facts
          facts={[
            [t("ui.name"), owner.name && <bdi>{[owner.name, owner.kana && `(${owner.kana})`].filter(Boolean).join(" ")}</bdi>],
            [t("devices.department"), owner.department && <bdi>{owner.department}</bdi>],
            [t("devices.email"), owner.email && <bdi>{owner.email}</bdi>],
            [t("devices.phone"), owner.phone && <bdi>{owner.phone}</bdi>],
            [t("devices.location"), device.location && <bdi>{device.location}</bdi>],
          ]}
        />
        {!owner.name && !owner.email && t("devices.no_owner")}
      </Panel>
      <Panel title={t("devices.identity")}>
        <Facts
          facts={[
            [t("devices.name"), <bdi key="name">{device.name}</bdi>],
            [t("devices.maker"), device.maker && <bdi>{device.maker}</bdi>],
            [t("devices.model"), device.model && <bdi>{device.model}</bdi>],
            [t("devices.os"), `${word("Platform", device.platform)} ${device.os_version ?? ""}`],
            [t("devices.serial"), device.serial && <bdi>{device.serial}</bdi>],
            [t("devices.imei"), device.imei && <bdi>{device.imei}</bdi>],
            [t("devices.udid"), device.udid && <bdi>{device.udid}</bdi>],
            [t("devices.asset_tag"), device.asset_tag && <bdi>{device.asset_tag}</bdi>],
          ]}
        />
      </Panel>
      <Panel title={t("devices.management")}>
        <Facts
          facts={[
            [t("devices.available"), device.management !== "guest" && <Availability key="available" device={device} />],
            [t("devices.mdm"), mdm && <bdi key="mdm">{mdm.name}</bdi>],
            [t("devices.management"), word("Management", device.management)],
            [t("devices.ownership"), device.ownership && word("Ownership", device.ownership)],
            [t("devices.lifecycle"), word("Lifecycle", device.lifecycle)],
            [t("devices.groups"), device.group_ids.map((id) => groups.find((group) => group.id === id)?.name ?? id).join(", ")],
            [t("devices.enrolled"), t(device.enrolled ? "ui.yes" : "ui.no")],
            [t("devices.created"), <At key="created" at={device.created_at} />],
            [t("devices.last_check_in"), device.last_seen ? <At at={device.last_seen} /> : t("devices.never")],
          ]}
        />
      </Panel>
      <Panel title={t("devices.report")}>
        {report ? (
          <Facts
            facts={[
              [t("devices.report_at"), <At key="at" at={report.at} />],
              [t("devices.agent"), report.agent_version && <bdi>{report.agent_version}</bdi>],
              [t("devices.codec"), report.codec && <bdi>{report.codec}</bdi>],
              [
                t("devices.screen"),
                [report.screen && word("ScreenKind", report.screen), report.width && `${report.width} × ${report.height}`]
                  .filter(Boolean)
                  .join(" · "),
              ],
              [
                t("devices.battery"),
                report.battery !== undefined && `${report.battery} %${report.charging ? ` (${t("devices.charging")})` : ""}`,
              ],
            ]}
          />
        ) : (
          t("devices.no_report")
        )}
      </Panel>
    </div>
  );
}

/** The attribute Help@Work Available, and what it is made of. */
function Availability({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`devices.available_${device.available ?? "unknown"}`)}
      <Text span display="block" size="xs" c="dimmed">
        {t("devices.available_hint")}
      </Text>
    </>
  );
}
