import { Alert, Checkbox, Radio, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { words } from "@/api/generated/words";
import { distributionQuery, targetsQuery } from "@/api/queries/apps";
import { groupsQuery } from "@/api/queries/devices";
import type { Distribution as Saved, SaveDistribution, SupportApp, TargetCount } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { At } from "@/ui/Time";
import { useDraft } from "@/ui/useDraft";
import { DevicePicker } from "./DevicePicker";
import { OwnerPicker } from "./OwnerPicker";

/** The most targets of a custom distribution (groups, users and devices together), and of devices left out. */
const mostTargets = 100;
const mostExcluded = 1000;

const installs = ["required", "available"] as const;

const draftOf = (saved: Saved) => ({
  version: saved.version,
  to: saved.to,
  install: oneOf(installs, saved.install) ?? ("required" as const),
  auto_launch: saved.auto_launch ?? false,
  groups: saved.group_ids ?? [],
  users: saved.users ?? [],
  devices: saved.device_ids ?? [],
  excluded: saved.excluded ?? [],
});

type Draft = ReturnType<typeof draftOf>;

/** A draft as the API takes it. */
const bodyOf = (draft: Draft): SaveDistribution => ({
  version: draft.version,
  to: draft.to,
  install: draft.install,
  auto_launch: draft.auto_launch,
  ...(draft.to === "custom" ? { group_ids: draft.groups, users: draft.users, device_ids: draft.devices } : {}),
  excluded: draft.excluded,
});

/** Who gets an app, and how. */
export function Distribution({ app }: { app: SupportApp }) {
  const query = useQuery(distributionQuery(app.id));
  return <Loaded query={query}>{(saved) => <DistributionForm app={app} saved={saved} />}</Loaded>;
}

function DistributionForm({ app, saved }: { app: SupportApp; saved: Saved }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const draft = useDraft(draftOf(saved));
  const form = draft.value;
  const save = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/support-apps/{id}/distribution", { params: { path: { id: app.id } }, body: bodyOf(form) })),
    onSuccess: (now) => {
      client.setQueryData(distributionQuery(app.id).queryKey, now);
      draft.reset(draftOf(now));
      void client.invalidateQueries({ queryKey: ["support-apps", "one", app.id] });
      void client.invalidateQueries({ queryKey: ["seats"] });
    },
  });
  const targets = form.groups.length + form.users.length + form.devices.length;
  const custom = form.to === "custom";
  const problem = custom && (targets > mostTargets ? t("apps.too_many", { count: targets, most: mostTargets }) : targets === 0 ? t("apps.no_targets") : "");
  const complete = !problem;
  const reached = useTargets(app, form, complete);
  const reset = () => {
    save.reset();
    draft.reset();
    void client.invalidateQueries({ queryKey: distributionQuery(app.id).queryKey });
  };
  return (
    <Panel
      title={t("apps.tab.distribution")}
      aside={
        saved.changed_by &&
        saved.changed_at && (
          <Text size="sm" c="dimmed">
            <bdi>{saved.changed_by.name}</bdi> · <At at={saved.changed_at} />
          </Text>
        )
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) save.mutate();
        }}
      >
        <Stack gap="md" maw="44rem">
          <Radio.Group label={t("apps.to")} value={form.to} onChange={(value) => draft.change({ to: oneOf(words.Audience, value) ?? form.to })}>
            <Stack gap="xs" mt={6}>
              {words.Audience.map((value) => (
                <Radio key={value} value={value} label={word("Audience", value)} description={t(`apps.to_${value}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {custom && (
            <>
              <Text size="sm" c="dimmed">
                {t("apps.targets", { count: targets, most: mostTargets })}
              </Text>
              <GroupChoice chosen={form.groups} onChange={(groups) => draft.change({ groups })} />
              <OwnerPicker emails={form.users} known={reached?.users ?? []} most={mostTargets} onChange={(users) => draft.change({ users })} />
              <DevicePicker label={t("apps.pick_devices")} platform={app.platform} ids={form.devices} most={mostTargets} onChange={(devices) => draft.change({ devices })} />
            </>
          )}
          {form.to !== "no_one" && (
            <>
              <DevicePicker
                label={t("apps.exclude")}
                hint={t("apps.exclude_text")}
                platform={app.platform}
                ids={form.excluded}
                most={mostExcluded}
                onChange={(excluded) => draft.change({ excluded })}
              />
              <Radio.Group
                label={t("apps.install")}
                value={form.install}
                onChange={(value) => draft.change({ install: oneOf(installs, value) ?? form.install })}
              >
                <Stack gap="xs" mt={6}>
                  {installs.map((value) => (
                    <Radio key={value} value={value} label={word("Install", value)} />
                  ))}
                </Stack>
              </Radio.Group>
              {app.platform === "android" && (
                <Checkbox
                  label={t("apps.auto_launch")}
                  description={t("apps.auto_launch_text")}
                  checked={form.auto_launch}
                  onChange={(event) => draft.change({ auto_launch: event.currentTarget.checked })}
                />
              )}
            </>
          )}
          {problem && <Alert color="yellow">{problem}</Alert>}
          {form.to !== "no_one" && !app.package?.value && (
            <Alert color="yellow">
              {t("apps.no_package")}{" "}
              <Link to="/admin/apps/$appId" params={{ appId: app.id }}>
                {t("apps.tab.facts")}
              </Link>
            </Alert>
          )}
          {reached && <Reached app={app} reached={reached} />}
          <SeatNote error={save.error} />
          <SaveBar {...draft} pending={save.isPending} saved={save.isSuccess} error={save.error} onReset={reset} />
        </Stack>
      </form>
    </Panel>
  );
}

function GroupChoice({ chosen, onChange }: { chosen: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation();
  const groups = useQuery(groupsQuery);
  return (
    <Checkbox.Group label={t("apps.groups")} value={chosen} onChange={onChange}>
      <Loaded query={groups} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("people.groups_none")}
            </Text>
          ) : (
            <Stack gap="xs" mt={6}>
              {items.map(({ id, name, devices }) => (
                <Checkbox key={id} value={id} label={<bdi>{`${name} (${devices})`}</bdi>} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Checkbox.Group>
  );
}

/** Whom a draft would reach, before it is saved; undefined while nobody can tell, and for no one. */
function useTargets(app: SupportApp, draft: Draft, complete: boolean): TargetCount | undefined {
  const [body] = useDebouncedValue(bodyOf(draft), 300);
  const asked = complete && body.to !== "no_one" && draft.to !== "no_one";
  const { data } = useQuery({ ...targetsQuery(app.id, body), enabled: asked });
  return asked ? data : undefined;
}

/** How many devices a draft would reach, and what to know about them. */
function Reached({ app, reached }: { app: SupportApp; reached: TargetCount }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nobodys = reached.users.filter(({ devices }) => devices === 0).map(({ email }) => email);
  const also = reached.also_auto_launch?.map(({ name }) => name) ?? [];
  return (
    <>
      {nobodys.length > 0 && <Alert color="yellow">{t("apps.users_unknown", { users: nobodys.join(", ") })}</Alert>}
      {also.length > 0 && <Alert color="yellow">{t("apps.auto_launch_also", { apps: also.join(", ") })}</Alert>}
      <Text size="sm" role="status">
        {t("apps.reaches", { devices: formats.number(reached.devices), managed: formats.number(reached.managed) })}
        {reached.devices > reached.managed && ` ${t("apps.reaches_others")}`}
        {app.role === "host" && ` ${t("apps.reaches_seats")}`}
      </Text>
    </>
  );
}

/** How many licenses a refused distribution would have needed. */
function SeatNote({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const seats = isApiError(error, "not_enough_seats") ? error.problem.seats : undefined;
  if (!seats) return null;
  return <Alert color="red">{t("apps.seats_missing", { needed: seats.needed, free: seats.free })}</Alert>;
}
