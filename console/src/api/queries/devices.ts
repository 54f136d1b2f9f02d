import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import type { paths } from "../generated/schema";
import type { Mode } from "../schema";
import { unwrap } from "../unwrap";

type Query = NonNullable<paths["/api/v1/devices"]["get"]["parameters"]["query"]>;

/** What limits the list of devices. */
export type DeviceFilter = Omit<Query, "cursor" | "limit">;

const pageSize = 100;

/** The devices that a filter leaves, by owner, page by page. While a new filter loads, the old list stays. */
export const devicesQuery = (filter: DeviceFilter) =>
  infiniteQueryOptions({
    queryKey: ["devices", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/devices", {
          params: { query: { ...filter, limit: pageSize, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** How many devices a filter leaves, and how many of them are online or in a session. */
export const countsQuery = (filter: DeviceFilter) =>
  queryOptions({
    queryKey: ["devices", "counts", filter],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/devices/counts", { params: { query: filter }, signal })),
    placeholderData: keepPreviousData,
  });

/** One device with what it reported. */
export const deviceQuery = (id: string) =>
  queryOptions({
    queryKey: ["devices", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/devices/{id}", { params: { path: { id } }, signal })),
  });

/** What stands in the way of a session on a device, and what to know before. */
export const preflightQuery = (id: string, mode: Mode) =>
  queryOptions({
    queryKey: ["preflight", id, mode],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/devices/{id}/preflight", { params: { path: { id }, query: { mode } }, signal })),
  });

/** The device groups. */
export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/groups", { signal })),
});
