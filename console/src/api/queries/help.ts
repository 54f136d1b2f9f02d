import { queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import { unwrap } from "../unwrap";

/** The help requests that are not closed, oldest first. */
export const helpQuery = queryOptions({
  queryKey: ["help"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/help-requests", { signal })),
});
