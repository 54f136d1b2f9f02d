import { Alert, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActivationCard } from "@/api/schema";
import type { Trip } from "@/parts/trip";
import { TripNote } from "@/parts/TripNote";
import { Dialog } from "@/ui/Dialog";
import { AccountStep } from "./AccountStep";
import { nameOf, useWayWords } from "./way";

interface Props {
  card: ActivationCard;
  page: string;
  trip: Trip;
  onClose: () => void;
}

/** Connects the account of a way that is active anew, the same or another one. */
export function ReconnectDialog({ card, page, trip, onClose }: Props) {
  const { t } = useTranslation();
  const words = useWayWords();
  const [done, setDone] = useState(false);
  const name = nameOf(card);
  return (
    <Dialog opened onClose={onClose} title={t("admin.reconnect_title")} size="lg">
      {done ? (
        <Stack gap="md">
          <Alert color="green" role="status">
            {t("admin.reconnected")}
          </Alert>
          <Button data-autofocus onClick={onClose}>
            {t("ui.done")}
          </Button>
        </Stack>
      ) : (
        <Stack gap="md">
          <Text size="sm" fw={600}>
            {words(name)}
          </Text>
          <TripNote trip={trip} />
          <AccountStep card={card} text={t("admin.reconnect_text")} returnTo={`${page}?reconnect=${name}`} onDone={() => setDone(true)} />
        </Stack>
      )}
    </Dialog>
  );
}
