import { Alert, Button, Group, NativeSelect } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { words } from "@/api/generated/words";
import { chainQuery } from "@/api/queries/audit";
import { meQuery } from "@/api/queries/me";
import { peopleQuery } from "@/api/queries/people";
import { endOfDay, startOfDay } from "@/ui/search";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { AuditList } from "@/parts/AuditList";
import { oneOf } from "@/ui/closedList";
import { DayField } from "@/ui/DayField";
import { ErrorNote } from "@/ui/ErrorNote";
import { Page } from "@/ui/Page";

const route = getRouteApi("/signed-in/shell/audit");

/** Who did what, and whether the log still is as it was written. */
export function AuditPage() {
  const { t } = useTranslation();
  const word = useWord();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const administers = useSuspenseQuery(meQuery).data.rights.includes("administer");
  const people = useQuery({ ...peopleQuery, enabled: administers }).data?.items ?? [];
  const filtered = Object.values(search).some((value) => value !== undefined);
  const change = (to: typeof search) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true });
  return (
    <Page title={t("audit.title")} aside={administers && <ChainCheck />}>
      <Group gap="md" align="flex-end">
        <NativeSelect
          size="xs"
          label={t("audit.action")}
          value={search.action ?? ""}
          onChange={(event) => change({ action: oneOf(words.AuditAction, event.currentTarget.value) })}
          data={[
            { value: "", label: t("devices.all") },
            ...words.AuditAction.map((value) => ({ value, label: word("AuditAction", value) })),
          ]}
        />
        {people.length > 0 && (
          <NativeSelect
            size="xs"
            label={t("audit.actor")}
            value={search.actor ?? ""}
            onChange={(event) => change({ actor: event.currentTarget.value || undefined })}
            data={[{ value: "", label: t("devices.all") }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
        <DayField label={t("history.from")} value={search.from} onChange={(from) => change({ from })} />
        <DayField label={t("history.to")} value={search.to} onChange={(to) => change({ to })} />
        {filtered && (
          <Button variant="subtle" size="xs" onClick={() => void navigate({ search: {}, replace: true })}>
            {t("ui.clear_filters")}
          </Button>
        )}
      </Group>
      <AuditList
        filtered={filtered}
        filter={{
          action: search.action,
          actor_id: search.actor,
          device_id: search.device,
          session_id: search.session,
          since: startOfDay(search.from),
          until: endOfDay(search.to),
        }}
      />
    </Page>
  );
}

/** Reads the whole chain of the log and says whether it holds. */
function ChainCheck() {
  const { t } = useTranslation();
  const formats = useFormats();
  const chain = useQuery({ ...chainQuery, enabled: false });
  return (
    <Group gap="sm" role="status">
      {chain.isError && <ErrorNote error={chain.error} />}
      {chain.data && (
        <Alert color={chain.data.ok ? "green" : "red"} py={4} px="sm">
          {chain.data.ok
            ? t("audit.chain_ok", { linked: formats.number(chain.data.linked) })
            : t("audit.chain_broken", { at: formats.number(chain.data.broken_at ?? 0) })}
        </Alert>
      )}
      <Button variant="default" size="xs" loading={chain.isFetching} onClick={() => void chain.refetch()}>
        {t("audit.chain_check")}
      </Button>
    </Group>
  );
}
