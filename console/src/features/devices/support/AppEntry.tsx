import { Badge, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useEvidence } from "@/i18n/evidence";
import { useOrderProblem } from "@/i18n/orderProblem";
import { meQuery } from "@/api/queries/me";
import type { DeviceApp } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { OrderAction } from "@/parts/RemedyAction";
import { Facts } from "@/ui/Facts";
import { At } from "@/ui/Time";
import styles from "./support.module.css";

interface Props {
  deviceId: string;
  entry: DeviceApp;
}

const colors = { installed: "green", pending: "blue", failed: "red", absent: "gray", removed: "gray", unknown: "gray" } as const;

/** One support app on one device: what was wanted, what there is, how that is known, and what can be done. */
export function AppEntry({ deviceId, entry }: Props) {
  const { t } = useTranslation();
  const evidenced = useEvidence();
  const refused = useOrderProblem();
  const word = useWord();
  const may = useQuery(meQuery).data?.rights.includes("force_check_in") ?? false;
  const state = entry.state ?? "unknown";
  const retryable = entry.distributed && (state === "failed" || state === "absent" || state === "removed" || entry.problem);
  return (
    <li className={styles.app} data-state={state}>
      <div className={styles.name}>
        <Text fw={600} component="h3" size="sm">
          <bdi>{entry.app.name}</bdi>
        </Text>
        <Badge color={colors[state]}>{state === "unknown" ? t("ui.unknown") : word("AppState", state)}</Badge>
        {!entry.fits && <Badge color="gray">{t("devices.supporting.not_for_it")}</Badge>}
      </div>
      <Facts
        facts={[
          [t("devices.supporting.role"), word("AppRole", entry.app.role)],
          [t("devices.supporting.wanted"), word("Install", entry.wanted ?? (entry.distributed ? "available" : "absent"))],
          [t("devices.supporting.version"), entry.app_version && <bdi>{entry.app_version}</bdi>],
          [t("devices.supporting.managed"), state === "installed" && t(`devices.supporting.managed_${entry.managed ?? "unknown"}`)],
          [t("devices.supporting.reason"), entry.reason && word("AppReason", entry.reason)],
          [t("devices.supporting.said"), entry.words && <bdi>{entry.words}</bdi>],
          [t("devices.supporting.problem"), entry.problem && <bdi>{refused(entry.problem)}</bdi>],
          [t("devices.supporting.evidence"), entry.evidence ? <bdi>{evidenced(entry.evidence)}</bdi> : t("devices.supporting.no_evidence")],
          [t("devices.supporting.seen"), entry.at && <At at={entry.at} />],
          [t("devices.supporting.ordered"), entry.ordered_at && <At at={entry.ordered_at} />],
          [t("devices.supporting.config"), entry.config_at && <At at={entry.config_at} />],
          [t("devices.supporting.asks"), state !== "installed" && entry.distributed && entry.manner && word("Manner", entry.manner)],
        ]}
      />
      {may && (
        <div className={styles.orders}>
          {retryable && <OrderAction deviceId={deviceId} order={{ order: "retry", app: entry.app.id }} words={t("start.act.retry_install")} />}
          {entry.convertible && <OrderAction deviceId={deviceId} order={{ order: "convert", app: entry.app.id }} words={t("start.act.convert_app")} />}
        </div>
      )}
    </li>
  );
}
