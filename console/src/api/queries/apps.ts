import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import type { paths } from "../generated/schema";
import type { SaveDistribution } from "../schema";
import { unwrap } from "../unwrap";

type DevicesQuery = NonNullable<paths["/api/v1/support-apps/{id}/devices"]["get"]["parameters"]["query"]>;

/** What is known of an app on the devices of a list. */
export type AppDeviceState = NonNullable<DevicesQuery["state"]>;

/** The support apps of the catalog with how many devices have each. */
export const appsQuery = queryOptions({
  queryKey: ["support-apps", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/support-apps", { signal })),
});

/** One support app with how many devices have it. */
export const appQuery = (id: string) =>
  queryOptions({
    queryKey: ["support-apps", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/support-apps/{id}", { params: { path: { id } }, signal })),
  });

/** Who gets an app. */
export const distributionQuery = (id: string) =>
  queryOptions({
    queryKey: ["support-apps", "distribution", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/support-apps/{id}/distribution", { params: { path: { id } }, signal })),
  });

/** How many devices a distribution would want, before it is saved. */
export const targetsQuery = (id: string, body: SaveDistribution) =>
  queryOptions({
    queryKey: ["support-apps", "targets", id, body],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/v1/support-apps/{id}/distribution/count", { params: { path: { id } }, body, signal })),
    placeholderData: keepPreviousData,
  });

/** The people at devices, for whoever looks for one: the first of those that fit. */
export const ownersQuery = (search: string) =>
  queryOptions({
    queryKey: ["owners", search],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/owners", { params: { query: { limit: 50, ...(search ? { search } : {}) } }, signal })),
    placeholderData: keepPreviousData,
  });

/** How an app is configured. */
export const keysQuery = (id: string) =>
  queryOptions({
    queryKey: ["support-apps", "keys", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/support-apps/{id}/keys", { params: { path: { id } }, signal })),
  });

/** The configuration that a device would get. */
export const previewQuery = (id: string, device: string) =>
  queryOptions({
    queryKey: ["support-apps", "preview", id, device],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/support-apps/{id}/preview", { params: { path: { id }, query: { device } }, signal })),
  });

/** The devices of which one thing is known about an app, page by page. */
export const appDevicesQuery = (id: string, state: AppDeviceState) =>
  infiniteQueryOptions({
    queryKey: ["support-apps", "devices", id, state],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/support-apps/{id}/devices", {
          params: { path: { id }, query: { state, limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
