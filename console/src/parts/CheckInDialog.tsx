import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { useDeviceOrder } from "./useDeviceOrder";

/** Makes a device report to its MDM now, after a confirmation, and says what the MDM made of it. */
export function CheckInDialog({ deviceId, name, onClose }: { deviceId: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const checkIn = useDeviceOrder(deviceId);
  return (
    <Dialog opened onClose={onClose} title={t("devices.check_in.title", { name })} size="sm">
      <Stack gap="md">
        {checkIn.data ? (
          <Alert color="green" role="status">
            {t(`start.done.${checkIn.data}`)}
          </Alert>
        ) : (
          <Text size="sm">{t("devices.check_in.text")}</Text>
        )}
        <ErrorNote error={checkIn.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t(checkIn.data ? "ui.close" : "ui.cancel")}
          </Button>
          {!checkIn.data && (
            <Button loading={checkIn.isPending} data-autofocus onClick={() => checkIn.mutate({ order: "check_in" })}>
              {t("devices.check_in.confirm")}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
