import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type AuditFilter, auditQuery } from "@/api/queries/audit";
import type { AuditRecord } from "@/api/schema";
import { en } from "@/i18n/catalogue";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { Facts } from "@/ui/Facts";
import { SidePanel } from "@/ui/SidePanel";
import type { Column } from "@/ui/Table";
import { PagedTable } from "./PagedTable";

interface Props {
  filter: AuditFilter;
  /** Leave out the device, on the page of that device. */
  hideDevice?: boolean;
  filtered?: boolean;
}

/** What happened, newest first; each record opens a panel with all about it. */
export function AuditList({ filter, hideDevice = false, filtered = false }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  const details = useDetails();
  const list = useInfiniteQuery(auditQuery(filter));
  const columns: Column<AuditRecord>[] = [
    {
      key: "at",
      title: t("audit.at"),
      tight: true,
      cell: (r) => (
        <time dateTime={r.at} title={formats.exact(r.at)}>
          {formats.precise(r.at)}
        </time>
      ),
    },
    { key: "actor", title: t("audit.actor"), cell: (r) => <Actor record={r} /> },
    { key: "action", title: t("audit.action"), cell: (r) => word("AuditAction", r.action) },
    { key: "device", title: t("audit.device"), tight: true, cell: (r) => <DeviceLink record={r} /> },
    { key: "session", title: t("audit.session"), tight: true, cell: (r) => <SessionLink record={r} /> },
    { key: "details", title: t("audit.details"), cell: (r) => (
        <Text size="sm" c="dimmed" lineClamp={2}>
          <bdi>
            {details(r)
              .map(([key, value]) => `${key}: ${value}`)
              .join(" · ")}
          </bdi>
        </Text>
      ) },
  ];
  return (
    <PagedTable
      list={list}
      label={t("audit.title")}
      columns={hideDevice ? columns.filter(({ key }) => key !== "device") : columns}
      empty={{ title: t(filtered ? "audit.filtered_empty" : "audit.empty"), text: filtered ? undefined : t("audit.empty_text") }}
      panel={(record, close) => <RecordPanel record={record} onClose={close} />}
    />
  );
}

const isKey = (key: string): key is keyof typeof en.audit.key => key in en.audit.key;

const isValue = (value: string): value is keyof typeof en.audit.value => value in en.audit.value;

/** Details whose values are words of a closed list. A reason is one only where a session ended. */
const listOf = {
  channel: "Channel",
  client: "Client",
  install: "Install",
  provider: "ProviderName",
  step: "RemovalStep",
  tier: "Tier",
  tier_needed: "Tier",
  mode: "Mode",
  outcome: "Outcome",
  reason: "EndReason",
  right: "Right",
  role: "Role",
  state: "HelpStateName",
} as const;
const hasList = (key: string): key is keyof typeof listOf => key in listOf;

/** The details of a record in the language that is chosen, as far as the console knows their names. */
function useDetails() {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  const nameOf = (key: string) => (isKey(key) ? t(`audit.key.${key}`) : key.replaceAll("_", " "));
  const valueOf = (key: string, value: string) => {
    if (isValue(value)) return t(`audit.value.${value}`);
    if (key === "rights" || key === "withheld") return formats.list(value.split(", ").map((right) => word("Right", right)));
    if (key === "changed") return formats.list(value.split(", ").map(nameOf));
    return hasList(key) ? word(listOf[key], value) : value;
  };
  return (record: AuditRecord) => Object.entries(record.details ?? {}).map(([key, value]) => [nameOf(key), valueOf(key, value)] as const);
}

function Actor({ record }: { record: AuditRecord }) {
  const word = useWord();
  const { kind, name } = record.actor;
  return (
    <>
      <bdi>{name || word("ActorKind", kind)}</bdi>
      {kind !== "person" && name && (
        <Text span size="xs" c="dimmed">
          {" "}
          ({word("ActorKind", kind)})
        </Text>
      )}
    </>
  );
}

function DeviceLink({ record }: { record: AuditRecord }) {
  const { t } = useTranslation();
  if (!record.device_id) return null;
  return (
    <Link to="/devices/$deviceId" params={{ deviceId: record.device_id }} title={record.device_id}>
      {t("audit.device")}
    </Link>
  );
}

function SessionLink({ record }: { record: AuditRecord }) {
  const { t } = useTranslation();
  if (!record.session_id) return null;
  return (
    <Link to="/audit" search={{ session: record.session_id }} title={record.session_id}>
      {t("audit.session")}
    </Link>
  );
}

function RecordPanel({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  const details = useDetails();
  return (
    <SidePanel opened onClose={onClose} title={t("audit.record")}>
      <Facts
        facts={[
          [t("audit.at"), formats.exact(record.at)],
          [t("audit.actor"), <Actor key="actor" record={record} />],
          [t("audit.action"), word("AuditAction", record.action)],
          [t("audit.device"), record.device_id && <Link to="/devices/$deviceId" params={{ deviceId: record.device_id }}>{record.device_id}</Link>],
          [t("audit.session"), record.session_id && <Link to="/audit" search={{ session: record.session_id }}>{record.session_id}</Link>],
          ...details(record).map(([key, value]) => [key, <bdi key={key}>{value}</bdi>] as const),
          [t("audit.place"), record.seq ? formats.number(record.seq) : t("audit.not_linked")],
          [t("audit.hash"), record.hash && <code style={{ fontSize: 12 }}>{record.hash}</code>],
        ]}
      />
    </SidePanel>
  );
}
