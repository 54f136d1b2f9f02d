import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { waysQuery } from "@/api/queries/devices";
import type { DeviceDetail, Mode, Severity, SessionWay } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { FindingList } from "@/parts/FindingList";
import { RemedyAction } from "@/parts/RemedyAction";
import { useProviderName } from "@/parts/WayChoice";
import { chosenWay, isOffered, stops } from "@/parts/ways";
import { ErrorNote } from "@/ui/ErrorNote";
import { BlockIcon, CheckIcon, ChevronIcon, WarnIcon } from "@/ui/icons";
import { Panel } from "@/ui/Page";
import { Loading } from "@/ui/States";
import styles from "./Readiness.module.css";

const keyOf = ({ provider, mode }: Pick<SessionWay, "provider" | "mode">) => `${provider} ${mode}`;

/** What each way to a session would meet, before anyone presses Start, and what removes it. */
export function Readiness({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation();
  const check = useQuery(waysQuery(device.id));
  const ways = check.data?.items ?? [];
  const first = chosenWay(ways.filter(isOffered), "attended") ?? ways[0];
  // Until somebody opens another, the way that Start would take is open.
  const [opened, setOpened] = useState<Record<string, boolean>>({});
  return (
    <Panel title={t("start.before_start")} flush>
      {check.isPending && <Loading lines={3} />}
      {check.isError && <ErrorNote error={check.error} again={() => void check.refetch()} />}
      {ways.map((way) => (
        <Way
          key={keyOf(way)}
          way={way}
          device={device}
          open={opened[keyOf(way)] ?? (first !== undefined && keyOf(way) === keyOf(first))}
          onToggle={(open) => setOpened((now) => ({ ...now, [keyOf(way)]: open }))}
          onOther={(provider, mode) => setOpened((now) => ({ ...now, [keyOf({ provider, mode })]: true }))}
        />
      ))}
    </Panel>
  );
}

interface WayProps {
  way: SessionWay;
  device: DeviceDetail;
  open: boolean;
  onToggle: (open: boolean) => void;
  onOther: (provider: string, mode: Mode) => void;
}

function Way({ way, device, open, onToggle, onOther }: WayProps) {
  const { t } = useTranslation();
  const word = useWord();
  const name = useProviderName();
  const worst = worstOf(way);
  // Of what can never be had, only the reason matters: nothing that could be set about changes it.
  // An open session stands above, with what can be done about it, and stops no way: it can be replaced.
  const findings = isOffered(way) ? way.findings.filter(({ code }) => code !== "device_busy") : way.findings.filter(({ never }) => never);
  const Icon = icons[worst];
  return (
    <details className={styles.way} open={open} onToggle={(event) => event.currentTarget.open !== open && onToggle(event.currentTarget.open)}>
      <summary className={styles.head}>
        <span className={styles.mark} data-severity={worst}>
          <Icon size={18} />
        </span>
        <span className={styles.name}>
          <span className={styles.title}>{`${name(way.provider)} · ${word("Mode", way.mode)}`}</span>
          <Text span size="xs" c="dimmed">
            {t(`start.way.${isOffered(way) ? worst : "never"}`)}
          </Text>
        </span>
        <span className={styles.chevron}>
          <ChevronIcon size={14} />
        </span>
      </summary>
      {open && (
        <div className={styles.body}>
          {findings.length === 0 && <Alert color="green">{t("start.nothing_in_the_way")}</Alert>}
          <FindingList
            findings={findings}
            act={(finding) => (
              <RemedyAction
                finding={finding}
                deviceId={device.id}
                returnTo={`/devices/${encodeURIComponent(device.id)}`}
                onLeave={() => undefined}
                onAttended={() => onOther(way.provider, "attended")}
                onProvider={(provider) => onOther(provider, way.mode)}
              />
            )}
          />
        </div>
      )}
    </details>
  );
}

const icons: Record<Severity, typeof BlockIcon> = { block: BlockIcon, warn: WarnIcon, info: CheckIcon };

/** The gravest of what there is; with nothing but things to know, the way is open. */
const worstOf = ({ findings }: SessionWay): Severity =>
  findings.some(stops) ? "block" : findings.some(({ severity }) => severity === "warn") ? "warn" : "info";
