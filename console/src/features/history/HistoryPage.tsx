import { Button, Checkbox, Group } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries/me";
import { SessionList } from "@/parts/SessionList";
import { endOfDay, startOfDay } from "@/ui/search";
import { DayField } from "@/ui/DayField";
import { Page } from "@/ui/Page";

const route = getRouteApi("/signed-in/shell/history");

/** Every session there was. */
export function HistoryPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const me = useSuspenseQuery(meQuery).data.person.id;
  const filtered = Object.values(search).some((value) => value !== undefined);
  const change = (to: typeof search) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true });
  return (
    <Page title={t("history.title")}>
      <Group gap="md" align="flex-end">
        <DayField label={t("history.from")} value={search.from} onChange={(from) => change({ from })} />
        <DayField label={t("history.to")} value={search.to} onChange={(to) => change({ to })} />
        <Checkbox
          label={t("history.mine")}
          checked={search.technician === me}
          onChange={(event) => change({ technician: event.currentTarget.checked ? me : undefined })}
          mb={6}
        />
        <Checkbox
          label={t("history.open")}
          checked={search.open === true}
          onChange={(event) => change({ open: event.currentTarget.checked || undefined })}
          mb={6}
        />
        {filtered && (
          <Button variant="subtle" size="xs" onClick={() => void navigate({ search: {}, replace: true })}>
            {t("ui.clear_filters")}
          </Button>
        )}
      </Group>
      <SessionList
        filtered={filtered}
        filter={{
          technician_id: search.technician,
          device_id: search.device,
          open: search.open,
          since: startOfDay(search.from),
          until: endOfDay(search.to),
        }}
      />
    </Page>
  );
}
