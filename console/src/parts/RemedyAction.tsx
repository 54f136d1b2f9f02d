import { Anchor, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deviceAppsQuery } from "@/api/queries/devices";
import { meQuery } from "@/api/queries/me";
import type { Finding, Remedy, Right } from "@/api/schema";
import { ErrorNote } from "@/ui/ErrorNote";
import { MatchDialog } from "./MatchDialog";
import { useConnect } from "./useConnect";
import { type DeviceOrder, useDeviceOrder } from "./useDeviceOrder";

interface Props {
  finding: Finding;
  deviceId: string;
  /** The page and dialog to come back to from TeamViewer's sign-in. */
  returnTo: string;
  /** Called before the page is left. */
  onLeave: () => void;
  onAttended: () => void;
  onProvider: (provider: string) => void;
}

/** Where administrators set up what is missing. The pages are reached by a full load: they are another part of the console. */
const settings = "/admin/infrastructure/help-at-work";

/** The right that an action needs; without it only the words of the remedy are shown. */
const needs: Partial<Record<Remedy, Right>> = {
  activate: "administer",
  raise_tier: "administer",
  distribute: "administer",
  map_keys: "administer",
  set_seats: "administer",
  allow_apps: "administer",
  allow_capture: "administer",
  confirm_match: "administer",
  retry_install: "force_check_in",
  convert_app: "force_check_in",
  check_in: "force_check_in",
  connect_teamviewer: "start_teamviewer_session",
};

/** The button that removes a finding, where this person may press one. */
export function RemedyAction(props: Props) {
  const { t } = useTranslation();
  const rights = useQuery(meQuery).data?.rights ?? [];
  const { finding, deviceId } = props;
  const { remedy } = finding;
  const right = remedy && needs[remedy];
  if (!remedy || (right && !rights.includes(right))) return null;
  switch (remedy) {
    case "use_attended":
      return <Press words={t("start.act.use_attended")} onPress={props.onAttended} />;
    case "use_other":
      return finding.facts?.provider ? (
        <Press words={t("start.act.use_other")} onPress={() => props.onProvider(finding.facts?.provider ?? "")} />
      ) : null;
    case "connect_teamviewer":
      return <ConnectAction {...props} />;
    case "confirm_match":
      return <MatchAction deviceId={deviceId} />;
    case "check_in":
      return <OrderAction deviceId={deviceId} order={{ order: "check_in" }} words={t("start.act.check_in")} />;
    case "allow_apps":
      return <OrderAction deviceId={deviceId} order={{ order: "allow", what: "apps" }} words={t("start.act.allow_apps")} />;
    case "allow_capture":
      return <OrderAction deviceId={deviceId} order={{ order: "allow", what: "capture" }} words={t("start.act.allow_capture")} />;
    case "retry_install":
    case "convert_app":
    case "distribute":
    case "map_keys":
      return <AppAction finding={finding} deviceId={deviceId} remedy={remedy} />;
    case "activate":
    case "raise_tier":
    case "set_seats":
      return <Anchor href={settings} size="sm">{t(`start.act.${remedy}`)}</Anchor>;
    case "update_client":
      return <Anchor href="/get-teamviewer" size="sm" target="_blank" rel="noreferrer">{t("start.act.update_client")}</Anchor>;
    default:
      return null; // done on the device, or by someone else: the words say what
  }
}

function Press({ words, onPress, pending = false }: { words: string; onPress: () => void; pending?: boolean }) {
  return (
    <Group mt={4}>
      <Button size="compact-sm" variant="light" loading={pending} onClick={onPress}>
        {words}
      </Button>
    </Group>
  );
}

/** Asks the MDM for something and says what came of it. */
export function OrderAction({ deviceId, order, words }: { deviceId: string; order: DeviceOrder; words: string }) {
  const { t } = useTranslation();
  const ask = useDeviceOrder(deviceId);
  return (
    <>
      <Press words={words} pending={ask.isPending} onPress={() => ask.mutate(order)} />
      <Text size="sm" role="status">
        {ask.data && t(`start.done.${ask.data}`)}
      </Text>
      <ErrorNote error={ask.error} />
    </>
  );
}

/** An app is found by the package or the role that the finding names. */
function AppAction({ finding, deviceId, remedy }: { finding: Finding; deviceId: string; remedy: "retry_install" | "convert_app" | "distribute" | "map_keys" }) {
  const { t } = useTranslation();
  const apps = useQuery(deviceAppsQuery(deviceId));
  const named = finding.facts?.package;
  const found = apps.data?.apps.find(({ app }) => (named ? app.package?.value === named : app.role === (finding.facts?.role ?? "quicksupport")));
  if (remedy === "distribute" || remedy === "map_keys") {
    return <Anchor href={found ? `/admin/apps/${encodeURIComponent(found.app.id)}` : "/admin/apps"} size="sm">{t(`start.act.${remedy}`)}</Anchor>;
  }
  if (apps.isError) return <ErrorNote error={apps.error} again={() => void apps.refetch()} />;
  if (!found) return null;
  const order = remedy === "convert_app" ? "convert" : "retry";
  return <OrderAction deviceId={deviceId} order={{ order, app: found.app.id }} words={t(`start.act.${remedy}`)} />;
}

function ConnectAction({ returnTo, onLeave }: Props) {
  const { t } = useTranslation();
  const connect = useConnect();
  return (
    <>
      <Press
        words={t("start.act.connect_teamviewer")}
        pending={connect.isPending || connect.isSuccess}
        onPress={() => {
          onLeave();
          connect.mutate(returnTo);
        }}
      />
      <ErrorNote error={connect.error} />
    </>
  );
}

function MatchAction({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const [matching, setMatching] = useState(false);
  return (
    <>
      <Press words={t("start.act.confirm_match")} onPress={() => setMatching(true)} />
      {matching && <MatchDialog deviceId={deviceId} onClose={() => setMatching(false)} />}
    </>
  );
}
