import { Group, Stack, Title, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { helpAtWorkQuery } from "@/api/queries/helpatwork";
import type { ActivationCard } from "@/api/schema";
import type { Trip } from "@/parts/trip";
import { TripNote } from "@/parts/TripNote";
import { Loaded } from "@/ui/Loaded";
import { ActivateDialog } from "./ActivateDialog";
import styles from "./ActivateTeamViewer.module.css";
import { AgreementPanel } from "./AgreementPanel";
import { Card } from "./Card";
import { ReconnectDialog } from "./ReconnectDialog";
import { RemoveDialog } from "./RemoveDialog";
import { nameOf, type WayName } from "./way";

interface Props {
  shown: readonly WayName[];
  /** The page to come back to from TeamViewer. */
  page: string;
  /** What was open when the browser left for TeamViewer: activating a way, or connecting one anew. */
  activate: WayName | undefined;
  reconnect: WayName | undefined;
  trip: Trip;
  /** Forgets all that. */
  onClear: () => void;
}

type Open = { dialog: "activate"; way: WayName | null } | { dialog: "reconnect" | "remove"; way: WayName } | null;

/** What to go on with after a trip; an account that was connected anew needs nothing more. */
function goingOn({ activate, reconnect, trip }: Props): Open {
  if (activate) return { dialog: "activate", way: activate };
  return reconnect && trip.teamviewer !== "connected" ? { dialog: "reconnect", way: reconnect } : null;
}

/** The section "Activate TeamViewer": each way with its switch, and the license agreement. */
export function ActivateTeamViewer(props: Props) {
  const { t } = useTranslation();
  const { shown, page, trip, onClear } = props;
  const state = useQuery(helpAtWorkQuery);
  const [open, setOpen] = useState(() => goingOn(props));
  const close = () => {
    setOpen(null);
    onClear();
  };
  return (
    <Stack gap="md">
      <Loaded query={state} lines={5}>
        {(now) => {
          const known = now.cards.filter((card) => shown.includes(nameOf(card)));
          const off = known.filter((card) => card.state === "off");
          const of = (way: WayName): ActivationCard | undefined => known.find((card) => nameOf(card) === way);
          const card = open?.way ? of(open.way) : undefined;
          return (
            <section aria-labelledby="activate-teamviewer">
              <Group justify="space-between" mb="sm">
                <Title order={2} id="activate-teamviewer">
                  {t("admin.activate_teamviewer")}
                </Title>
                <Button
                  disabled={off.length === 0}
                  onClick={() => setOpen({ dialog: "activate", way: off.length === 1 && off[0] ? nameOf(off[0]) : null })}
                >
                  {t("admin.activate_now")}
                </Button>
              </Group>
              <Stack gap="sm">
                {!open && <TripNote trip={trip} />}
                <div className={styles.cards}>
                  {known.map((one) => (
                    <Card
                      key={nameOf(one)}
                      card={one}
                      onReconnect={() => setOpen({ dialog: "reconnect", way: nameOf(one) })}
                      onRemove={() => setOpen({ dialog: "remove", way: nameOf(one) })}
                    />
                  ))}
                </div>
              </Stack>
              {open?.dialog === "activate" && <ActivateDialog cards={known} chosen={open.way} page={page} trip={trip} onClose={close} />}
              {open?.dialog === "reconnect" && card && <ReconnectDialog card={card} page={page} trip={trip} onClose={close} />}
              {open?.dialog === "remove" && card && <RemoveDialog card={card} state={now} onClose={close} />}
            </section>
          );
        }}
      </Loaded>
      <AgreementPanel />
    </Stack>
  );
}
