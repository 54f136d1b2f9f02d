import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api/error";
import { deviceQuery, waysQuery } from "@/api/queries/devices";
import { meQuery } from "@/api/queries/me";
import type { DeviceDetail, Finding, Mode, SessionSummary } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loading } from "@/ui/States";
import { BusyNote } from "./BusyNote";
import { deviceTitle } from "./device";
import { FindingList } from "./FindingList";
import { ReasonFields } from "./ReasonFields";
import { RemedyAction } from "./RemedyAction";
import { keepDraft, takeDraft } from "./startDraft";
import styles from "./StartDialog.module.css";
import { useSessionStart } from "./useSessionStart";
import { ModeChoice, ProviderChoice } from "./WayChoice";
import type { Trip } from "./trip";
import { TripNote } from "./TripNote";
import { chosenWay, isOffered, modesOf, stops } from "./ways";

/** What to begin with, and how a trip to TeamViewer's sign-in went that began in this dialog. */
export interface Beginning {
  mode?: Mode;
  provider?: string;
  trip?: Trip;
}

interface Props {
  deviceId: string;
  /** The help request this session answers. */
  helpRequestId?: string;
  beginning?: Beginning;
  onClose: () => void;
}

/** Asks for what a session needs, says what stands in its way, offers what removes it, and starts the session. */
export function StartDialog({ deviceId, helpRequestId, beginning, onClose }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const device = useQuery(deviceQuery(deviceId));
  const action = device.data?.actions?.find(({ name }) => name !== "force_check_in")?.name ?? "start_remote_control";
  const title = device.data
    ? t("start.title", { action: word("ActionName", action), name: deviceTitle(device.data) })
    : word("ActionName", action);
  return (
    <Dialog opened onClose={onClose} title={title}>
      {device.isPending && <Loading lines={5} />}
      {device.isError && !device.data && <ErrorNote error={device.error} again={() => void device.refetch()} />}
      {device.data && <StartForm device={device.data} helpRequestId={helpRequestId} beginning={beginning} onClose={onClose} />}
    </Dialog>
  );
}

function StartForm({ device, helpRequestId, beginning = {}, onClose }: Omit<Props, "deviceId"> & { device: DeviceDetail }) {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const [draft, setDraft] = useState(() => takeDraft(device.id));
  const [mode, setMode] = useState<Mode>(beginning.mode ?? "attended");
  const [provider, setProvider] = useState(beginning.provider);
  const [viewOnly, setViewOnly] = useState(false);
  const [tried, setTried] = useState(false);
  const ways = useQuery(waysQuery(device.id));
  const start = useSessionStart(device.id);

  const reason = draft.reason.trim();
  const ticket = draft.ticket.trim();
  const offered = ways.data?.items.filter(isOffered) ?? [];
  const way = chosenWay(offered, mode, provider);
  const busy = busyWith(start.error) ?? device.open_session;
  const findings = (blockedBy(start.error) ?? way?.findings ?? []).filter(({ code }) => code !== "device_busy");
  const blocked = way ? way.findings.some(stops) : ways.isSuccess;
  const canLimit = device.platform === "android" && way?.provider !== "teamviewer" && me?.rights.includes("control");
  const returnTo = backHere(device.id, mode, way?.provider, helpRequestId);

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (reason === "" || blocked) return;
        start.mutate({
          mode,
          reason,
          ...(way && { provider: way.provider }),
          ...(ticket && { ticket }),
          ...(canLimit && viewOnly && { view_only: true }),
          ...(helpRequestId && { help_request_id: helpRequestId }),
          ...(busy && { replace: busy.id }),
        });
      }}
    >
      <Stack gap="md">
        {busy && <BusyNote session={busy} />}
        {beginning.trip && <TripNote trip={beginning.trip} connected={t("start.connected")} />}
        {modesOf(offered).length > 1 && <ModeChoice mode={mode} onChange={setMode} ways={offered} />}
        <ProviderChoice way={way} ways={offered.filter((one) => one.mode === mode)} onChange={setProvider} />
        <ReasonFields draft={draft} onChange={setDraft} hint={t("start.reason_hint")} tried={tried} />
        {canLimit && (
          <Checkbox
            label={t("start.view_only")}
            description={t("start.view_only_hint")}
            checked={viewOnly}
            onChange={(event) => setViewOnly(event.currentTarget.checked)}
          />
        )}
        <section aria-live="polite">
          {ways.isPending && <Loading lines={2} />}
          {ways.isSuccess && offered.length === 0 && <Text size="sm">{t("start.no_way")}</Text>}
          {findings.length > 0 && (
            <>
              <Text size="sm" fw={600} mb={6}>
                {t(blocked ? "start.blocked" : "start.before_start")}
              </Text>
              <FindingList
                findings={findings}
                act={(finding) => (
                  <RemedyAction
                    finding={finding}
                    deviceId={device.id}
                    returnTo={returnTo}
                    onLeave={() => keepDraft(device.id, draft)}
                    onAttended={() => setMode("attended")}
                    onProvider={setProvider}
                  />
                )}
              />
            </>
          )}
          {ways.isError && <ErrorNote error={ways.error} again={() => void ways.refetch()} />}
        </section>
        {start.isError && !busyWith(start.error) && <ErrorNote error={start.error} />}
        <Group justify="flex-end" gap="sm" className={styles.foot}>
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            color={busy ? "red" : undefined}
            loading={start.isPending}
            disabled={blocked || ways.isPending}
            data-testid="start-session"
          >
            {t(busy ? "start.close_and_start" : "start.start")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The page of the device with this dialog open as it is. */
function backHere(deviceId: string, mode: Mode, provider: string | undefined, helpRequestId: string | undefined): string {
  const search = new URLSearchParams({ start: mode });
  if (provider) search.set("provider", provider);
  if (helpRequestId) search.set("help", helpRequestId);
  return `/devices/${encodeURIComponent(deviceId)}?${search}`;
}

/** The session that a refused start ran into. */
const busyWith = (error: Error | null): SessionSummary | undefined =>
  isApiError(error, "device_busy") ? error.problem.session : undefined;

/** What a refused start was blocked by. */
const blockedBy = (error: Error | null): Finding[] | undefined =>
  isApiError(error, "blocked") ? (error.problem.findings ?? undefined) : undefined;
