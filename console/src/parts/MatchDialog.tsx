import { Alert, Button, Checkbox, Group, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { deviceQuery, peersQuery } from "@/api/queries/devices";
import { unwrap } from "@/api/unwrap";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Loading } from "@/ui/States";
import { deviceTitle } from "./device";

/** An administrator says which device at TeamViewer this one is. A wrong answer opens somebody else's phone. */
export function MatchDialog({ deviceId, onClose }: { deviceId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const device = useQuery(deviceQuery(deviceId)).data;
  const peers = useQuery(peersQuery(deviceId));
  const [chosen, setChosen] = useState("");
  const [sure, setSure] = useState(false);
  const confirm = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/devices/{id}/match", { params: { path: { id: deviceId } }, body: { peer_id: chosen } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["devices"] });
      void client.invalidateQueries({ queryKey: ["preflight"] });
      onClose();
    },
  });
  const items = peers.data?.items ?? [];
  return (
    <Dialog opened onClose={onClose} title={t("devices.match.title")}>
      <Stack gap="md">
        <Alert color="red" title={t("devices.match.warning_title")}>
          {t("devices.match.warning", { name: device ? deviceTitle(device) : "" })}
        </Alert>
        {peers.isPending && <Loading lines={3} />}
        {peers.isError && <ErrorNote error={peers.error} again={() => void peers.refetch()} />}
        {peers.isSuccess && items.length === 0 && <Text size="sm">{t("devices.match.none")}</Text>}
        {items.length > 0 && (
          <Radio.Group
            label={t("devices.match.which")}
            value={chosen}
            onChange={(value) => {
              setChosen(value);
              setSure(false); // sure of one is not sure of another
            }}
          >
            <Stack gap="xs" mt={6}>
              {items.map((peer) => (
                <Radio
                  key={peer.id}
                  value={peer.id}
                  label={<bdi>{peer.name || peer.id}</bdi>}
                  description={
                    <bdi>
                      {[peer.id, peer.reference, t(peer.online ? "devices.match.online" : "devices.match.offline")].filter(Boolean).join(" · ")}
                    </bdi>
                  }
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Checkbox label={t("devices.match.sure")} checked={sure} disabled={chosen === ""} onChange={(event) => setSure(event.currentTarget.checked)} />
        <ErrorNote error={confirm.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button color="red" disabled={chosen === "" || !sure} loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t("devices.match.confirm")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
