import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useEvidence } from "@/i18n/evidence";
import type { Session } from "@/api/schema";
import { Panel } from "@/ui/Page";
import { At } from "@/ui/Time";
import styles from "./outside.module.css";
import { isGone } from "./standing";

interface Step {
  name: "requested" | "ordered" | "delivered" | "ready" | "handed_over" | "connected" | "ended";
  /** When it was reached; without a time it may be reached all the same. */
  at?: string | undefined;
  reached: boolean;
  /** It went wrong, or is no longer so. */
  failed?: boolean;
}

/** What has happened, in order, each with its time; what nobody can know is not claimed. */
export function Steps({ session }: { session: Session }) {
  const { t } = useTranslation();
  const evidenced = useEvidence();
  const steps = stepsOf(session);
  const evidence = session.at_provider?.evidence;
  return (
    <Panel title={t("outside.steps")}>
      <ol className={styles.steps}>
        {steps.map(({ name, at, reached, failed }) => (
          <li key={name} data-reached={reached || undefined} data-failed={failed || undefined}>
            <span>
              {t(failed ? `outside.failed.${name === "delivered" ? "delivered" : "ready"}` : `outside.step.${name}`)}
              <span className="visually-hidden"> ({t(reached ? "outside.reached" : "outside.not_reached")})</span>
            </span>
            {at && (
              <Text size="sm" c="dimmed" span>
                <At at={at} after={session.requested_at} />
              </Text>
            )}
          </li>
        ))}
      </ol>
      {evidence && (
        <Text size="xs" c="dimmed">
          {t("outside.evidence")} <bdi>{evidenced(evidence)}</bdi>
          {session.at_provider?.looked_at && (
            <>
              {" · "}
              {t("outside.looked")} <At at={session.at_provider.looked_at} after={session.requested_at} />
            </>
          )}
        </Text>
      )}
    </Panel>
  );
}

/** Orders to an MDM are steps only where one brings the session to the device. */
function stepsOf(session: Session): Step[] {
  const at = session.at_provider ?? {};
  const steps: Step[] = [{ name: "requested", at: session.requested_at, reached: true }];
  if (session.mode === "attended") {
    if (at.delivered) {
      const failed = at.delivered === "failed";
      steps.push({ name: "ordered", reached: true });
      steps.push({ name: "delivered", at: session.delivered_at, reached: session.delivered_at !== undefined && !failed, failed });
    }
    const gone = isGone(at);
    steps.push({ name: "ready", at: gone ? at.gone_at : at.online_at, reached: at.online_at !== undefined && !gone, failed: gone });
  }
  steps.push({ name: "handed_over", at: at.handed_over_at, reached: at.handed_over_at !== undefined });
  if (at.connected_at) steps.push({ name: "connected", at: at.connected_at, reached: true });
  steps.push({ name: "ended", at: at.ended_at ?? session.ended_at, reached: session.state === "ended" });
  return steps;
}
