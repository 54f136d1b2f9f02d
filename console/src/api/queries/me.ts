import { queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import type { Me } from "../schema";
import { unwrap } from "../unwrap";

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me", { signal })),
  staleTime: Number.POSITIVE_INFINITY, // hints and answers to changes keep it right
});

/** Whether one may answer who asks for help, make help links and invite others to show their screen: an observer looks on. */
export const mayHelp = (me: Me) => me.person.role !== "observer";

/** The API tokens of who is signed in. */
export const tokensQuery = queryOptions({
  queryKey: ["me", "tokens"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/tokens", { signal })),
});

/** Whether the server waits for its first administrator, and how it is set. */
export const setupStateQuery = queryOptions({
  queryKey: ["setup-state"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/setup-state", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whose TeamViewer account one's sessions are opened with. */
export const myTeamViewerQuery = queryOptions({
  queryKey: ["me", "teamviewer"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/teamviewer", { signal })),
});
