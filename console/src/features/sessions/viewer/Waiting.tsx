import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deviceQuery } from "@/api/queries/devices";
import { meQuery } from "@/api/queries/me";
import type { Session } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { WarnIcon } from "@/ui/icons";
import { Countdown } from "./Cover";
import styles from "./viewer.module.css";

/** How far the request has come, what the user sees of it, and how long it still waits. */
export function Waiting({ session }: { session: Session | undefined }) {
  const { t } = useTranslation();
  const word = useWord();
  const me = useQuery(meQuery).data;
  const device = useQuery({ ...deviceQuery(session?.device_id ?? ""), enabled: session !== undefined }).data;
  if (!session) return null;
  const own = me?.person.id === session.technician_id;
  const unattended = session.mode === "unattended";
  const progress = session.prompted_at ? "prompted" : session.delivered_at ? "delivered" : "sent";
  const away = progress === "sent" && device !== undefined && device.presence !== "online";
  return (
    <>
      <p className={styles.what}>{t(`viewer.waiting.${unattended ? "unattended" : progress}`)}</p>
      {away && (
        <Text size="sm" className={styles.why} c="var(--mantine-color-yellow-light-color)">
          <WarnIcon size={18} />
          {t("viewer.waiting.offline")}
        </Text>
      )}
      {session.deadline_at && (
        <Countdown
          until={session.deadline_at}
          words={t(unattended && !session.deadline_reason ? "viewer.waiting.starts_in" : "viewer.waiting.left")}
        />
      )}
      <div className={styles.prompt}>
        <strong>{t("viewer.waiting.user_sees")}</strong>
        <dl>
          <dt>{t("viewer.waiting.who")}</dt>
          <dd>
            <bdi>{session.technician_name}</bdi>
            {own && ` (${word("Role", me.person.role)})`}
          </dd>
          <dt>{t("viewer.waiting.why")}</dt>
          <dd>
            <bdi>{session.reason}</bdi>
          </dd>
          <dt>{t("viewer.waiting.what")}</dt>
          <dd>{session.rights.map((right) => t(right === "control" ? "viewer.right_control" : "viewer.right_view")).join(" · ")}</dd>
        </dl>
      </div>
    </>
  );
}
