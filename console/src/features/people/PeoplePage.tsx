import { Badge, Button, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { groupsQuery } from "@/api/queries/devices";
import { meQuery } from "@/api/queries/me";
import { peopleQuery } from "@/api/queries/people";
import type { Person } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { CopyField } from "@/ui/CopyField";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { PlusIcon } from "@/ui/icons";
import { Page, Panel } from "@/ui/Page";
import { Loading, Refreshing } from "@/ui/States";
import { Table } from "@/ui/Table";
import { PersonDialog } from "./PersonDialog";

/** Who signs in here, and what they may do. For administrators. */
export function PeoplePage() {
  const { t } = useTranslation();
  const word = useWord();
  const me = useSuspenseQuery(meQuery).data.person;
  const people = useQuery(peopleQuery);
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const [editing, setEditing] = useState<Person | "new" | null>(null);
  const [invitation, setInvitation] = useState<{ person: Person; link: string } | null>(null);

  const scope = (person: Person) => {
    if (person.all_devices) return t("people.all_devices");
    const names = person.group_ids.map((id) => groups.find((group) => group.id === id)?.name ?? id);
    return names.join(", ") || t("people.no_devices");
  };
  return (
    <Page
      title={t("people.title")}
      aside={
        <Button leftSection={<PlusIcon size={16} />} onClick={() => setEditing("new")}>
          {t("people.add")}
        </Button>
      }
    >
      <Panel flush>
        <Refreshing active={people.isFetching && !people.isPending} />
        {people.isError && <ErrorNote error={people.error} title={t("ui.error_title")} again={() => void people.refetch()} />}
        {people.isPending && <Loading />}
        {people.data && (
          <Table
            label={t("people.title")}
            rows={people.data.items}
            rowKey={(person) => person.id}
            onOpen={setEditing}
            columns={[
              {
                key: "name",
                title: t("ui.name"),
                cell: (person) => (
                  <>
                    <bdi>{person.name}</bdi>
                    {person.id === me.id && ` (${t("people.you")})`}
                  </>
                ),
              },
              { key: "email", title: t("ui.email"), cell: (person) => <bdi>{person.email}</bdi> },
              { key: "role", title: t("people.role"), cell: (person) => word("Role", person.role) },
              { key: "scope", title: t("people.scope"), cell: scope },
              { key: "state", title: t("people.state"), cell: (person) => <StateBadge person={person} /> },
            ]}
          />
        )}
      </Panel>
      {people.data?.items.length === 1 && (
        <Text size="sm" c="dimmed">
          {t("people.empty")}
        </Text>
      )}
      {editing && (
        <PersonDialog
          person={editing === "new" ? undefined : editing}
          onClose={() => setEditing(null)}
          onLink={(made) => {
            setEditing(null);
            setInvitation(made);
          }}
        />
      )}
      {invitation && (
        <Dialog opened onClose={() => setInvitation(null)} title={t("people.link")}>
          <Stack gap="md">
            <Text size="sm">{t("people.link_text", { name: invitation.person.name })}</Text>
            <CopyField label={t("people.link")} value={invitation.link} />
            <Button onClick={() => setInvitation(null)}>{t("ui.done")}</Button>
          </Stack>
        </Dialog>
      )}
    </Page>
  );
}

function StateBadge({ person }: { person: Person }) {
  const { t } = useTranslation();
  if (person.disabled) return <Badge color="gray">{t("people.disabled")}</Badge>;
  if (!person.has_password) return <Badge color="yellow">{t("people.invited")}</Badge>;
  return <Badge color="green">{t("people.active")}</Badge>;
}
