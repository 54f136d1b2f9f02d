import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { previewQuery } from "@/api/queries/apps";
import type { SupportApp } from "@/api/schema";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { DevicePicker } from "./DevicePicker";

/** What one device would get, as it is saved. */
export function Preview({ app }: { app: SupportApp }) {
  const { t } = useTranslation();
  const [ids, setIds] = useState<string[]>([]);
  return (
    <Panel title={t("apps.preview")}>
      <Stack gap="md">
        <DevicePicker label={t("apps.preview_device")} hint={t("apps.preview_text")} platform={app.platform} ids={ids} most={1} onChange={setIds} />
        {ids[0] && <Keys app={app} device={ids[0]} />}
      </Stack>
    </Panel>
  );
}

function Keys({ app, device }: { app: SupportApp; device: string }) {
  const { t } = useTranslation();
  const query = useQuery(previewQuery(app.id, device));
  return (
    <Loaded query={query} lines={3}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm">{t("apps.no_keys")}</Text>
        ) : (
          <Table
            label={t("apps.preview")}
            rows={items}
            rowKey={({ name }) => name}
            columns={[
              { key: "name", title: t("apps.key_name"), cell: ({ name }) => <code>{name}</code> },
              { key: "type", title: t("apps.key_type"), cell: ({ type }) => t(`apps.type.${type}`) },
              {
                key: "value",
                title: t("apps.key_value"),
                cell: ({ value, session, missing }) => (
                  <Group gap="xs">
                    {value && (
                      <code>
                        <bdi>{value}</bdi>
                      </code>
                    )}
                    {session && <Badge color="blue">{t("apps.only_session")}</Badge>}
                    {missing && <Badge color="yellow">{t("apps.left_out")}</Badge>}
                  </Group>
                ),
              },
            ]}
          />
        )
      }
    </Loaded>
  );
}
