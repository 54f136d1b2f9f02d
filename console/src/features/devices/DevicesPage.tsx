import { Button, Menu, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { livePages } from "@/api/hints";
import { countsQuery, type DeviceFilter, devicesQuery } from "@/api/queries/devices";
import { mayHelp, meQuery } from "@/api/queries/me";
import type { Device } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { CheckInDialog } from "@/parts/CheckInDialog";
import { deviceTitle } from "@/parts/device";
import { InviteDialog } from "@/parts/InviteDialog";
import { StartDialog } from "@/parts/StartDialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { ChevronIcon, PlusIcon } from "@/ui/icons";
import { Page } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import styles from "./DevicesPage.module.css";
import { DeviceFilters } from "./DeviceFilters";
import { DeviceTable } from "./DeviceTable";

const route = getRouteApi("/signed-in/shell/devices");

/** All devices one may see: search, filters, and what can be started on each. */
export function DevicesPage() {
  const { t } = useTranslation();
  const filter: DeviceFilter = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(devicesQuery(filter));
  const counts = useQuery(countsQuery(filter));
  const [starting, setStarting] = useState<string | null>(null);
  const [checking, setChecking] = useState<Device | null>(null);
  const [inviting, setInviting] = useState(false);
  const devices = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(filter).some((value) => value !== undefined);

  return (
    <Page
      fill
      title={t("devices.title")}
      aside={
        <>
          <Matching matching={counts.data?.matching} more={counts.data?.more} />
          <AddMenu onInvite={() => setInviting(true)} />
        </>
      }
    >
      <DeviceFilters
        filter={filter}
        onChange={(change) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true })}
        onClear={() => void navigate({ search: {}, replace: true })}
      />
      <div className={styles.list}>
        <Refreshing active={list.isFetching && !list.isFetchingNextPage && !list.isPending} />
        {list.isError && <ErrorNote error={list.error} title={t("ui.error_title")} again={() => void list.refetch()} />}
        {list.isStale && (list.data?.pages.length ?? 0) > livePages && !list.isFetching && (
          <div className={styles.changed}>
            {t("devices.list_changed")}{" "}
            <Button variant="subtle" size="compact-xs" onClick={() => void list.refetch()}>
              {t("ui.refresh")}
            </Button>
          </div>
        )}
        {list.isPending && <Loading lines={10} />}
        {list.isSuccess && devices.length === 0 && (
          <Empty
            title={t(filtered ? "devices.filtered_empty" : "devices.empty")}
            text={t(filtered ? "devices.filtered_empty_text" : "devices.empty_text")}
          />
        )}
        {devices.length > 0 && (
          <DeviceTable
            devices={devices}
            total={counts.data && !counts.data.more ? counts.data.matching : undefined}
            hasMore={list.hasNextPage}
            onNeedMore={() => {
              if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
            }}
            onStart={setStarting}
            onCheckIn={setChecking}
          />
        )}
      </div>
      {starting && <StartDialog deviceId={starting} onClose={() => setStarting(null)} />}
      {checking && <CheckInDialog deviceId={checking.id} name={deviceTitle(checking)} onClose={() => setChecking(null)} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

function Matching({ matching, more }: { matching?: number; more?: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = matching === undefined ? "" : formats.number(matching);
  return (
    <span className={styles.matching} role="status">
      {matching !== undefined &&
        t("devices.matching", { count: matching, number: more ? t("devices.more_than", { number }) : number })}
    </span>
  );
}

function AddMenu({ onInvite }: { onInvite: () => void }) {
  const { t } = useTranslation();
  const helps = mayHelp(useSuspenseQuery(meQuery).data);
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<PlusIcon size={16} />} rightSection={<ChevronIcon size={14} />}>
          {t("devices.add_device")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!helps} onClick={onInvite}>
          {t("invite.title")}
          {!helps && <Text size="xs">{t("invite.observers")}</Text>}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
