import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { AffectedDevice, RemovalDetail } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import styles from "../activation/ActivateTeamViewer.module.css";

interface Props {
  removal: RemovalDetail;
  /** The devices without proof, as far as they were loaded. */
  unproven: readonly AffectedDevice[];
  onDone: () => void;
  onClose: () => void;
}

/** Leaves a removal before every device is proven: names them, and asks for the reason that the audit log keeps. */
export function OverrideDialog({ removal, unproven, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const finish = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/help-at-work/removals/{id}/finish", {
          params: { path: { id: removal.id } },
          body: { override_reason: reason.trim() },
        }),
      ),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  const count = removal.counts.present + removal.counts.unknown;
  return (
    <Dialog opened onClose={onClose} title={t("admin.override_confirm")} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (reason.trim() !== "") finish.mutate();
        }}
      >
        <Stack gap="md">
          <Alert color="red">{t("admin.override_text")}</Alert>
          <Text size="sm" fw={600} id="unproven-title">
            {t("admin.unproven", { count })}
          </Text>
          <div className={styles.agreement} role="region" aria-labelledby="unproven-title" tabIndex={0}>
            <ul className={styles.effects}>
              {unproven.map((device) => (
                <li key={device.device_id}>
                  <bdi>{device.device_name}</bdi>
                  {device.owner_name && (
                    <>
                      {" · "}
                      <bdi>{device.owner_name}</bdi>
                    </>
                  )}
                  {" – "}
                  {word("Proof", device.proof)}
                </li>
              ))}
            </ul>
            {count > unproven.length && <Text size="sm">{t("admin.unproven_more", { count: count - unproven.length })}</Text>}
          </div>
          <Textarea
            label={t("admin.override_reason")}
            description={t("admin.override_reason_text")}
            maxLength={500}
            autosize={false}
            rows={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={tried && reason.trim() === "" && t("ui.required")}
          />
          <ErrorNote error={finish.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" data-autofocus onClick={onClose}>
              {t("ui.cancel")}
            </Button>
            <Button type="submit" color="red" loading={finish.isPending}>
              {t("admin.override_confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
