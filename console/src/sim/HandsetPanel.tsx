import { Alert, Badge, Button, Group, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Ask, Handset, SupportApp } from "./api";
import { Card } from "./Card";
import styles from "./sim.module.css";
import type { Do } from "./UserPanel";

interface Props {
  handset: Handset;
  pending: boolean;
  onDo: Do;
}

/** What the MDM and the support apps ask the user of a simulated device, and what the user can do with the apps. */
export function HandsetPanel({ handset, pending, onDo }: Props) {
  const { t } = useTranslation();
  const { asks = [], inbox = [], apps = [], catalog = [], mdm, full } = handset;
  const off = mdm === "off";
  return (
    <>
      {asks.map((ask) => (
        <AskCard key={ask.id} ask={ask} pending={pending} onDo={onDo} />
      ))}
      <Card title={t("sim.support_title")}>
        <Text size="sm" c="dimmed" data-testid="sim-mdm" data-state={mdm}>
          {t(`sim.mdm_${mdm}`)}
        </Text>
        {inbox.length > 0 && (
          <Alert color="blue" title={t("sim.inbox")} role="status" data-testid="sim-inbox">
            {inbox.slice(-3).map((text, at) => (
              // Messages only ever come at the end, and the same text may come twice.
              <Text key={`${inbox.length - at}`} size="sm" className={styles.message}>
                <bdi>{text}</bdi>
              </Text>
            ))}
          </Alert>
        )}
        {full && (
          <Group gap="xs">
            <Text size="sm">{t("sim.full")}</Text>
            <Button size="xs" variant="default" disabled={pending || off} onClick={() => onDo("free_up")} data-testid="sim-free-up">
              {t("sim.free_up")}
            </Button>
          </Group>
        )}
        {apps.length === 0 && <Text size="sm">{t("sim.support_none")}</Text>}
        <ul className={styles.apps}>
          {apps
            .filter((app) => app.state !== "absent")
            .map((app) => (
              <App key={app.package} app={app} pending={pending || off} onDo={onDo} />
            ))}
          {catalog.map((app) => (
            <li key={app.package} className={styles.app}>
              <span>
                <bdi className={styles.deviceName}>{app.name}</bdi>
                <Text size="sm" c="dimmed">
                  {t("sim.catalog")}
                </Text>
              </span>
              <Button size="xs" variant="default" disabled={pending || off} onClick={() => onDo("fetch", app.package)}>
                {t("sim.app_install")}
              </Button>
            </li>
          ))}
        </ul>
        {mdm !== "none" && (
          <Group gap="xs">
            <Button size="xs" variant="default" disabled={pending || off} onClick={() => onDo("check_in")} data-testid="sim-check-in">
              {t("sim.check_in")}
            </Button>
            <Button size="xs" variant="default" disabled={pending || off} onClick={() => onDo("reboot")} data-testid="sim-reboot">
              {t("sim.reboot")}
            </Button>
            <Button size="xs" variant="default" disabled={pending} onClick={() => onDo(off ? "power_on" : "power_off")} data-testid="sim-power">
              {t(off ? "sim.power_on" : "sim.power_off")}
            </Button>
          </Group>
        )}
      </Card>
    </>
  );
}

function AskCard({ ask, pending, onDo }: { ask: Ask; pending: boolean; onDo: Do }) {
  const { t } = useTranslation();
  return (
    <Card>
      <Text role="status" data-testid="sim-ask" data-kind={ask.kind}>
        {t(`sim.ask_${ask.kind}`, { app: ask.app, who: ask.who ?? "" })}
      </Text>
      <Group grow>
        <Button variant="default" disabled={pending} onClick={() => onDo("refuse", ask.id)} data-testid="sim-ask-no">
          {t("sim.ask_no")}
        </Button>
        <Button loading={pending} onClick={() => onDo("agree", ask.id)} data-testid="sim-ask-yes">
          {t("sim.ask_yes")}
        </Button>
      </Group>
    </Card>
  );
}

function App({ app, pending, onDo }: { app: SupportApp; pending: boolean; onDo: Do }) {
  const { t } = useTranslation();
  const there = app.state === "installed";
  return (
    <li className={styles.app} data-testid="sim-app" data-package={app.package} data-state={app.state} data-session={app.session ?? ""}>
      <span>
        <bdi className={styles.deviceName}>{app.name}</bdi>{" "}
        <bdi className={styles.model}>{app.version}</bdi> {app.front && <Badge size="xs">{t("sim.app_front")}</Badge>}
        {lines(app, t).map((line) => (
          <Text key={line} size="sm" c="dimmed">
            {line}
          </Text>
        ))}
      </span>
      {there && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={pending || (!app.front && !app.allowed)}
            onClick={() => onDo(app.front ? "close" : "open", app.package)}
            data-testid={app.front ? "sim-app-close" : "sim-app-open"}
          >
            {t(app.front ? "sim.app_close" : "sim.app_open")}
          </Button>
          {!app.front && app.session && app.session !== "ended" && app.session !== "idle" && (
            <Button size="xs" variant="default" disabled={pending} onClick={() => onDo("close", app.package)}>
              {t("sim.app_close")}
            </Button>
          )}
          {app.service && (
            <Button size="xs" variant="default" disabled={pending} onClick={() => onDo("service", app.package)} data-testid="sim-service">
              {t(app.service === "on" ? "sim.service_switch_off" : "sim.service_switch_on")}
            </Button>
          )}
          <Button size="xs" variant="subtle" color="red" disabled={pending} onClick={() => onDo("remove", app.package)}>
            {t("sim.app_remove")}
          </Button>
        </Group>
      )}
    </li>
  );
}

/** What there is to say of an app, each in its own line. */
function lines(app: SupportApp, t: TFunction): string[] {
  const said = [t(app.state === "installed" && !app.managed ? "sim.app_installed_user" : `sim.app_${app.state}`)];
  if (app.service) said.push(t(`sim.service_${app.service}`));
  if (app.session === "waiting" && !app.supporter) said.push(t("sim.tv_waiting_nobody"));
  else if (app.session) said.push(t(`sim.tv_${app.session}`, { name: app.supporter ?? "" }));
  if (app.number) said.push(t("sim.tv_number", { number: app.number }));
  if (app.note) said.push(t(`sim.note_${app.note}`));
  if (app.state === "installed" && !app.allowed) said.push(t("sim.app_not_allowed"));
  return said;
}
