import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ActivationCard } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { Panel } from "@/ui/Page";
import { CardDetails } from "./CardDetails";
import { DisconnectButton } from "./DisconnectButton";
import { nameOf, useWayWords } from "./way";

const colors = { active: "green", removing: "yellow", off: "gray" } as const;

interface Props {
  card: ActivationCard;
  onReconnect: () => void;
  onRemove: () => void;
}

/** A way with how it stands, and what can be done about its account and its activation. */
export function Card({ card, onReconnect, onRemove }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useWayWords();
  const name = nameOf(card);
  const { binding, state } = card;
  const lost = state === "active" && name !== "builtin" && binding?.state !== "works";
  const abandoned = state === "off" && binding !== undefined && binding.state !== "revoking";
  return (
    <Panel title={words(name)} aside={<Badge color={colors[state]}>{word("ActivationState", state)}</Badge>}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(`admin.way_text.${name}`)}
        </Text>
        <span id={`way-${name}`} className="visually-hidden">
          {words(name)}
        </span>
        {lost && <Alert color="red">{t("admin.account_lost")}</Alert>}
        <CardDetails card={card} />
        {(state === "active" || abandoned) && (
          <Group gap="sm">
            {state === "active" && name !== "builtin" && (
              <Button size="xs" variant={lost ? "filled" : "default"} onClick={onReconnect} aria-describedby={`way-${name}`}>
                {t("admin.reconnect")}
              </Button>
            )}
            {abandoned && <DisconnectButton way={name} describedBy={`way-${name}`} />}
            {state === "active" && (
              <Button variant="outline" color="red" size="xs" onClick={onRemove} aria-describedby={`way-${name}`}>
                {t("admin.remove")}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
