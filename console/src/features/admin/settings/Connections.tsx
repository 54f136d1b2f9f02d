import { NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { words } from "@/api/generated/words";
import { connectionsQuery } from "@/api/queries/helpatwork";
import type { MDMConnection } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { Dialog } from "@/ui/Dialog";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { Empty } from "@/ui/States";
import { SubmitBar } from "@/ui/SubmitBar";
import { Table } from "@/ui/Table";

/** The MDMs that manage devices, with the license that gates TeamViewer there. */
export function Connections() {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  const query = useQuery(connectionsQuery);
  const [editing, setEditing] = useState<MDMConnection | null>(null);
  return (
    <Panel flush title={t("mdm.title")}>
      <Text size="sm" c="dimmed" px="md" py="sm">
        {t("mdm.text")}
      </Text>
      <Loaded query={query} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("mdm.empty")} text={t("mdm.empty_text")} />
          ) : (
            <Table
              label={t("mdm.title")}
              rows={items}
              rowKey={({ id }) => id}
              onOpen={setEditing}
              columns={[
                { key: "name", title: t("ui.name"), cell: ({ name }) => <bdi>{name}</bdi> },
                { key: "kind", title: t("mdm.kind"), cell: ({ kind }) => word("MDMKind", kind) },
                {
                  key: "needed",
                  title: t("mdm.tier_needed"),
                  cell: ({ tier_needed: needed }) => (needed ? word("Tier", needed) : t("mdm.not_applicable")),
                },
                { key: "tier", title: t("mdm.tier"), cell: ({ tier }) => (tier ? word("Tier", tier) : t("mdm.not_entered")) },
                { key: "devices", title: t("mdm.devices"), cell: ({ devices }) => devices !== undefined && formats.number(devices) },
              ]}
            />
          )
        }
      </Loaded>
      {editing && <ConnectionDialog connection={editing} onClose={() => setEditing(null)} />}
    </Panel>
  );
}

function ConnectionDialog({ connection, onClose }: { connection: MDMConnection; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const [name, setName] = useState(connection.name);
  const [tier, setTier] = useState(connection.tier);
  const [needed, setNeeded] = useState(connection.tier_needed);
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/mdm-connections/{id}", {
          params: { path: { id: connection.id } },
          body: { version: connection.version, name: name.trim(), ...(tier ? { tier } : {}), ...(needed ? { tier_needed: needed } : {}) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
      onClose();
    },
    onError: () => void client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  const tiers = words.Tier.map((value) => ({ value, label: word("Tier", value) }));
  return (
    <Dialog opened onClose={onClose} title={connection.name}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== "") save.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("ui.name")}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === "" && t("ui.required")}
          />
          <NativeSelect
            label={t("mdm.tier_needed")}
            description={t("mdm.tier_needed_text")}
            size="sm"
            value={needed ?? ""}
            onChange={(event) => setNeeded(oneOf(words.Tier, event.currentTarget.value))}
            data={[{ value: "", label: t("mdm.not_applicable") }, ...tiers]}
          />
          <NativeSelect
            label={t("mdm.tier")}
            size="sm"
            value={tier ?? ""}
            onChange={(event) => setTier(oneOf(words.Tier, event.currentTarget.value))}
            data={[{ value: "", label: t("mdm.not_entered") }, ...tiers]}
          />
          <SubmitBar submit={t("ui.save")} pending={save.isPending} error={save.error} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
