import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import { isApiError } from "../error";
import type { paths } from "../generated/schema";
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

/** The device groups. */
export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/groups", { signal })),
});

/** Every way to start a session on a device, each with what stands in it; the device's preferred provider first. */
export const waysQuery = (id: string) =>
  queryOptions({
    queryKey: ["preflight", id, "ways"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/devices/{id}/ways", { params: { path: { id } }, signal })),
  });

/** What is known of support apps on a device, and what can be done about them. */
export const deviceAppsQuery = (id: string) =>
  queryOptions({
    queryKey: ["devices", "support-apps", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/devices/{id}/support-apps", { params: { path: { id } }, signal })),
  });

/** The devices at TeamViewer that a device may be. Each call asks TeamViewer, so hints do not make it old. */
export const peersQuery = (id: string) =>
  queryOptions({
    queryKey: ["peers", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/devices/{id}/peers", { params: { path: { id } }, signal })),
  });

/** Who made the help link of a device; null when it has none. */
export const helpLinkQuery = (id: string) =>
  queryOptions({
    queryKey: ["help", "link", id],
    queryFn: async ({ signal }) => {
      try {
        return await unwrap(api.GET("/api/v1/devices/{id}/help-link", { params: { path: { id } }, signal }));
      } catch (error) {
        if (isApiError(error, "not_found")) return null;
        throw error;
      }
    },
  });
