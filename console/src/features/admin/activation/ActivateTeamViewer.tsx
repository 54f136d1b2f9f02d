import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { helpAtWorkQuery } from "@/api/queries/helpatwork";
import type { ActivationCard } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { ActivateDialog } from "./ActivateDialog";
import styles from "./ActivateTeamViewer.module.css";
import { AgreementPanel } from "./AgreementPanel";
import { CardDetails } from "./CardDetails";
import { OutcomeNote } from "./OutcomeNote";
import { RemoveDialog } from "./RemoveDialog";
import { nameOf, type Outcome, useWayWords, type WayName } from "./way";

interface Props {
  shown: readonly WayName[];
  /** The page to come back to from TeamViewer. */
  page: string;
  /** A dialog that was open when the browser left for TeamViewer. */
  begin: WayName | undefined;
  outcome: Outcome | undefined;
  /** Forgets both. */
  onClear: () => void;
}

/** The section "Activate TeamViewer": each way with its switch, and the license agreement. */
export function ActivateTeamViewer({ shown, page, begin, outcome, onClear }: Props) {
  const { t } = useTranslation();
  const state = useQuery(helpAtWorkQuery);
  const [dialog, setDialog] = useState<"none" | "choose" | WayName>(begin ?? "none");
  const [removing, setRemoving] = useState<ActivationCard | null>(null);
  const close = () => {
    setDialog("none");
    if (begin || outcome) onClear();
  };
  return (
    <Stack gap="md">
      <Loaded query={state} lines={5}>
        {({ cards }) => {
          const known = cards.filter((card) => shown.includes(nameOf(card)));
          const off = known.filter((card) => card.state === "off");
          return (
            <section aria-labelledby="activate-teamviewer">
              <Group justify="space-between" mb="sm">
                <Title order={2} id="activate-teamviewer">
                  {t("admin.activate_teamviewer")}
                </Title>
                <Button disabled={off.length === 0} onClick={() => setDialog(off.length === 1 && off[0] ? nameOf(off[0]) : "choose")}>
                  {t("admin.activate_now")}
                </Button>
              </Group>
              {dialog === "none" && outcome && <OutcomeNote outcome={outcome} />}
              <div className={styles.cards}>
                {known.map((card) => (
                  <Card key={nameOf(card)} card={card} onRemove={() => setRemoving(card)} />
                ))}
              </div>
              {dialog !== "none" && (
                <ActivateDialog cards={known} chosen={dialog === "choose" ? null : dialog} page={page} outcome={outcome} onClose={close} />
              )}
              {removing && <RemoveDialog card={removing} onClose={() => setRemoving(null)} />}
            </section>
          );
        }}
      </Loaded>
      <AgreementPanel />
    </Stack>
  );
}

const colors = { active: "green", removing: "yellow", off: "gray" } as const;

function Card({ card, onRemove }: { card: ActivationCard; onRemove: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useWayWords();
  const name = nameOf(card);
  return (
    <Panel title={words(name)} aside={<Badge color={colors[card.state]}>{word("ActivationState", card.state)}</Badge>}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(`admin.way_text.${name}`)}
        </Text>
        <CardDetails card={card} />
        {card.state === "active" && (
          <Group>
            <Button variant="outline" color="red" size="xs" onClick={onRemove} aria-describedby={`way-${name}`}>
              {t("admin.remove")}
            </Button>
            <span id={`way-${name}`} className="visually-hidden">
              {words(name)}
            </span>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
