import { Alert, Button, Checkbox, Group, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api/error";
import { deviceQuery, preflightQuery } from "@/api/queries/devices";
import { meQuery } from "@/api/queries/me";
import type { DeviceDetail, Finding, Mode, SessionSummary } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loading } from "@/ui/States";
import { deviceTitle } from "./device";
import { FindingList, useFindingWords } from "./FindingList";
import { useSessionJoin, useSessionStart } from "./useSessionStart";

interface Props {
  deviceId: string;
  /** The help request this session answers. */
  helpRequestId?: string;
  onClose: () => void;
}

/** Asks for what a session needs, says what stands in its way, and starts it. */
export function StartDialog({ deviceId, helpRequestId, onClose }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const device = useQuery(deviceQuery(deviceId));
  const action = device.data?.actions?.[0]?.name ?? "start_remote_control";
  const title = device.data
    ? t("start.title", { action: word("ActionName", action), name: deviceTitle(device.data) })
    : word("ActionName", action);
  return (
    <Dialog opened onClose={onClose} title={title}>
      {device.isPending && <Loading lines={5} />}
      {device.isError && !device.data && <ErrorNote error={device.error} again={() => void device.refetch()} />}
      {device.data && <StartForm device={device.data} helpRequestId={helpRequestId} onClose={onClose} />}
    </Dialog>
  );
}

function StartForm({ device, helpRequestId, onClose }: { device: DeviceDetail; helpRequestId?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const [mode, setMode] = useState<Mode>("attended");
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [viewOnly, setViewOnly] = useState(false);
  const [tried, setTried] = useState(false);
  const attended = useQuery(preflightQuery(device.id, "attended"));
  const canBeUnattended = device.platform === "android";
  const unattended = useQuery({ ...preflightQuery(device.id, "unattended"), enabled: canBeUnattended });
  const start = useSessionStart(device.id);

  const busy = busyWith(start.error) ?? device.open_session;
  const check = mode === "attended" ? attended : unattended;
  const findings = (blockedBy(start.error) ?? check.data?.findings ?? []).filter(({ code }) => code !== "device_busy");
  const blocked = check.data?.findings.some(stops) ?? false;
  const mayControl = canBeUnattended && me?.rights.includes("control");

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (reason.trim() === "" || blocked) return;
        start.mutate({
          mode,
          reason: reason.trim(),
          ...(ticket.trim() && { ticket: ticket.trim() }),
          ...(viewOnly && { view_only: true }),
          ...(helpRequestId && { help_request_id: helpRequestId }),
          ...(busy && { replace: busy.id }),
        });
      }}
    >
      <Stack gap="md">
        {busy && <BusyNote session={busy} />}
        {canBeUnattended && <ModeChoice mode={mode} onChange={setMode} unattended={unattended.data?.findings} />}
        <Textarea
          label={t("start.reason")}
          description={t("start.reason_hint")}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxRows={5}
          maxLength={280}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && reason.trim() === "" && t("ui.required")}
        />
        <TextInput
          label={
            <>
              {t("start.ticket")} <Text span size="xs" c="dimmed">{`(${t("ui.optional")})`}</Text>
            </>
          }
          maxLength={64}
          value={ticket}
          onChange={(event) => setTicket(event.currentTarget.value)}
        />
        {mayControl && (
          <Checkbox
            label={t("start.view_only")}
            description={t("start.view_only_hint")}
            checked={viewOnly}
            onChange={(event) => setViewOnly(event.currentTarget.checked)}
          />
        )}
        <section aria-live="polite">
          {findings.length > 0 && (
            <>
              <Text size="sm" fw={600} mb={6}>
                {t(blocked ? "start.blocked" : "start.before_start")}
              </Text>
              <FindingList findings={findings} />
            </>
          )}
          {check.isError && <ErrorNote error={check.error} again={() => void check.refetch()} />}
        </section>
        {start.isError && !busyWith(start.error) && <ErrorNote error={start.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            color={busy ? "red" : undefined}
            loading={start.isPending}
            disabled={blocked}
            data-testid="start-session"
          >
            {t(busy ? "start.close_and_start" : "start.start")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** An open session is no block: it can be joined or closed. */
const stops = ({ severity, code }: Finding) => severity === "block" && code !== "device_busy";

/** The session that a refused start ran into. */
const busyWith = (error: Error | null): SessionSummary | undefined =>
  isApiError(error, "device_busy") ? error.problem.session : undefined;

/** What a refused start was blocked by. */
const blockedBy = (error: Error | null): Finding[] | undefined =>
  isApiError(error, "blocked") ? (error.problem.findings ?? undefined) : undefined;

function ModeChoice({ mode, onChange, unattended }: { mode: Mode; onChange: (mode: Mode) => void; unattended?: Finding[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useFindingWords();
  const whyNot = unattended?.filter(stops) ?? [];
  return (
    <Radio.Group label={t("start.mode")} value={mode} onChange={(value) => onChange(value === "unattended" ? "unattended" : "attended")}>
      <Stack gap="xs" mt={6}>
        <Radio value="attended" label={word("Mode", "attended")} description={t("start.attended_hint")} />
        <Radio
          value="unattended"
          label={word("Mode", "unattended")}
          disabled={!unattended || whyNot.length > 0}
          description={whyNot.length > 0 ? whyNot.map(words.what).join(" ") : t("start.unattended_hint")}
        />
      </Stack>
    </Radio.Group>
  );
}

/** Says who has a session with the device, and offers to join it. */
export function BusyNote({ session, children }: { session: SessionSummary; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const me = useQuery(meQuery).data;
  const join = useSessionJoin();
  const own = me?.person.id === session.technician_id;
  return (
    <Alert color="yellow" title={t("start.busy_title")}>
      <Stack gap="xs">
        <Text size="sm">
          {t(own ? "start.busy_text_own" : "start.busy_text", {
            name: session.technician_name,
            time: formats.dateTime(session.requested_at),
          })}
        </Text>
        <Group gap="sm">
          <Button size="xs" loading={join.isPending} onClick={() => join.mutate(session.id)}>
            {t("start.join")}
          </Button>
          {children}
        </Group>
        {!own && (
          <Text size="xs" c="dimmed">
            {t("start.replace_confirm")}
          </Text>
        )}
        <ErrorNote error={join.error} />
      </Stack>
    </Alert>
  );
}
