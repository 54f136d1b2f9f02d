import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import type { i18n } from "i18next";
import { ErrorBoundary } from "@/ui/ErrorBoundary";
import { ErrorNote } from "@/ui/ErrorNote";
import { Look } from "@/ui/Look";

/** Puts a page into #root with the look, the language and a last net under errors. Each of the three entries calls it. */
export function mount(translations: i18n, page: ReactNode) {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={translations}>
        <Look>
          <ErrorBoundary
            fallback={(error) => (
              <main style={{ padding: 24, maxWidth: 560, margin: "0 auto" }}>
                <ErrorNote error={error} again={() => location.reload()} />
              </main>
            )}
          >
            {page}
          </ErrorBoundary>
        </Look>
      </I18nextProvider>
    </StrictMode>,
  );
}
