import { queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import { unwrap } from "../unwrap";

/** Everyone who signs in, by name. */
export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/people", { signal })),
});
