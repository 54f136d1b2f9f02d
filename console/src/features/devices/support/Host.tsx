import { Alert, Button, Group, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery } from "@/api/queries/me";
import type { DeviceApps, DeviceDetail, PeerMatch } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useEvidence } from "@/i18n/evidence";
import { useWord } from "@/i18n/words";
import { MatchDialog } from "@/parts/MatchDialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Page";
import { At } from "@/ui/Time";

/** What unattended sessions with TeamViewer need: Host activated once, tied to its TeamViewer device, with a seat. */
export function Host({ device, apps }: { device: DeviceDetail; apps: DeviceApps }) {
  const { t } = useTranslation();
  const word = useWord();
  const host = apps.apps.find(({ app }) => app.role === "host");
  const evidenced = useEvidence();
  const { match, seat } = apps;
  if (!host) return null;
  return (
    <Panel title="TeamViewer Host">
      <Stack gap="sm">
        <Facts
          facts={[
            [t("devices.host.activation"), t(`devices.host.activated_${host.activated ?? "unknown"}`)],
            [t("devices.host.activated_at"), host.activated_at && <At at={host.activated_at} />],
            [t("devices.supporting.evidence"), host.activated_by && <bdi>{evidenced(host.activated_by)}</bdi>],
            [t("devices.host.peer"), match?.peer_id ? <bdi>{match.peer_id}</bdi> : t("devices.host.no_peer")],
            [t("devices.host.source"), match && word("MatchSource", match.source)],
            [t("devices.host.by_whom"), match?.by?.name && <bdi>{match.by.name}</bdi>],
            [t("devices.host.since"), match && <At at={match.at} />],
            [t("devices.host.online"), match?.online && <Online match={match} />],
            [
              t("devices.host.seat"),
              seat && !seat.freed_at ? (
                <span key="seat">
                  {t(seat.leaving ? "devices.host.seat_leaving" : "devices.host.seat_held")} (<At at={seat.taken_at} />)
                </span>
              ) : (
                t("devices.host.seat_none")
              ),
            ],
          ]}
        />
        {match?.ambiguous && <Alert color="red">{t("devices.host.ambiguous")}</Alert>}
        <MatchButtons deviceId={device.id} match={match} />
      </Stack>
    </Panel>
  );
}

function Online({ match }: { match: PeerMatch }) {
  const { t } = useTranslation();
  return (
    <>
      {t(match.online === "yes" ? "devices.match.online" : "devices.match.offline")}
      {match.online_at && (
        <>
          {" "}
          (<At at={match.online_at} />)
        </>
      )}
    </>
  );
}

function MatchButtons({ deviceId, match }: { deviceId: string; match: PeerMatch | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useQuery(meQuery).data?.rights.includes("administer") ?? false;
  const [matching, setMatching] = useState(false);
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/devices/{id}/match", { params: { path: { id: deviceId } } })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["devices"] });
      void client.invalidateQueries({ queryKey: ["preflight"] });
    },
  });
  if (!may) return null;
  return (
    <>
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={() => setMatching(true)}>
          {t("start.act.confirm_match")}
        </Button>
        {match?.peer_id && (
          <Button size="xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("devices.match.remove")}
          </Button>
        )}
      </Group>
      <ErrorNote error={remove.error} />
      {matching && <MatchDialog deviceId={deviceId} onClose={() => setMatching(false)} />}
    </>
  );
}
