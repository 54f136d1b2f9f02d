import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "@/api/queries/sessions";
import type { Session } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { SidePanel } from "@/ui/SidePanel";
import { Refreshing } from "@/ui/States";
import { At } from "@/ui/Time";
import { refTitle, SimulatedMark } from "./device";
import { Duration, StateBadge } from "./SessionList";

/** All about one session. */
export function SessionPanel({ session: listed, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const fresh = useQuery(sessionQuery(listed.id));
  const session = fresh.data ?? listed;
  const at = (time?: string) => time && <At at={time} />;
  return (
    <SidePanel opened onClose={onClose} title={t("history.session")}>
      <Stack gap="sm">
        <Refreshing active={fresh.isFetching} />
        <ErrorNote error={fresh.error} again={() => void fresh.refetch()} />
        <Facts
          facts={[
            [t("people.state"), <StateBadge key="state" session={session} />],
            [
              t("history.device"),
              <span key="device">
                <Link to="/devices/$deviceId" params={{ deviceId: session.device_id }}>
                  <bdi>{session.device ? refTitle(session.device) : session.device_id}</bdi>
                </Link>
                {session.device?.model && <bdi> · {session.device.model}</bdi>} {session.device?.simulated && <SimulatedMark />}
              </span>,
            ],
            [t("history.technician"), <bdi key="technician">{session.technician_name}</bdi>],
            [t("history.mode"), word("Mode", session.mode)],
            [t("history.rights"), session.rights.map((right) => word("Right", right)).join(", ")],
            [t("history.reason"), <bdi key="reason">{session.reason}</bdi>],
            [t("history.ticket"), session.ticket && <bdi>{session.ticket}</bdi>],
            [t("history.start"), at(session.requested_at)],
            [t("history.delivered"), at(session.delivered_at)],
            [t("history.prompted"), at(session.prompted_at)],
            [t("history.accepted"), at(session.accepted_at)],
            [t("history.first_frame"), at(session.first_frame_at)],
            [t("history.end"), at(session.ended_at)],
            [t("history.duration"), session.accepted_at && <Duration session={session} />],
            [t("history.end_reason"), session.end_reason && word("EndReason", session.end_reason)],
            [t("history.ended_by"), session.ended_by && <bdi>{session.ended_by.name || word("ActorKind", session.ended_by.kind)}</bdi>],
            [t("history.outcome"), session.outcome && word("Outcome", session.outcome)],
            [t("history.note"), session.note && <bdi style={{ whiteSpace: "pre-wrap" }}>{session.note}</bdi>],
          ]}
        />
        <Link to="/audit" search={{ session: session.id }}>
          {t("history.show_audit")}
        </Link>
      </Stack>
    </SidePanel>
  );
}
