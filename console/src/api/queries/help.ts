import { queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import { unwrap } from "../unwrap";

/** The help requests that are not closed, oldest first, without those that are hidden for a while. */
export const helpQuery = queryOptions({
  queryKey: ["help"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-requests", { signal })),
});

/** The same with those that are hidden for a while. */
export const helpWithSnoozedQuery = queryOptions({
  queryKey: ["help", "snoozed"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-requests", { params: { query: { snoozed: true } }, signal })),
});

/** Whom one help request can be given to, by name. */
export const helpersQuery = (id: string) =>
  queryOptions({
    queryKey: ["help", id, "helpers"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-requests/{id}/helpers", { params: { path: { id } }, signal })),
  });
