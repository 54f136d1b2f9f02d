import { Badge, Button, Menu, Tabs, Text, Title, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api/error";
import { deviceQuery, waysQuery } from "@/api/queries/devices";
import type { DeviceDetail } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { ActionItems } from "@/parts/ActionItems";
import { AuditList } from "@/parts/AuditList";
import { deviceTitle, PresenceMark, SimulatedMark } from "@/parts/device";
import { SessionList } from "@/parts/SessionList";
import { BusyNote } from "@/parts/BusyNote";
import { CheckInDialog } from "@/parts/CheckInDialog";
import { StartDialog } from "@/parts/StartDialog";
import { chosenWay, isOffered, stops } from "@/parts/ways";
import { useSessionStart } from "@/parts/useSessionStart";
import { oneOf } from "@/ui/closedList";
import { ErrorNote } from "@/ui/ErrorNote";
import { ChevronIcon, PlayIcon } from "@/ui/icons";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { Ago } from "@/ui/Time";
import { useNow } from "@/ui/useNow";
import { Apps } from "./Apps";
import styles from "./DevicePage.module.css";
import { Overview } from "./Overview";
import { Readiness } from "./Readiness";
import { SupportApps } from "./support/SupportApps";

const route = getRouteApi("/signed-in/shell/devices/$deviceId");
const tabs = ["overview", "support", "apps", "history", "audit"] as const;

/** One device: who has it, how it is, and what can be started on it. */
export function DevicePage() {
  const { t } = useTranslation();
  const { deviceId } = route.useParams();
  const device = useQuery(deviceQuery(deviceId));

  if (device.isPending) return <Loading lines={9} />;
  if (!device.data) {
    if (isApiError(device.error, "not_found")) return <Empty title={t("ui.not_found")} text={t("ui.not_found_text")} />;
    return (
      <div className={styles.page}>
        <ErrorNote error={device.error} title={t("ui.error_title")} again={() => void device.refetch()} />
      </div>
    );
  }
  return (
    <div className={styles.page} key={deviceId}>
      <Refreshing active={device.isFetching} />
      {device.isError && <ErrorNote error={device.error} again={() => void device.refetch()} />}
      <Content device={device.data} />
    </div>
  );
}

function Content({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation();
  const { tab = "overview", start, provider, help, teamviewer, teamviewer_error } = route.useSearch();
  const navigate = route.useNavigate();
  // Coming back from TeamViewer's sign-in, the dialog is as it was before.
  const [starting, setStarting] = useState(start !== undefined);
  const stopStarting = () => {
    setStarting(false);
    if (start) void navigate({ search: tab === "overview" ? {} : { tab }, replace: true });
  };
  return (
    <>
      <Head device={device} onStart={() => setStarting(true)} />
      {device.open_session && (
        <BusyNote session={device.open_session}>
          {device.actions.some(({ name }) => name !== "force_check_in") && (
            <Button size="xs" color="red" variant="outline" onClick={() => setStarting(true)}>
              {t("start.close_and_start")}
            </Button>
          )}
        </BusyNote>
      )}
      <Tabs
        value={tab}
        onChange={(value) => {
          const chosen = oneOf(tabs, value);
          void navigate({ search: chosen && chosen !== "overview" ? { tab: chosen } : {}, replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`devices.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <div className={styles.columns}>
            <Overview device={device} />
            <Readiness device={device} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="support" pt="md">
          <SupportApps device={device} />
        </Tabs.Panel>
        <Tabs.Panel value="apps" pt="md">
          <Apps apps={device.report?.apps ?? []} />
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <SessionList filter={{ device_id: device.id }} hideDevice />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          <AuditList filter={{ device_id: device.id }} hideDevice />
        </Tabs.Panel>
      </Tabs>
      {starting && (
        <StartDialog
          deviceId={device.id}
          helpRequestId={help}
          beginning={{ mode: start, provider, trip: { teamviewer, teamviewer_error } }}
          onClose={stopStarting}
        />
      )}
    </>
  );
}

function Head({ device, onStart }: { device: DeviceDetail; onStart: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const now = useNow(30_000);
  const { owner, report } = device;
  return (
    <header>
      <Link to="/devices" className={styles.back}>
        ← {t("devices.back")}
      </Link>
      <div className={styles.head}>
        <div className={styles.who}>
          <Title order={1}>
            <bdi>{deviceTitle(device)}</bdi>
            {owner.kana && (
              <Text span size="sm" c="dimmed" fw={400} ml={10}>
                <bdi>{owner.kana}</bdi>
              </Text>
            )}
          </Title>
          <Text size="sm" c="dimmed">
            <bdi>{[owner.department, device.name, [device.maker, device.model].filter(Boolean).join(" ")].filter(Boolean).join(" · ")}</bdi>
          </Text>
          <div className={styles.marks}>
            <PresenceMark presence={device.presence} />
            {device.last_seen && device.presence === "offline" && (
              <Text span size="sm" c="dimmed">
                {t("devices.last_check_in")}
                {t("ui.colon")}
                <Ago at={device.last_seen} now={now} />
              </Text>
            )}
            {report?.battery !== undefined && (
              <span>
                {t("devices.battery")} {report.battery} %{report.charging && ` (${t("devices.charging")})`}
              </span>
            )}
            {device.os_version && (
              <span>
                {word("Platform", device.platform)} {device.os_version}
              </span>
            )}
            {device.available === "yes" && <Badge color="green">{t("devices.available")}</Badge>}
            {device.available === "no" && device.lifecycle !== "retired" && <Badge color="gray">{t("devices.available_not")}</Badge>}
            <Badge color="gray">{word("Management", device.management)}</Badge>
            {device.lifecycle === "retired" && <Badge color="yellow">{word("Lifecycle", "retired")}</Badge>}
            {device.simulated && <SimulatedMark />}
          </div>
        </div>
        <Actions device={device} onStart={onStart} />
      </div>
    </header>
  );
}

/** The menu, and one press that starts an attended session for the usual reason. */
function Actions({ device, onStart }: { device: DeviceDetail; onStart: () => void }) {
  const { t } = useTranslation();
  const start = useSessionStart(device.id);
  const ways = useQuery(waysQuery(device.id)).data?.items.filter(isOffered) ?? [];
  const way = chosenWay(ways, "attended");
  const [checking, setChecking] = useState(false);
  const reason = t("start.now_reason");
  if (device.actions.length === 0) return null;
  const possible = device.actions.some(({ name, enabled }) => name !== "force_check_in" && enabled);
  const ready = possible && !way?.findings.some(stops);
  return (
    <div className={styles.actions}>
      <div className={styles.buttons}>
        {ready && (
          <Tooltip label={t("start.now_hint", { reason })}>
            <Button
              leftSection={<PlayIcon size={16} />}
              loading={start.isPending}
              onClick={() => start.mutate({ mode: "attended", reason, ...(way && { provider: way.provider }) }, { onError: onStart })}
              data-testid="start-now"
            >
              {t("start.now")}
            </Button>
          </Tooltip>
        )}
        <Menu position="bottom-end" withinPortal={false}>
          <Menu.Target>
            <Button variant="default" rightSection={<ChevronIcon size={14} />}>
              {t("devices.actions")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <ActionItems actions={device.actions} onStart={onStart} onCheckIn={() => setChecking(true)} />
          </Menu.Dropdown>
        </Menu>
      </div>
      <ErrorNote error={start.error} />
      {checking && <CheckInDialog deviceId={device.id} name={deviceTitle(device)} onClose={() => setChecking(false)} />}
    </div>
  );
}
