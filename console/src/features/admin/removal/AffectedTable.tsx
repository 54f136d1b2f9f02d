import { Badge, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AffectedDevice } from "@/api/schema";
import { en } from "@/i18n/catalogue";
import { useEvidence } from "@/i18n/evidence";
import { useWord } from "@/i18n/words";
import { Table } from "@/ui/Table";
import { At } from "@/ui/Time";

const colors = { gone: "green", unenrolled: "green", present: "red", unknown: "yellow" } as const;

const isHow = (how: string): how is keyof typeof en.admin.check_in => how in en.admin.check_in;

/** What is known of each device of a removal, with where it was seen and when. */
export function AffectedTable({ devices }: { devices: readonly AffectedDevice[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const said = useEvidence();
  return (
    <Table
      label={t("admin.devices_title")}
      rows={devices}
      rowKey={(device) => device.device_id}
      columns={[
        {
          key: "device",
          title: t("admin.device"),
          cell: (device) => (
            <Link to="/devices/$deviceId" params={{ deviceId: device.device_id }}>
              <bdi>{device.device_name}</bdi>
            </Link>
          ),
        },
        { key: "owner", title: t("admin.owner"), cell: (device) => device.owner_name && <bdi>{device.owner_name}</bdi> },
        {
          key: "proof",
          title: t("admin.proof"),
          tight: true,
          cell: ({ proof }) => <Badge color={colors[proof]}>{word("Proof", proof)}</Badge>,
        },
        {
          key: "evidence",
          title: t("admin.evidence"),
          cell: ({ evidence }) => (evidence ? <bdi>{said(evidence)}</bdi> : <Text size="sm" c="dimmed">{t("ui.none")}</Text>),
        },
        { key: "at", title: t("admin.seen_at"), tight: true, cell: ({ at }) => at && <At at={at} /> },
        {
          key: "check_in",
          title: word("RemovalStep", "check_in"),
          cell: ({ check_in: how }) => (how ? (isHow(how) ? t(`admin.check_in.${how}`) : how) : t("admin.check_in_not_yet")),
        },
      ]}
    />
  );
}
