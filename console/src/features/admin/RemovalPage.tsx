import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { words } from "@/api/generated/words";
import { helpAtWorkQuery, removalQuery } from "@/api/queries/helpatwork";
import type { AffectedDevice, RemovalDetail } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Page, Panel } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { At } from "@/ui/Time";
import { AccountsPanel } from "./removal/AccountsPanel";
import { AffectedTable } from "./removal/AffectedTable";
import { OverrideDialog } from "./removal/OverrideDialog";
import { Steps } from "./removal/Steps";
import { nameOf, useWayWords } from "./activation/way";

const route = getRouteApi("/signed-in/shell/admin/infrastructure/help-at-work/removals/$removalId");

/** One removal: the steps in their order, what is known of each device, and the way out. */
export function RemovalPage() {
  const { t } = useTranslation();
  const { removalId } = route.useParams();
  const query = useInfiniteQuery(removalQuery(removalId));
  const newest = query.data?.pages[0];
  const affected = query.data?.pages.flatMap((page) => page.affected) ?? [];
  return (
    <Page title={t("admin.removal_title")}>
      <Link to="/admin/infrastructure/help-at-work">← Help@Work</Link>
      <Refreshing active={query.isFetching && !query.isPending} />
      {query.isError && <ErrorNote error={query.error} title={t("ui.error_title")} again={() => void query.refetch()} />}
      {query.isPending && <Loading lines={8} />}
      {newest && (
        <Removal
          removal={newest}
          affected={affected}
          {...(query.hasNextPage ? { more: { loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } } : {})}
        />
      )}
    </Page>
  );
}

interface Props {
  removal: RemovalDetail;
  affected: readonly AffectedDevice[];
  more?: { loading: boolean; load: () => void };
}

function Removal({ removal, affected, more }: Props) {
  const { t } = useTranslation();
  const wayWords = useWayWords();
  const way = nameOf(removal);
  return (
    <Stack gap="md">
      <Text fw={600}>{wayWords(way)}</Text>
      <Steps removal={removal} ordered={way === "unattended"} />
      {removal.step === "done" && (
        <Alert color="green" role="status">
          {t("admin.removal_done")}
        </Alert>
      )}
      {removal.override_at && <Override removal={removal} />}
      {(removal.accounts.length > 0 || removal.closing !== undefined) && (
        <AccountsPanel accounts={removal.accounts} closing={removal.closing ?? 0} />
      )}
      {removal.step !== "done" && ( // what was known of its devices is forgotten with it
        <Panel
          flush
          title={t("admin.devices_title")}
          {...(more
            ? {
                aside: (
                  <Button size="xs" variant="default" loading={more.loading} onClick={more.load}>
                    {t("ui.load_more")}
                  </Button>
                ),
              }
            : {})}
        >
          <Counts removal={removal} />
          {affected.length === 0 ? <Empty title={t("admin.no_devices")} text={t("admin.no_devices_text")} /> : <AffectedTable devices={affected} />}
        </Panel>
      )}
      {/* Asking again goes back to the check-in for a moment; what came of it is still said then. */}
      {(removal.step === "check_in" || removal.step === "proof") && <WayOut removal={removal} affected={affected} />}
    </Stack>
  );
}

/** How many devices there are of each proof. */
function Counts({ removal }: { removal: RemovalDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Group gap="lg" px="md" py="sm">
      {words.Proof.map((proof) => (
        <Text key={proof} size="sm">
          {word("Proof", proof)}
          {t("ui.colon")}
          <strong>{removal.counts[proof]}</strong>
        </Text>
      ))}
    </Group>
  );
}

/** Who left before every device was proven, why, and which devices those were. */
function Override({ removal }: { removal: RemovalDetail }) {
  const { t } = useTranslation();
  const names = removal.unproven ?? [];
  return (
    <Panel title={t("admin.override_done")}>
      <Facts
        facts={[
          [t("admin.override_by"), removal.override_by && <bdi>{removal.override_by.name}</bdi>],
          [t("admin.override_at"), removal.override_at && <At at={removal.override_at} />],
          [t("admin.override_reason"), removal.override_reason && <bdi>{removal.override_reason}</bdi>],
          [t("admin.unproven", { count: removal.unproven_count ?? names.length }), <bdi key="names">{names.join(", ")}</bdi>],
        ]}
      />
    </Panel>
  );
}

/** Ask the devices again; leave when all are proven, or without proof for a reason. */
function WayOut({ removal, affected }: { removal: RemovalDetail; affected: readonly AffectedDevice[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [overriding, setOverriding] = useState(false);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["removals", removal.id] });
    void client.invalidateQueries({ queryKey: helpAtWorkQuery.queryKey });
  };
  const path = { path: { id: removal.id } };
  const recheck = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-at-work/removals/{id}/recheck", { params: path })),
    onSettled: refresh,
  });
  const finish = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-at-work/removals/{id}/finish", { params: path, body: {} })),
    onSettled: refresh,
  });
  return (
    <Stack gap="sm">
      <Text size="sm">{t(removal.can_finish ? "admin.can_finish" : "admin.cannot_finish")}</Text>
      <ErrorNote error={recheck.error ?? finish.error} />
      <Group gap="sm">
        <Button variant="default" loading={recheck.isPending} onClick={() => recheck.mutate()}>
          {t("admin.recheck")}
        </Button>
        <Button disabled={!removal.can_finish} loading={finish.isPending} onClick={() => finish.mutate()}>
          {t("admin.unbind")}
        </Button>
        {!removal.can_finish && (
          <Button color="red" variant="outline" onClick={() => setOverriding(true)}>
            {t("admin.override")}
          </Button>
        )}
        <Text size="sm" role="status">
          {recheck.isSuccess && t("admin.rechecked")}
        </Text>
      </Group>
      {overriding && (
        <OverrideDialog
          removal={removal}
          unproven={affected.filter(({ proof }) => proof === "present" || proof === "unknown")}
          onDone={refresh}
          onClose={() => setOverriding(false)}
        />
      )}
    </Stack>
  );
}
