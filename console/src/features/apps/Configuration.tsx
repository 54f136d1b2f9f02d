import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { keysQuery } from "@/api/queries/apps";
import type { ConfigurationKey, ConfigurationProperty, KeyProfile, SupportApp } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { PlusIcon } from "@/ui/icons";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { At } from "@/ui/Time";
import { useDraft } from "@/ui/useDraft";
import { KeyRow, problemOf } from "./KeyRow";
import { Preview } from "./Preview";
import { SchemaImport } from "./SchemaImport";

const mostKeys = 100;

/** Our values that a key can hold, written as in a key. They are the same in every language. */
const values = ["session_id", "session_link", "assignment", "device_ref", "server_url", "company", "enrollment_token"].map((name) => `{{${name}}}`);

interface Draft {
  version: number;
  source: KeyProfile["source"];
  schema: ConfigurationProperty[];
  keys: ConfigurationKey[];
}

const draftOf = ({ version, source, schema, keys }: KeyProfile): Draft => ({ version, source, schema, keys });

/** How an app is configured: its own keys, filled with our values. */
export function Configuration({ app }: { app: SupportApp }) {
  const query = useQuery(keysQuery(app.id));
  return (
    <Stack gap="md">
      <Loaded query={query}>{(profile) => <ConfigurationForm app={app} profile={profile} />}</Loaded>
      <Preview app={app} />
    </Stack>
  );
}

function ConfigurationForm({ app, profile }: { app: SupportApp; profile: KeyProfile }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const draft = useDraft(draftOf(profile));
  const [tried, setTried] = useState(false);
  const form = draft.value;
  const save = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/support-apps/{id}/keys", { params: { path: { id: app.id } }, body: form })),
    onSuccess: (saved) => {
      client.setQueryData(keysQuery(app.id).queryKey, saved);
      draft.reset(draftOf(saved));
      setTried(false);
      void client.invalidateQueries({ queryKey: ["support-apps", "preview", app.id] });
    },
  });
  const change = (at: number, part: Partial<ConfigurationKey>) =>
    draft.change({ keys: form.keys.map((key, i) => (i === at ? { ...key, ...part } : key)) });
  const complete = form.keys.every((key, i) => problemOf(key, form.keys.slice(0, i)) === undefined);
  const reset = () => {
    save.reset();
    draft.reset();
    void client.invalidateQueries({ queryKey: keysQuery(app.id).queryKey });
  };
  return (
    <Panel
      title={t("apps.tab.configuration")}
      aside={
        profile.saved_by &&
        profile.saved_at && (
          <Text size="sm" c="dimmed">
            <bdi>{profile.saved_by.name}</bdi> · <At at={profile.saved_at} />
          </Text>
        )
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (complete) save.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t("apps.keys_text")}
          </Text>
          <SchemaImport
            app={app}
            known={form.schema.length}
            source={form.source}
            onImport={(source, schema) => draft.change({ source, schema })}
            onByHand={() => draft.change({ source: "by_hand", schema: [] })}
          />
          <Text size="sm">
            {t("apps.values")}
            {t("ui.colon")}
            {values.map((value) => (
              <code key={value}>{value} </code>
            ))}
          </Text>
          {form.keys.length === 0 && <Text size="sm">{t("apps.no_keys")}</Text>}
          {form.keys.map((key, i) => (
            <KeyRow
              key={i}
              place={i + 1}
              value={key}
              schema={form.schema}
              problem={tried ? problemOf(key, form.keys.slice(0, i)) : undefined}
              onChange={(part) => change(i, part)}
              onRemove={() => draft.change({ keys: form.keys.filter((_, at) => at !== i) })}
            />
          ))}
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<PlusIcon size={14} />}
              disabled={form.keys.length >= mostKeys}
              onClick={() => draft.change({ keys: [...form.keys, { name: "", type: "string", value: "" }] })}
            >
              {t("apps.key_add")}
            </Button>
          </Group>
          <SaveBar {...draft} pending={save.isPending} saved={save.isSuccess} error={save.error} onReset={reset} />
        </Stack>
      </form>
    </Panel>
  );
}
