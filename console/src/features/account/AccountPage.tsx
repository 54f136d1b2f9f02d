import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Page";
import styles from "./AccountPage.module.css";
import { PasswordForm } from "./PasswordForm";
import { ProfileForm } from "./ProfileForm";
import { TeamViewerCard } from "./TeamViewerCard";
import { Tokens } from "./Tokens";

/** Who one is here: name, language, password and API tokens. */
export function AccountPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("account.title")}>
      <div className={styles.columns}>
        <ProfileForm />
        <PasswordForm />
        <TeamViewerCard />
      </div>
      <Tokens />
    </Page>
  );
}
