import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { helpQuery } from "@/api/queries/help";
import type { HelpRequest } from "@/api/schema";
import { refTitle } from "@/parts/device";
import { StartDialog } from "@/parts/StartDialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Page } from "@/ui/Page";
import { Empty, Loading, Refreshing } from "@/ui/States";
import { CloseHelpDialog } from "./CloseHelpDialog";
import { HelpItem } from "./HelpItem";
import styles from "./HelpPage.module.css";

/** Who is waiting for help, oldest first, kept right by live hints. */
export function HelpPage() {
  const { t } = useTranslation();
  const help = useQuery(helpQuery);
  const [starting, setStarting] = useState<HelpRequest | null>(null);
  const [closing, setClosing] = useState<HelpRequest | null>(null);
  const requests = help.data?.items ?? [];
  const waiting = requests.filter(({ state }) => state !== "taken").length;

  return (
    <Page title={t("help.title")} aside={help.data && <span className={styles.count}>{t("help.waiting", { count: waiting })}</span>}>
      <Arrivals requests={help.data?.items} />
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
              onStart={() => setStarting(request)}
              onClose={() => setClosing(request)}
            />
          ))}
        </ol>
      )}
      {starting && <StartDialog deviceId={starting.device_id} helpRequestId={starting.id} onClose={() => setStarting(null)} />}
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
