import { Alert, Badge, Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpAtWorkQuery, holdersQuery, seatsQuery } from "@/api/queries/helpatwork";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { Table } from "@/ui/Table";
import { At } from "@/ui/Time";
import { useDraft } from "@/ui/useDraft";
import { Licenses } from "../activation/Licenses";

/** The unattended licenses: how many there are, who holds them, and what TeamViewer says. */
export function Seats() {
  const { t } = useTranslation();
  const seats = useQuery(seatsQuery);
  return (
    <Stack gap="md">
      <Panel title={t("seats.title")}>
        <Loaded query={seats} lines={3}>
          {(counts) => (
            <Stack gap="md">
              <Text size="sm" c="dimmed">
                {t("seats.text")}
              </Text>
              <Count seats={counts} />
              <Compare total={counts.total} />
            </Stack>
          )}
        </Loaded>
      </Panel>
      <Holders />
    </Stack>
  );
}

function Count({ seats }: { seats: { total: number; held: number; leaving: number } }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const draft = useDraft({ total: seats.total });
  const save = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/seats", { body: { total: draft.value.total } })),
    onSuccess: (saved) => {
      client.setQueryData(seatsQuery.queryKey, saved);
      draft.reset({ total: saved.total });
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <NumberInput
          label={t("seats.total")}
          description={t("seats.total_text")}
          min={0}
          max={1_000_000}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          maw="16rem"
          value={draft.value.total}
          onChange={(total) => draft.change({ total: Number(total) || 0 })}
        />
        <Facts
          facts={[
            [t("seats.held"), formats.number(seats.held)],
            [t("seats.leaving"), formats.number(seats.leaving)],
            [t("seats.free"), formats.number(Math.max(0, seats.total - seats.held))],
          ]}
        />
        {seats.held > seats.total && <Alert color="yellow">{t("seats.over", { count: seats.held - seats.total })}</Alert>}
        <SaveBar {...draft} pending={save.isPending} saved={save.isSuccess} error={save.error} onReset={() => draft.reset()} />
      </Stack>
    </form>
  );
}

/** Asks TeamViewer for its own numbers and says where they differ from ours. */
function Compare({ total }: { total: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const state = useQuery(helpAtWorkQuery);
  const unattended = state.data?.cards.find(({ provider, mode }) => provider === "teamviewer" && mode === "unattended");
  const ask = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-at-work/accounts/test", { body: { provider: "teamviewer", mode: "unattended" } })),
  });
  if (!unattended?.binding) return <Text size="sm">{t("seats.no_account")}</Text>;
  const told = ask.data?.licenses.filter(({ active }) => active).flatMap(({ managed_devices: n }) => (n === undefined ? [] : [n])) ?? [];
  const there = told.reduce((sum, n) => sum + n, 0);
  return (
    <Stack gap="xs">
      <Group>
        <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
          {t("seats.compare")}
        </Button>
      </Group>
      <ErrorNote error={ask.error} />
      {ask.data && (
        <>
          <Licenses licenses={ask.data.licenses} />
          {told.length === 0 && <Text size="sm">{t("seats.not_told")}</Text>}
          {told.length > 0 && there === total && <Alert color="green">{t("seats.same", { there: formats.number(there) })}</Alert>}
          {told.length > 0 && there !== total && (
            <Alert color="yellow" role="status">
              {t("seats.differs", { there: formats.number(there), here: formats.number(total) })}
            </Alert>
          )}
        </>
      )}
    </Stack>
  );
}

function Holders() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(holdersQuery);
  const holders = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel flush title={t("seats.holders")}>
      <Refreshing active={list.isFetching && !list.isPending} />
      {list.isError && <ErrorNote error={list.error} title={t("ui.error_title")} again={() => void list.refetch()} />}
      {list.isPending && <Loading lines={3} />}
      {list.isSuccess && holders.length === 0 && <Empty title={t("seats.empty")} text={t("seats.empty_text")} />}
      {holders.length > 0 && (
        <Table
          label={t("seats.holders")}
          rows={holders}
          rowKey={(seat) => seat.device_id}
          columns={[
            {
              key: "device",
              title: t("admin.device"),
              cell: (seat) => (
                <Link to="/devices/$deviceId" params={{ deviceId: seat.device_id }}>
                  <bdi>{seat.device_name || seat.device_id}</bdi>
                </Link>
              ),
            },
            { key: "since", title: t("seats.since"), tight: true, cell: (seat) => <At at={seat.taken_at} /> },
            {
              key: "state",
              title: t("admin.proof"),
              cell: (seat) => <Badge color={seat.leaving ? "yellow" : "green"}>{t(seat.leaving ? "seats.is_leaving" : "seats.is_held")}</Badge>,
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <Group justify="center" p="sm">
          <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("ui.load_more")}
          </Button>
        </Group>
      )}
    </Panel>
  );
}
