import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { newQueryClient } from "@/api/query-client";
import { mount } from "@/app/mount";
import { newRouter } from "@/app/router";
import { startI18n } from "@/i18n/i18n";

const queryClient = newQueryClient({
  signedOut: () => {
    const { location } = router.state;
    if (location.pathname === "/sign-in") return;
    // What was typed elsewhere is lost with the page, but not the place: signing in leads back to it.
    void router.navigate({ to: "/sign-in", search: { next: location.href, expired: true } });
  },
});
const router = newRouter(queryClient);

mount(
  startI18n(),
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
