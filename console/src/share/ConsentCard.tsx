import { Anchor, Button, Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/generated/schema";
import { asLanguage } from "@/i18n/i18n";
import { useWord } from "@/i18n/words";
import type { Guest, GuestState } from "@/live/guest";
import { TimeLeft } from "@/ui/Time";
import { Card } from "./Card";
import styles from "./share.module.css";

/** Who asks, why, for which rights and until when; and the answer. */
export function ConsentCard({ guest, state }: { guest: Guest; state: GuestState }) {
  const { t } = useTranslation();
  const word = useWord();
  const { prompt, step } = state;
  if (!prompt) return null;
  const waits = step !== "asking";
  return (
    <Card>
      <Title order={2}>{t("share.asks", { name: prompt.technician.name })}</Title>
      <dl className={styles.facts}>
        <dt>{t("share.who")}</dt>
        <dd>
          <bdi>{prompt.technician.name}</bdi> ({word("Role", prompt.technician.role)})
          {prompt.company && (
            <>
              {" · "}
              <bdi>{prompt.company}</bdi>
            </>
          )}
        </dd>
        <dt>{t("share.why")}</dt>
        <dd>
          <bdi>{prompt.reason}</bdi>
        </dd>
        <dt>{t("share.what")}</dt>
        <dd>{prompt.rights.map((right) => t(right === "control" ? "viewer.right_control" : "viewer.right_view")).join(" · ")}</dd>
        <dt>{t("share.left")}</dt>
        <dd>
          <TimeLeft until={prompt.answer_by} />
        </dd>
      </dl>
      <CompanyNotice notice={prompt.notice} />
      <Text size="sm" c="dimmed">
        {t(step === "picking" ? "share.pick_now" : "share.you_pick")}
      </Text>
      <Group grow>
        <Button variant="default" size="md" disabled={waits} onClick={() => void guest.decline()} data-testid="share-decline">
          {t("share.decline")}
        </Button>
        <Button size="md" loading={waits} onClick={() => void guest.accept()} data-testid="share-accept">
          {t("share.accept")}
        </Button>
      </Group>
    </Card>
  );
}

/** What the company says where consent is asked for, in the language of this page; nothing where it says nothing. */
function CompanyNotice({ notice }: { notice: components["schemas"]["Notice"] | undefined }) {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const consent = notice?.consent?.[language];
  const privacy = notice?.privacy?.[language];
  return (
    <>
      {consent && (
        <Text size="sm" className={styles.words}>
          {consent}
        </Text>
      )}
      {privacy && (
        <details>
          <summary>{t("join.privacy")}</summary>
          <Text size="sm" className={styles.words}>
            {privacy}
          </Text>
        </details>
      )}
      {notice?.help_page && /^https?:\/\//i.test(notice.help_page) && (
        <Anchor href={notice.help_page} target="_blank" rel="noreferrer" size="sm">
          {t("join.help_page")}
        </Anchor>
      )}
    </>
  );
}
