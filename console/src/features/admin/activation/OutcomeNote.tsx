import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Outcome } from "./way";

/** What came of the trip to TeamViewer. */
export function OutcomeNote({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  return (
    <Alert color={outcome === "connected" ? "green" : "yellow"} role="status" mb="sm">
      {t(`admin.outcome.${outcome}`)}
    </Alert>
  );
}
