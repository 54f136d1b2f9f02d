import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { I18nextProvider } from "react-i18next";
import { newConsole } from "@/app/newConsole";
import { type Language, startI18n } from "@/i18n/i18n";
import { Look } from "@/ui/Look";

/** Opens the console at an address, as a browser would. */
export function openConsole(address: string, language: Language = "en") {
  if (i18next.isInitialized) void i18next.changeLanguage(language);
  else startI18n(language);
  const { queryClient: client, router } = newConsole(createMemoryHistory({ initialEntries: [address] }));
  // What failed stays failed: the tests do not wait for second tries.
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  render(
    <I18nextProvider i18n={i18next}>
      <Look env="test">
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Look>
    </I18nextProvider>,
  );
  return { user: userEvent.setup(), router, client };
}
