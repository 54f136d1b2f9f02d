import { Button, Group } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { type Column, Table } from "@/ui/Table";

interface Props<Row> {
  list: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
  label: string;
  columns: readonly Column<Row>[];
  empty: { title: string; text?: string | undefined };
  /** All about a row that was opened. */
  panel: (row: Row, close: () => void) => ReactNode;
}

/** A list that comes page by page, in each of its states; a row opens a panel. */
export function PagedTable<Row extends { id: string }>({ list, label, columns, empty, panel }: Props<Row>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Row | null>(null);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel flush>
      <Refreshing active={list.isFetching && !list.isPending} />
      {list.isError && <ErrorNote error={list.error} title={t("ui.error_title")} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.isSuccess && rows.length === 0 && <Empty {...empty} />}
      {rows.length > 0 && <Table label={label} rows={rows} rowKey={(row) => row.id} columns={columns} onOpen={setShown} />}
      {list.hasNextPage && (
        <Group justify="center" p="sm">
          <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("ui.load_more")}
          </Button>
        </Group>
      )}
      {shown && panel(shown, () => setShown(null))}
    </Panel>
  );
}
