import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { type Language, startI18n } from "@/i18n/i18n";
import { Look } from "@/ui/Look";

/** Opens one of the pages that stand beside the console and need no sign-in. */
export function openPage(page: ReactNode, language: Language = "en") {
  if (i18next.isInitialized) void i18next.changeLanguage(language);
  else startI18n(language);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <I18nextProvider i18n={i18next}>
      <Look env="test">
        <QueryClientProvider client={client}>{page}</QueryClientProvider>
      </Look>
    </I18nextProvider>,
  );
  return { user: userEvent.setup(), client };
}
