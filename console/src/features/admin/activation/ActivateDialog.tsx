import { Alert, Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { agreementQuery, helpAtWorkQuery } from "@/api/queries/helpatwork";
import type { ActivationCard } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import type { Trip } from "@/parts/trip";
import { TripNote } from "@/parts/TripNote";
import { oneOf } from "@/ui/closedList";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loaded } from "@/ui/Loaded";
import { SubmitBar } from "@/ui/SubmitBar";
import { AccountStep } from "./AccountStep";
import { AgreementText } from "./AgreementText";
import { DisconnectButton } from "./DisconnectButton";
import { isConnected, nameOf, useWayWords, type WayName, wayNames, wayOf } from "./way";

interface Props {
  cards: readonly ActivationCard[];
  /** What is activated; nothing yet to let one choose. */
  chosen: WayName | null;
  page: string;
  trip: Trip;
  onClose: () => void;
}

/** Activates a way: choose, connect the account, read the license agreement, agree. */
export function ActivateDialog({ cards, chosen, page, trip, onClose }: Props) {
  const { t } = useTranslation();
  const words = useWayWords();
  const [way, setWay] = useState<WayName | null>(chosen);
  const [done, setDone] = useState(false);
  const [another, setAnother] = useState(false);
  const card = cards.find((one) => nameOf(one) === way);
  const title = way ? words(way) : t("admin.activate_teamviewer");
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      {done ? (
        <Stack gap="md">
          <Alert color="green" role="status">
            {t("admin.activated")}
          </Alert>
          {way && (
            <Text size="sm">
              {t(`admin.after.${way}`)} {way !== "builtin" && <Link to="/admin/apps">{t("admin.after.catalog")}</Link>}
            </Text>
          )}
          <Group justify="flex-end">
            <Button data-autofocus onClick={onClose}>
              {t("ui.done")}
            </Button>
          </Group>
        </Stack>
      ) : !card || !way ? (
        <ChooseStep cards={cards} onChoose={setWay} onClose={onClose} />
      ) : card.state !== "off" ? (
        <Alert color="yellow">{t(card.state === "active" ? "problems.already_active" : "problems.being_removed")}</Alert>
      ) : way !== "builtin" && (another || !isConnected(card)) ? (
        <Stack gap="md">
          {!another && <TripNote trip={trip} />}
          <AccountStep
            card={card}
            text={t("admin.account_text")}
            returnTo={`${page}?activate=${way}`}
            onDone={() => setAnother(false)}
          />
        </Stack>
      ) : (
        <AgreeStep card={card} way={way} onAnother={() => setAnother(true)} onDone={() => setDone(true)} onClose={onClose} />
      )}
    </Dialog>
  );
}

function ChooseStep({ cards, onChoose, onClose }: { cards: readonly ActivationCard[]; onChoose: (way: WayName) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWayWords();
  const off = cards.filter(({ state }) => state === "off").map(nameOf);
  const [way, setWay] = useState<WayName | undefined>(off[0]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (way) onChoose(way);
      }}
    >
      <Stack gap="md">
        <Radio.Group label={t("admin.choose")} value={way ?? ""} onChange={(value) => setWay(oneOf(wayNames, value))}>
          <Stack gap="sm" mt={6}>
            {off.map((name) => (
              <Radio key={name} value={name} label={words(name)} description={t(`admin.way_text.${name}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <SubmitBar submit={t("admin.next")} disabled={!way} onCancel={onClose} />
      </Stack>
    </form>
  );
}

interface AgreeProps {
  card: ActivationCard;
  way: WayName;
  /** Connects another account instead. */
  onAnother: () => void;
  onDone: () => void;
  onClose: () => void;
}

/** Shows the license agreement; agreeing activates. */
function AgreeStep({ card, way, onAnother, onDone, onClose }: AgreeProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const agreement = useQuery(agreementQuery());
  const activate = useMutation({
    mutationFn: (version: number) =>
      unwrap(api.POST("/api/v1/help-at-work/activations", { body: { ...wayOf(way), agreement_version: version } })),
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({ queryKey: helpAtWorkQuery.queryKey });
    },
    onError: (error) => {
      if (isApiError(error, "old_agreement")) void agreement.refetch();
      if (isApiError(error, "no_binding") || isApiError(error, "provider_refused")) {
        void client.invalidateQueries({ queryKey: helpAtWorkQuery.queryKey });
      }
    },
  });
  const account = card.binding?.account;
  return (
    <Stack gap="md">
      {account && (
        <Group gap="sm" justify="space-between">
          <Text size="sm">
            {t("admin.account")}{t("ui.colon")}
            <bdi>{[account.name || account.id, account.company].filter(Boolean).join(" · ")}</bdi>
          </Text>
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={onAnother}>
              {t("admin.another_account")}
            </Button>
            <DisconnectButton way={way} />
          </Group>
        </Group>
      )}
      <Loaded query={agreement} lines={4}>
        {(shown) => (
          <>
            <AgreementText agreement={shown} />
            <ErrorNote error={activate.error} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t("ui.cancel")}
              </Button>
              <Button loading={activate.isPending} onClick={() => activate.mutate(shown.version)}>
                {t("admin.agree")}
              </Button>
            </Group>
          </>
        )}
      </Loaded>
    </Stack>
  );
}
