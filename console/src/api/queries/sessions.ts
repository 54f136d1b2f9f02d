import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import type { paths } from "../generated/schema";
import { unwrap } from "../unwrap";

type Query = NonNullable<paths["/api/v1/sessions"]["get"]["parameters"]["query"]>;

/** What limits the list of sessions. */
export type SessionFilter = Omit<Query, "cursor" | "limit">;

/** Sessions, newest first, page by page. */
export const sessionsQuery = (filter: SessionFilter) =>
  infiniteQueryOptions({
    queryKey: ["sessions", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/sessions", {
          params: { query: { ...filter, limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** One session. */
export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ["sessions", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sessions/{id}", { params: { path: { id } }, signal })),
  });

/** How far an invitation to share a screen has come. Asked again by time too: it waits for someone else's hand. */
export const shareQuery = (id: string) =>
  queryOptions({
    queryKey: ["shares", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/shares/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === "waiting" || !query.state.data ? 5_000 : false),
  });

/** The tries to reach the user of a session, oldest first. */
export const reachesQuery = (id: string) =>
  queryOptions({
    queryKey: ["sessions", "reaches", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sessions/{id}/reaches", { params: { path: { id } }, signal })),
  });
