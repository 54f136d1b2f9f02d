import { Checkbox, Group, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { helpQuery, helpWithSnoozedQuery } from "@/api/queries/help";
import { mayHelp, meQuery } from "@/api/queries/me";
import type { HelpRequest } from "@/api/schema";
import { refTitle } from "@/parts/device";
import { StartDialog } from "@/parts/StartDialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Page } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { useNow } from "@/ui/useNow";
import { AlertSwitches } from "./AlertSwitches";
import { CloseHelpDialog } from "./CloseHelpDialog";
import { HelpItem } from "./HelpItem";
import styles from "./HelpPage.module.css";
import { type More, MoreDialog } from "./MoreDialog";

/** Who is waiting for help, oldest first, kept right by live hints. */
export function HelpPage() {
  const { t } = useTranslation();
  const [hidden, setHidden] = useState(false);
  const help = useQuery(hidden ? helpWithSnoozedQuery : helpQuery);
  const [more, setMore] = useState<{ request: HelpRequest; what: More } | null>(null);
  const [starting, setStarting] = useState<HelpRequest | null>(null);
  const [closing, setClosing] = useState<HelpRequest | null>(null);
  const helps = mayHelp(useSuspenseQuery(meQuery).data);
  const requests = help.data?.items ?? [];
  const now = useNow(30_000);
  // As the user is told: oldest first, without those that somebody has or that are hidden.
  const line = requests.filter(({ state, snoozed_until: until }) => state !== "taken" && !(until && new Date(until) > now)).map(({ id }) => id);

  return (
    <Page title={t("help.title")} aside={help.data && <span className={styles.count}>{t("help.waiting", { count: line.length })}</span>}>
      <Arrivals requests={help.data?.items} />
      <Group gap="md" justify="space-between">
        <AlertSwitches />
        <Checkbox size="xs" label={t("help.show_snoozed")} checked={hidden} onChange={(event) => setHidden(event.currentTarget.checked)} />
      </Group>
      {!helps && (
        <Text size="sm" c="dimmed">
          {t("help.observers")}
        </Text>
      )}
      <Refreshing active={help.isFetching && !help.isPending} />
      {help.isError && <ErrorNote error={help.error} title={t("ui.error_title")} again={() => void help.refetch()} />}
      {help.isPending && <Loading />}
      {help.isSuccess && requests.length === 0 && <Empty title={t("help.empty")} text={t("help.empty_text")} />}
      {requests.length > 0 && (
        <ol className={styles.list} aria-label={t("help.title")}>
          {requests.map((request) => (
            <HelpItem
              key={request.id}
              request={request}
              place={line.includes(request.id) ? line.indexOf(request.id) + 1 : undefined}
              onStart={() => setStarting(request)}
              onClose={() => setClosing(request)}
              onMore={(what) => setMore({ request, what })}
            />
          ))}
        </ol>
      )}
      {starting && <StartDialog deviceId={starting.device_id} helpRequestId={starting.id} onClose={() => setStarting(null)} />}
      {more && <MoreDialog {...more} onClose={() => setMore(null)} />}
      {closing && <CloseHelpDialog request={closing} onClose={() => setClosing(null)} />}
    </Page>
  );
}

/** Reads aloud who asked for help since the page was opened. */
function Arrivals({ requests }: { requests?: readonly HelpRequest[] }) {
  const { t } = useTranslation();
  const [known, setKnown] = useState<readonly HelpRequest[] | undefined>(requests);
  const [newest, setNewest] = useState("");
  if (requests !== known) {
    const arrived = requests?.find(({ id }) => known && !known.some((before) => before.id === id));
    if (arrived) setNewest(arrived.device ? refTitle(arrived.device) : arrived.device_id);
    setKnown(requests);
  }
  return (
    <span className="visually-hidden" aria-live="polite">
      {newest && t("help.arrived", { name: newest })}
    </span>
  );
}
