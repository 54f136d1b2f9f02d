import { Group, Switch, Text } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { alertOn, onAlertSwitched, playTone, switchAlert } from "@/parts/helpAlerts";

/** Switches for the tone and the browser's notifications. Permission is asked for by the switch, never by itself. */
export function AlertSwitches() {
  const { t } = useTranslation();
  const sound = useSyncExternalStore(onAlertSwitched, () => alertOn("sound"));
  const notification = useSyncExternalStore(onAlertSwitched, () => alertOn("notification"));
  const [denied, setDenied] = useState(false);
  const notify = async (on: boolean) => {
    if (!on) return switchAlert("notification", false);
    const allowed = (await Notification.requestPermission()) === "granted";
    setDenied(!allowed);
    switchAlert("notification", allowed);
  };
  return (
    <Group gap="md">
      <Switch
        size="xs"
        label={t("help.sound")}
        checked={sound}
        onChange={(event) => {
          switchAlert("sound", event.currentTarget.checked);
          if (event.currentTarget.checked) playTone();
        }}
      />
      {"Notification" in window && (
        <Switch size="xs" label={t("help.notify")} checked={notification} onChange={(event) => void notify(event.currentTarget.checked)} />
      )}
      {denied && (
        <Text size="xs" c="dimmed" role="alert">
          {t("help.notify_denied")}
        </Text>
      )}
    </Group>
  );
}
