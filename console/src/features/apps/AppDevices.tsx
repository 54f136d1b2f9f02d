import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { type AppDeviceState, appDevicesQuery } from "@/api/queries/apps";
import type { AppDevice, SupportAppDetail } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useEvidence } from "@/i18n/evidence";
import { useFormats } from "@/i18n/format";
import { useOrderProblem } from "@/i18n/orderProblem";
import { useWord } from "@/i18n/words";
import { refTitle } from "@/parts/device";
import { oneOf } from "@/ui/closedList";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { Table } from "@/ui/Table";
import { At } from "@/ui/Time";

const states = ["failed", "pending", "installed", "absent", "removed", "unknown"] as const satisfies readonly AppDeviceState[];

/** The devices by what is known of the app there, with the evidence, and a way to try again. */
export function AppDevices({ app }: { app: SupportAppDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  const said = useEvidence();
  const { counts } = app;
  const [state, setState] = useState<AppDeviceState>(() => (counts.failed > 0 ? "failed" : counts.pending > 0 ? "pending" : "installed"));
  const list = useInfiniteQuery(appDevicesQuery(app.id, state));
  const devices = list.data?.pages.flatMap((page) => page.items) ?? [];
  const nameOf = (value: AppDeviceState) => (value === "unknown" ? t("ui.unknown") : word("AppState", value));
  return (
    <Panel
      flush
      title={t("apps.tab.devices")}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t("admin.proof")}
          value={state}
          onChange={(event) => setState(oneOf(states, event.currentTarget.value) ?? state)}
          data={states.map((value) => ({ value, label: `${nameOf(value)} (${formats.number(counts[value])})` }))}
        />
      }
    >
      <Refreshing active={list.isFetching && !list.isPending} />
      {list.isError && <ErrorNote error={list.error} title={t("ui.error_title")} again={() => void list.refetch()} />}
      {list.isPending && <Loading lines={4} />}
      {list.isSuccess && devices.length === 0 && <Empty title={t("apps.no_device")} />}
      {devices.length > 0 && (
        <Table
          label={t("apps.tab.devices")}
          rows={devices}
          rowKey={({ device_id }) => device_id}
          columns={[
            {
              key: "device",
              title: t("admin.device"),
              cell: ({ device, device_id }) => (
                <Link to="/devices/$deviceId" params={{ deviceId: device_id }}>
                  <bdi>{device ? refTitle(device) : device_id}</bdi>
                </Link>
              ),
            },
            { key: "state", title: t("admin.proof"), cell: (device) => <State device={device} /> },
            { key: "version", title: t("apps.version"), cell: ({ app_version }) => app_version && <bdi>{app_version}</bdi> },
            { key: "managed", title: t("apps.managed"), cell: ({ managed }) => (managed ? word("Known", managed) : t("ui.unknown")) },
            { key: "evidence", title: t("admin.evidence"), cell: ({ evidence }) => evidence && <bdi>{said(evidence)}</bdi> },
            { key: "at", title: t("admin.seen_at"), tight: true, cell: ({ at }) => at && <At at={at} /> },
            {
              key: "retry",
              title: t("devices.actions"),
              cell: (device) => <Retry app={app} device={device} state={state} />,
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <Group justify="center" p="sm">
          <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("ui.load_more")}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

/** What is known of the app on a device, and why it failed, in words; the MDM's own stand below as text. */
function State({ device }: { device: AppDevice }) {
  const { t } = useTranslation();
  const word = useWord();
  const refused = useOrderProblem();
  return (
    <>
      {device.state ? word("AppState", device.state) : t("ui.unknown")}
      {device.reason && <Text size="sm">{word("AppReason", device.reason)}</Text>}
      {[device.problem && refused(device.problem), device.words].filter(Boolean).map((text) => (
        <Text key={text} size="xs" c="dimmed">
          <bdi>{text}</bdi>
        </Text>
      ))}
    </>
  );
}

function Retry({ app, device, state }: { app: SupportAppDetail; device: AppDevice; state: AppDeviceState }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/devices/{id}/support-apps/{app}/retry", { params: { path: { id: device.device_id, app: app.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["support-apps"] }),
  });
  if (state === "installed" || !device.wanted || device.wanted === "absent") return null;
  return (
    <Stack gap={4}>
      <Button
        size="compact-xs"
        variant="default"
        loading={retry.isPending}
        aria-label={t("apps.retry_named", { name: device.device ? refTitle(device.device) : device.device_id })}
        onClick={() => retry.mutate()}
      >
        {t("apps.retry")}
      </Button>
      <ErrorNote error={retry.error} />
    </Stack>
  );
}
