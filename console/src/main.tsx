import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { mount } from "@/app/mount";
import { newConsole } from "@/app/newConsole";
import { startI18n } from "@/i18n/i18n";

const { queryClient, router } = newConsole();

mount(
  startI18n(),
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
