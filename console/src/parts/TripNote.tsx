import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Trip } from "./trip";

/** What came of a trip to TeamViewer's sign-in and what to do now, in other words where it was connected for something. */
export function TripNote({ trip, connected }: { trip: Trip; connected?: string }) {
  const { t } = useTranslation();
  const { teamviewer: outcome, teamviewer_error: code } = trip;
  if (!outcome) return null;
  return (
    <Alert color={outcome === "connected" ? "green" : "yellow"} role="status">
      {outcome === "connected" && connected ? connected : t(`trip.${outcome}`)}
      {code && outcome !== "connected" && (
        <Text size="sm">
          {t("trip.code", { code })}
        </Text>
      )}
    </Alert>
  );
}
