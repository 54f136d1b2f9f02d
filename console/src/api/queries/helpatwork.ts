import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import { unwrap } from "../unwrap";

/** What is activated, with whose account, and what is being removed. */
export const helpAtWorkQuery = queryOptions({
  queryKey: ["help-at-work", "cards"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-at-work", { signal })),
});

/** A version of the license agreement; 0 is the newest. */
export const agreementQuery = (version = 0) =>
  queryOptions({
    queryKey: ["help-at-work", "agreement", version],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/help-at-work/agreement", { params: { query: version === 0 ? {} : { version } }, signal })),
  });

/** How this server is registered at TeamViewer. */
export const oauthClientQuery = queryOptions({
  queryKey: ["help-at-work", "oauth-client"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-at-work/oauth-client", { signal })),
});

/**
 * A removal with its devices, those without proof first, page by page. While it goes on it is asked for again by time
 * too: devices prove themselves when they report.
 */
export const removalQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["removals", id],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/help-at-work/removals/{id}", {
          params: { path: { id }, query: pageParam === "" ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: (query) => {
      const newest = query.state.data?.pages[0];
      const over = newest?.step === "done" && newest.accounts.every(({ state }) => state !== "waits" && state !== "begun");
      return over ? false : 10_000;
    },
  });

/** Which user of the company's TeamViewer account each person is. */
export const mappingsQuery = queryOptions({
  queryKey: ["mappings"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-at-work/mappings", { signal })),
});

/** How the company shows itself. */
export const brandingQuery = queryOptions({
  queryKey: ["branding", "current"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/branding", { signal })),
});

/** How well white text on a color (#rrggbb) can be read. */
export const contrastQuery = (color: string) =>
  queryOptions({
    queryKey: ["contrast", color],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/branding/contrast", { params: { query: { color } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How e-mail and text messages leave. */
export const sendingQuery = queryOptions({
  queryKey: ["sending"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sending", { signal })),
});

/** How many unattended licenses there are and are held. */
export const seatsQuery = queryOptions({
  queryKey: ["seats", "count"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/seats", { signal })),
});

/** The devices that hold an unattended license, page by page. */
export const holdersQuery = infiniteQueryOptions({
  queryKey: ["seats", "holders"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(
      api.GET("/api/v1/seats/holders", { params: { query: { limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) } }, signal }),
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.next,
});

/** The MDMs that manage devices. */
export const connectionsQuery = queryOptions({
  queryKey: ["mdm-connections"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/mdm-connections", { signal })),
});
