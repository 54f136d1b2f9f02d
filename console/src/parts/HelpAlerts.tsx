import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { helpQuery } from "@/api/queries/help";
import { refTitle } from "./device";
import { alertOn, inOneTab, playTone } from "./helpAlerts";

/** Plays a tone and shows a notification of the browser for each new help request, where that is switched on. */
export function HelpAlerts() {
  const { t } = useTranslation();
  const requests = useQuery(helpQuery).data?.items;
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (!requests) return;
    const before = known.current;
    known.current = new Set(requests.map(({ id }) => id));
    const newest = requests.find(({ id, state }) => before && !before.has(id) && state !== "taken");
    if (!newest) return;
    if (alertOn("sound")) inOneTab(newest.id, playTone);
    if (alertOn("notification") && "Notification" in window && Notification.permission === "granted") {
      // The same tag in each tab makes it one notification.
      new Notification(t("help.arrived", { name: newest.device ? refTitle(newest.device) : newest.device_id }), { tag: newest.id, body: newest.text });
    }
  }, [requests, t]);
  return null;
}
