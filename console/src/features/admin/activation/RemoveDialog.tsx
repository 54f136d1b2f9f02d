import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpAtWorkQuery } from "@/api/queries/helpatwork";
import type { ActivationCard, HelpAtWork } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import styles from "./ActivateTeamViewer.module.css";
import { nameOf, useWayWords, wayOf } from "./way";

interface Props {
  card: ActivationCard;
  state: HelpAtWork;
  onClose: () => void;
}

/** How many technicians' own accounts nothing can use any more once a way is removed. */
function idle(card: ActivationCard, { cards, connected_people: people }: HelpAtWork): number {
  const stays = cards.some((other) => other.provider === card.provider && nameOf(other) !== nameOf(card) && other.state === "active");
  return card.provider === "teamviewer" && !stays ? people : 0;
}

/** Says exactly what removing an activation does, and begins it. */
export function RemoveDialog({ card, state, onClose }: Props) {
  const { t } = useTranslation();
  const words = useWayWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const name = nameOf(card);
  const accounts = idle(card, state);
  const [keep, setKeep] = useState(false);
  const remove = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-at-work/removals", { body: { ...wayOf(name), keep_accounts: keep } })),
    onSuccess: async (removal) => {
      void client.invalidateQueries({ queryKey: helpAtWorkQuery.queryKey });
      await navigate({ to: "/admin/infrastructure/help-at-work/removals/$removalId", params: { removalId: removal.id } });
    },
  });
  const effects = t(`admin.removal_effects.${name}`, { returnObjects: true });
  return (
    <Dialog opened onClose={onClose} title={t("admin.confirm_remove")}>
      <Stack gap="md">
        <Text size="sm" fw={600}>
          {words(name)}
        </Text>
        <ol className={styles.effects}>
          {Object.entries(effects).map(([key, effect]) => (
            <li key={key}>{effect}</li>
          ))}
        </ol>
        {accounts > 0 && (
          <Checkbox
            label={t("admin.also_disconnect", { count: accounts })}
            description={t("admin.also_disconnect_text")}
            checked={!keep}
            onChange={(event) => setKeep(!event.currentTarget.checked)}
          />
        )}
        <Text size="sm">{t("admin.removal_again")}</Text>
        <ErrorNote error={remove.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("admin.remove")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
