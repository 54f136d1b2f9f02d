import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { unwrap } from "@/api/unwrap";
import { PasswordField, shortestPassword } from "@/parts/PasswordField";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";

/** Changes one's password. */
export function PasswordForm() {
  const { t } = useTranslation();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/me/password", { body: { old, new: next } })),
    onSuccess: () => {
      setOld("");
      setNext("");
      setTried(false);
    },
  });
  return (
    <Panel title={t("account.password")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (old !== "" && [...next].length >= shortestPassword) change.mutate();
        }}
      >
        <Stack gap="md">
          <PasswordInput
            label={t("account.old_password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={old}
            onChange={(event) => setOld(event.currentTarget.value)}
            error={tried && old === "" && t("ui.required")}
          />
          <PasswordField label={t("account.new_password")} value={next} onChange={setNext} tried={tried} />
          <ErrorNote error={change.error} />
          <Group gap="sm">
            <Button type="submit" loading={change.isPending}>
              {t("ui.change")}
            </Button>
            <Text size="sm" role="status">
              {change.isSuccess && t("account.password_changed")}
            </Text>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
