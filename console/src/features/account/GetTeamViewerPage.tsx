import { Anchor, List, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page, Panel } from "@/ui/Page";
import styles from "./AccountPage.module.css";

const download = "https://www.teamviewer.com/download/";
const account = "https://login.teamviewer.com/#register";

/** How a technician gets the TeamViewer client and an account. The names of buttons are TeamViewer's own. */
export function GetTeamViewerPage() {
  const { t, i18n } = useTranslation();
  return (
    <Page title={t("guide.title")}>
      <Text size="sm" maw={640}>
        {t("guide.intro")}
      </Text>
      <div className={styles.columns}>
        <Panel title={t("guide.client")}>
          <List type="ordered" spacing="sm" size="sm">
            <List.Item>
              {t("guide.download")} <Outside href={i18n.language === "ja" ? "https://www.teamviewer.com/ja/download/" : download} />
            </List.Item>
            <List.Item>{t("guide.run")}</List.Item>
            <List.Item>
              {t("guide.choose")} <strong>{t("guide.basic")}</strong>
            </List.Item>
            <List.Item>
              {t("guide.choose")} <strong>{t("guide.company")}</strong>
            </List.Item>
            <List.Item>
              {t("guide.choose")} <strong>{t("guide.accept")}</strong>
            </List.Item>
          </List>
        </Panel>
        <Panel title={t("guide.account")}>
          <List type="ordered" spacing="sm" size="sm">
            <List.Item>
              {t("guide.open")} <Outside href={account} />
            </List.Item>
            <List.Item>{t("guide.enter")}</List.Item>
            <List.Item>
              {t("guide.choose")} <strong>{t("guide.sign_up")}</strong>
            </List.Item>
            <List.Item>{t("guide.mail")}</List.Item>
            <List.Item>{t("guide.follow")}</List.Item>
            <List.Item>
              {t("guide.connect")} <Link to="/account">{t("account.title")}</Link>
            </List.Item>
          </List>
        </Panel>
      </div>
      <Text size="sm" c="dimmed" maw={640}>
        {t("guide.sign_in_before")}
      </Text>
    </Page>
  );
}

function Outside({ href }: { href: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" inherit underline="always">
      {href}
    </Anchor>
  );
}
