import type { RouterHistory } from "@tanstack/react-router";
import { meQuery } from "@/api/queries/me";
import { newQueryClient } from "@/api/query-client";
import { newRouter } from "./router";

/** The console's cache and addresses, tied together: when a sign-in runs out, it asks for a new one and comes back. */
export function newConsole(history?: RouterHistory) {
  const queryClient = newQueryClient({
    signedOut: () => {
      const { location } = router.state;
      // Nobody was signed in yet, or has already been told: the routes see to that.
      if (!queryClient.getQueryData(meQuery.queryKey) || location.pathname === "/sign-in") return;
      queryClient.removeQueries({ queryKey: meQuery.queryKey, exact: true });
      void router.navigate({ to: "/sign-in", search: { next: location.href, expired: true } });
    },
  });
  const router = newRouter(queryClient, history);
  return { queryClient, router };
}
