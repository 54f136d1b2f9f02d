import { queryOptions } from "@tanstack/react-query";
import { api } from "../client";
import { unwrap } from "../unwrap";

/** How the company shows itself to users: its name, logo, color, hours and words. Anyone may ask. */
export const brandingQuery = queryOptions({
  queryKey: ["branding"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/branding", { signal })),
});
