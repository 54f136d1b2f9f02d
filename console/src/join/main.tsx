import { QueryClientProvider } from "@tanstack/react-query";
import { newQueryClient } from "@/api/query-client";
import { mount } from "@/app/mount";
import { startI18n } from "@/i18n/i18n";
import { JoinPage } from "./JoinPage";

// Nobody signs in here, so no sign-in can run out.
const client = newQueryClient({ signedOut: () => {} });

mount(
  startI18n(),
  <QueryClientProvider client={client}>
    <JoinPage />
  </QueryClientProvider>,
);
