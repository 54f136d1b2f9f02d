import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { ErrorNote } from "@/ui/ErrorNote";

/** Sends one message to try what is saved. Stands inside a form, so it takes Enter for itself. */
export function TestSending({ channel, disabled }: { channel: "mail" | "text"; disabled: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const [to, setTo] = useState("");
  const test = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sending/test", { body: { channel, to: to.trim() } })),
  });
  const send = () => {
    if (!disabled && to.trim() !== "") test.mutate();
  };
  const refused = isApiError(test.error) ? test.error.problem.sending : undefined;
  return (
    <div>
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t(`sending.test_${channel}`)}
          type={channel === "mail" ? "email" : "tel"}
          maxLength={254}
          value={to}
          disabled={disabled}
          onChange={(event) => setTo(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <Button variant="default" disabled={disabled || to.trim() === ""} loading={test.isPending} onClick={send}>
          {t("sending.test")}
        </Button>
      </Group>
      {disabled && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("sending.test_first_save")}
        </Text>
      )}
      <Text size="sm" role="status">
        {test.isSuccess && t("sending.test_sent")}
      </Text>
      <ErrorNote error={test.error} />
      {refused && (
        <Alert color="red" mt="xs">
          {word("SendingKind", refused.kind)}
          {refused.words && (
            <Text size="sm" c="dimmed">
              <bdi>{refused.words}</bdi>
            </Text>
          )}
        </Alert>
      )}
    </div>
  );
}
