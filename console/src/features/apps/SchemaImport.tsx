import { Button, FileButton, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { connectionsQuery } from "@/api/queries/helpatwork";
import type { ConfigurationProperty, KeyProfile, SupportApp } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { ErrorNote } from "@/ui/ErrorNote";
import { readText } from "@/ui/readFile";

/** The most bytes of a specification; the server says the same. */
const largest = 256 * 1024;

interface Props {
  app: SupportApp;
  /** How many keys are known to be the app's. */
  known: number;
  source: KeyProfile["source"];
  onImport: (source: KeyProfile["source"], schema: ConfigurationProperty[]) => void;
  onByHand: () => void;
}

/** Takes over which keys an app has: from the store through an MDM, or from the AppConfig XML of its maker. */
export function SchemaImport({ app, known, source, onImport, onByHand }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text size="sm">
          {t("apps.schema")}
          {t("ui.colon")}
          {t(`apps.source.${source}`)}
          {known > 0 && ` (${t("apps.schema_keys", { count: known })})`}
        </Text>
        {source !== "by_hand" && (
          <Button size="compact-xs" variant="subtle" onClick={onByHand}>
            {t("apps.by_hand")}
          </Button>
        )}
      </Group>
      {app.platform === "android" ? (
        <FromStore app={app} onImport={(schema) => onImport("store", schema)} />
      ) : (
        <FromFile app={app} onImport={(schema) => onImport("appconfig_xml", schema)} />
      )}
    </Stack>
  );
}

interface FromProps {
  app: SupportApp;
  onImport: (schema: ConfigurationProperty[]) => void;
}

function FromStore({ app, onImport }: FromProps) {
  const { t } = useTranslation();
  const connections = useQuery(connectionsQuery).data?.items.filter(({ kind }) => kind !== "directory") ?? [];
  const [chosen, setChosen] = useState("");
  const connection = chosen || connections[0]?.id;
  const fetchKeys = useMutation({
    mutationFn: (connection_id: string) =>
      unwrap(api.POST("/api/v1/support-apps/{id}/keys/schema", { params: { path: { id: app.id } }, body: { connection_id } })),
    onSuccess: ({ properties }) => onImport(properties),
  });
  if (!connection) return <Text size="sm">{t("apps.no_store")}</Text>;
  return (
    <>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          size="xs"
          label={t("apps.store_of")}
          value={connection}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={connections.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Button size="xs" variant="default" loading={fetchKeys.isPending} onClick={() => fetchKeys.mutate(connection)}>
          {t("apps.from_store")}
        </Button>
      </Group>
      <ErrorNote error={fetchKeys.error} />
    </>
  );
}

function FromFile({ app, onImport }: FromProps) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState("");
  const forget = useRef<() => void>(null); // so that the same file can be chosen again
  const readKeys = useMutation({
    mutationFn: async (file: File) => {
      const xml = await readText(file);
      return unwrap(api.POST("/api/v1/support-apps/{id}/keys/appconfig", { params: { path: { id: app.id } }, body: { xml } }));
    },
    onSuccess: ({ properties }) => onImport(properties),
  });
  const take = (file: File | null) => {
    forget.current?.();
    if (!file) return;
    readKeys.reset();
    setProblem(file.size > largest || file.size === 0 ? t("apps.xml_size") : "");
    if (file.size > 0 && file.size <= largest) readKeys.mutate(file);
  };
  return (
    <>
      <Group gap="sm">
        <FileButton resetRef={forget} accept=".xml,text/xml,application/xml" onChange={take} inputProps={{ "aria-label": t("apps.from_xml") }}>
          {(props) => (
            <Button size="xs" variant="default" loading={readKeys.isPending} {...props}>
              {t("apps.from_xml")}
            </Button>
          )}
        </FileButton>
      </Group>
      {problem && (
        <Text size="sm" c="red" role="alert">
          {problem}
        </Text>
      )}
      <ErrorNote error={readKeys.error} />
    </>
  );
}
