import { Link, Outlet } from "@tanstack/react-router";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries/me";
import { Empty } from "@/ui/States";
import styles from "./AdminFrame.module.css";

/** The administration: what there is, by area, above the page itself. */
export function AdminFrame() {
  const { t } = useTranslation();
  const { rights } = useSuspenseQuery(meQuery).data;
  if (!rights.includes("administer")) return <Empty title={t("admin.title")} text={t("problems.forbidden")} />;
  return (
    <>
      <nav className={styles.menu} aria-label={t("admin.title")}>
        <span className={styles.title}>{t("admin.title")}</span>
        <div className={styles.area} role="group" aria-label={t("admin.infrastructure")}>
          <span className={styles.name}>{t("admin.infrastructure")}</span>
          <Link to="/admin/infrastructure/help-at-work" className={styles.link}>
            Help@Work
          </Link>
          <Link to="/admin/infrastructure/teamviewer-integration" className={styles.link}>
            {t("admin.integration")}
          </Link>
        </div>
        <div className={styles.area} role="group" aria-label={t("admin.apps")}>
          <span className={styles.name}>{t("admin.apps")}</span>
          <Link to="/admin/apps" className={styles.link}>
            {t("apps.title")}
          </Link>
        </div>
      </nav>
      <Outlet />
    </>
  );
}
