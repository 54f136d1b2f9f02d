import { Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { mappingsQuery } from "@/api/queries/helpatwork";
import { peopleQuery } from "@/api/queries/people";
import type { Person } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { Dialog } from "@/ui/Dialog";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { SubmitBar } from "@/ui/SubmitBar";
import { Table } from "@/ui/Table";

interface Row {
  person: Person;
  accountId: string;
  accountName: string;
}

/** Which user of the company's TeamViewer account each person is. */
export function Users() {
  const { t } = useTranslation();
  const people = useQuery(peopleQuery);
  const mappings = useQuery(mappingsQuery);
  const [editing, setEditing] = useState<Row | null>(null);
  return (
    <Panel flush title={t("users.title")}>
      <Text size="sm" c="dimmed" px="md" py="sm">
        {t("users.text")}
      </Text>
      <Loaded query={mappings} lines={3}>
        {({ items }) => (
          <Loaded query={people} lines={3}>
            {(everyone) => (
              <Table<Row>
                label={t("users.title")}
                rows={everyone.items
                  .filter(({ disabled }) => !disabled)
                  .map((person) => {
                    const mapping = items.find(({ person_id }) => person_id === person.id);
                    return { person, accountId: mapping?.account_id ?? "", accountName: mapping?.account_name ?? "" };
                  })}
                rowKey={({ person }) => person.id}
                onOpen={setEditing}
                columns={[
                  { key: "name", title: t("ui.name"), cell: ({ person }) => <bdi>{person.name}</bdi> },
                  { key: "email", title: t("ui.email"), cell: ({ person }) => <bdi>{person.email}</bdi> },
                  { key: "id", title: t("users.account_id"), cell: ({ accountId }) => (accountId ? <code>{accountId}</code> : t("ui.none")) },
                  { key: "account", title: t("users.account_name"), cell: ({ accountName }) => accountName && <bdi>{accountName}</bdi> },
                ]}
              />
            )}
          </Loaded>
        )}
      </Loaded>
      {editing && <UserDialog row={editing} onClose={() => setEditing(null)} />}
    </Panel>
  );
}

function UserDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [accountId, setAccountId] = useState(row.accountId);
  const [accountName, setAccountName] = useState(row.accountName);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/help-at-work/mappings", {
          body: { person_id: row.person.id, account_id: accountId.trim(), ...(accountId.trim() ? { account_name: accountName.trim() } : {}) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: mappingsQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={row.person.name}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("users.account_id")}
            description={t("users.account_id_text")}
            placeholder="u12345678"
            maxLength={64}
            data-autofocus
            value={accountId}
            onChange={(event) => setAccountId(event.currentTarget.value)}
          />
          <TextInput
            label={t("users.account_name")}
            maxLength={200}
            value={accountName}
            onChange={(event) => setAccountName(event.currentTarget.value)}
          />
          <SubmitBar submit={t("ui.save")} pending={save.isPending} error={save.error} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
