import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "./ErrorNote";
import { Loading, Refreshing } from "./States";

/** Something asked for, in each of its states: gray bars, what went wrong, and the thing itself, kept while it is asked for again. */
export function Loaded<T>({ query, lines, children }: { query: UseQueryResult<T>; lines?: number; children: (data: T) => ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <Refreshing active={query.isFetching && !query.isPending} />
      {query.isError && (
        <ErrorNote error={query.error} title={query.data === undefined ? t("ui.error_title") : undefined} again={() => void query.refetch()} />
      )}
      {query.isPending && <Loading {...(lines === undefined ? {} : { lines })} />}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
