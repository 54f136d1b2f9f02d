import { Badge } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type SessionFilter, sessionsQuery } from "@/api/queries/sessions";
import type { Session } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import type { Column } from "@/ui/Table";
import { Age, At } from "@/ui/Time";
import { refTitle } from "./device";
import { PagedTable } from "./PagedTable";
import { SessionPanel } from "./SessionPanel";

interface Props {
  filter: SessionFilter;
  /** Leave out whose device it was, on the page of that device. */
  hideDevice?: boolean;
  /** The filter is more than the place this stands in. */
  filtered?: boolean;
}

/** Sessions, newest first; each opens a panel with all about it. */
export function SessionList({ filter, hideDevice = false, filtered = false }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const list = useInfiniteQuery(sessionsQuery(filter));
  const columns: Column<Session>[] = [
    { key: "start", title: t("history.start"), tight: true, cell: (s) => <At at={s.requested_at} /> },
    { key: "end", title: t("history.end"), tight: true, cell: (s) => (s.ended_at ? <At at={s.ended_at} after={s.requested_at} /> : <StateBadge session={s} />) },
    { key: "duration", title: t("history.duration"), tight: true, cell: (s) => <Duration session={s} /> },
    { key: "technician", title: t("history.technician"), cell: (s) => <bdi>{s.technician_name}</bdi> },
    { key: "device", title: t("history.device"), cell: (s) => <DeviceLink session={s} /> },
    { key: "reason", title: t("history.reason"), cell: (s) => <bdi>{s.reason}</bdi> },
    { key: "ticket", title: t("history.ticket"), cell: (s) => s.ticket && <bdi>{s.ticket}</bdi> },
    { key: "end_reason", title: t("history.end_reason"), cell: (s) => s.end_reason && word("EndReason", s.end_reason) },
    { key: "outcome", title: t("history.outcome"), tight: true, cell: (s) => s.outcome && word("Outcome", s.outcome) },
  ];
  return (
    <PagedTable
      list={list}
      label={t("history.title")}
      columns={hideDevice ? columns.filter(({ key }) => key !== "device") : columns}
      empty={{ title: t(filtered ? "history.filtered_empty" : "history.empty"), text: filtered ? undefined : t("history.empty_text") }}
      panel={(session, close) => <SessionPanel session={session} onClose={close} />}
    />
  );
}

/** Where a session that has not ended stands. */
export function StateBadge({ session }: { session: Pick<Session, "state"> }) {
  const word = useWord();
  const color = session.state === "active" ? "green" : session.state === "ended" ? "gray" : "yellow";
  return <Badge color={color}>{word("SessionStateName", session.state)}</Badge>;
}

/** How long the user's screen was shared: from consent to end. */
export function Duration({ session }: { session: Session }) {
  const formats = useFormats();
  if (!session.accepted_at) return null;
  if (!session.ended_at) return <Age since={session.accepted_at} />;
  return formats.duration((Date.parse(session.ended_at) - Date.parse(session.accepted_at)) / 1000);
}

function DeviceLink({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <Link to="/devices/$deviceId" params={{ deviceId: session.device_id }}>
      <bdi>{session.device ? refTitle(session.device) : t("history.device")}</bdi>
    </Link>
  );
}
