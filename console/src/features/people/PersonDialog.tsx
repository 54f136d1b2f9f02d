import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { words } from "@/api/generated/words";
import { groupsQuery } from "@/api/queries/devices";
import { peopleQuery } from "@/api/queries/people";
import type { Person, Right, Role } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { SubmitBar } from "@/ui/SubmitBar";

/** The rights of each role that can be withheld from a person; the server says the same. */
const withholdable = words.Right.filter((right) => right !== "view" && right !== "administer");
const rightsOf: Record<Role, readonly Right[]> = { administrator: withholdable, technician: withholdable, observer: [] };

interface Props {
  /** Who is changed; nobody to add someone new. */
  person?: Person;
  onClose: () => void;
  /** A one-time link was made, to be handed over. */
  onLink: (made: { person: Person; link: string }) => void;
}

/** Adds a person, or changes what one may do. */
export function PersonDialog({ person, onClose, onLink }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(person?.name ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const [role, setRole] = useState<Role>(person?.role ?? "technician");
  const [allDevices, setAllDevices] = useState(person?.all_devices ?? true);
  const [groupIds, setGroupIds] = useState<string[]>(person?.group_ids ?? []);
  const [withheld, setWithheld] = useState<readonly Right[]>(person?.withheld ?? []);
  const [tried, setTried] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
  const scope = { role, name: name.trim(), all_devices: allDevices, group_ids: groupIds, withheld: withheld.filter((right) => rightsOf[role].includes(right)) };
  const create = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/people", { body: { ...scope, email: email.trim() } })),
    onSuccess: (made) => {
      refresh();
      onLink(made);
    },
  });
  const change = useMutation({
    mutationFn: (body: { disabled?: boolean }) =>
      unwrap(api.PATCH("/api/v1/people/{id}", { params: { path: { id: person?.id ?? "" } }, body: { ...scope, ...body } })),
    onSuccess: () => {
      refresh();
      onClose();
    },
  });
  const complete = name.trim() !== "" && email.includes("@");

  return (
    <Dialog opened onClose={onClose} title={person ? t("people.edit", { name: person.name }) : t("people.add")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!complete) return;
          if (person) change.mutate({});
          else create.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("ui.name")}
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === "" && t("ui.required")}
          />
          <TextInput
            label={t("ui.email")}
            type="email"
            required
            withAsterisk={false}
            maxLength={254}
            readOnly={person !== undefined}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={tried && !email.includes("@") && t("signin.email_bad")}
          />
          <RoleChoice role={role} onChange={setRole} />
          {rightsOf[role].length > 0 && <RightsChoice rights={rightsOf[role]} withheld={withheld} onChange={setWithheld} />}
          <ScopeChoice all={allDevices} onAll={setAllDevices} groupIds={groupIds} onGroups={setGroupIds} />
          {person && <PersonLinks person={person} onLink={onLink} onDisable={(disabled) => change.mutate({ disabled })} />}
          <SubmitBar submit={t(person ? "ui.save" : "ui.add")} pending={create.isPending || change.isPending} error={create.error ?? change.error} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Radio.Group label={t("people.role")} value={role} onChange={(value) => onChange(oneOf(words.Role, value) ?? role)}>
      <Stack gap="xs" mt={6}>
        {words.Role.map((value) => (
          <Radio key={value} value={value} label={word("Role", value)} description={t(`people.role_${value}_hint`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

interface RightsProps {
  /** Those of the role. */
  rights: readonly Right[];
  withheld: readonly Right[];
  onChange: (withheld: readonly Right[]) => void;
}

/** The rights of a role, each of which can be withheld from a person. */
function RightsChoice({ rights, withheld, onChange }: RightsProps) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Checkbox.Group
      label={t("people.rights")}
      description={t("people.rights_hint")}
      value={rights.filter((right) => !withheld.includes(right))}
      onChange={(given) => onChange([...withheld.filter((right) => !rights.includes(right)), ...rights.filter((right) => !given.includes(right))])}
    >
      <Stack gap="xs" mt={6}>
        {rights.map((right) => (
          <Checkbox key={right} value={right} label={word("Right", right)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

interface ScopeProps {
  all: boolean;
  onAll: (all: boolean) => void;
  groupIds: string[];
  onGroups: (ids: string[]) => void;
}

/** Which devices a person sees. */
function ScopeChoice({ all, onAll, groupIds, onGroups }: ScopeProps) {
  const { t } = useTranslation();
  const groups = useQuery(groupsQuery).data?.items ?? [];
  return (
    <Stack gap="xs" component="fieldset" style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0}>
        {t("people.scope")}
      </Text>
      <Checkbox
        label={t("people.all_devices")}
        description={t("people.all_devices_hint")}
        checked={all}
        onChange={(event) => onAll(event.currentTarget.checked)}
      />
      {!all &&
        groups.map((group) => (
          <Checkbox
            key={group.id}
            ml="lg"
            label={<bdi>{group.name}</bdi>}
            checked={groupIds.includes(group.id)}
            onChange={(event) =>
              onGroups(event.currentTarget.checked ? [...groupIds, group.id] : groupIds.filter((id) => id !== group.id))
            }
          />
        ))}
      {!all && groups.length === 0 && (
        <Text size="sm" c="dimmed" ml="lg">
          {t("people.groups_none")}
        </Text>
      )}
    </Stack>
  );
}

interface LinksProps {
  person: Person;
  onLink: Props["onLink"];
  onDisable: (disabled: boolean) => void;
}

/** A new password link, and locking out. */
function PersonLinks({ person, onLink, onDisable }: LinksProps) {
  const { t } = useTranslation();
  const link = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/people/{id}/link", { params: { path: { id: person.id } } })),
    onSuccess: (made) => onLink({ person, link: made.link }),
  });
  return (
    <div>
      <Group gap="sm">
        <Button size="xs" variant="default" loading={link.isPending} disabled={person.disabled} onClick={() => link.mutate()}>
          {t("people.new_link")}
        </Button>
        <Button size="xs" variant="outline" color={person.disabled ? "blue" : "red"} onClick={() => onDisable(!person.disabled)}>
          {t(person.disabled ? "people.enable" : "people.disable")}
        </Button>
      </Group>
      {!person.disabled && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("people.disable_hint")}
        </Text>
      )}
      <ErrorNote error={link.error} />
    </div>
  );
}
