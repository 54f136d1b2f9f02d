import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import type { paths } from "../generated/schema";
import { unwrap } from "../unwrap";

type Query = NonNullable<paths["/api/v1/audit"]["get"]["parameters"]["query"]>;

/** What limits the audit log. */
export type AuditFilter = Omit<Query, "cursor" | "limit">;

/** What happened, newest first, page by page. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/audit", {
          params: { query: { ...filter, limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** Whether the hash chain of the log holds. It reads the whole log, so it is asked for only by hand. */
export const chainQuery = queryOptions({
  queryKey: ["audit-chain"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/audit/chain", { signal })),
});
