import { Alert, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries/me";
import type { DeviceApps } from "@/api/schema";
import { OrderAction } from "@/parts/RemedyAction";
import { Panel } from "@/ui/Page";
import { At } from "@/ui/Time";
import styles from "./support.module.css";

/** Kiosk and other lists of the device that leave out what support needs, with the one press that puts it right. */
export function Lists({ deviceId, apps }: { deviceId: string; apps: DeviceApps }) {
  const { t } = useTranslation();
  const may = useQuery(meQuery).data?.rights.includes("administer") ?? false;
  const { missing, posture } = apps;
  const listed = [
    { key: "allow", packages: missing.allow },
    { key: "hide", packages: missing.hide },
    { key: "permit", packages: missing.permit },
  ] as const;
  const lacking = listed.filter(({ packages }) => packages.length > 0);
  const fine = lacking.length === 0 && !missing.allow_screen_capture;
  return (
    <Panel title={t("devices.supporting.lists")}>
      <Stack gap="sm">
        {!posture && <Text size="sm">{t("devices.supporting.lists_unknown")}</Text>}
        {posture && fine && <Alert color="green">{t("devices.supporting.lists_fine")}</Alert>}
        {lacking.map(({ key, packages }) => (
          <div key={key}>
            <Text size="sm" fw={600}>
              {t(`devices.supporting.lists_${key}`)}
            </Text>
            <ul className={styles.packages}>
              {packages.map((name) => (
                <li key={name}>
                  <bdi>{name}</bdi>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {may && lacking.length > 0 && <OrderAction deviceId={deviceId} order={{ order: "allow", what: "apps" }} words={t("start.act.allow_apps")} />}
        {missing.allow_screen_capture && (
          <>
            <Text size="sm">{t("devices.supporting.capture_off")}</Text>
            {may && <OrderAction deviceId={deviceId} order={{ order: "allow", what: "capture" }} words={t("start.act.allow_capture")} />}
          </>
        )}
        {posture?.screenshots_forbidden === "yes" && <Text size="sm">{t("devices.supporting.screenshots_off")}</Text>}
        {posture?.single_app && (
          <Text size="sm">
            {t("devices.supporting.single_app")} <bdi>{posture.single_app}</bdi>
          </Text>
        )}
        {posture?.at && (
          <Text size="xs" c="dimmed">
            {t("devices.supporting.reported")}
            {t("ui.colon")}
            <At at={posture.at} />
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
