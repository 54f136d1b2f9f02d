import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { unwrap } from "@/api/unwrap";
import { ErrorNote } from "@/ui/ErrorNote";
import { Frame } from "./Frame";
import { PasswordField, shortestPassword } from "@/parts/PasswordField";
import { takeToken } from "./token";
import { useEntered } from "./useEntered";

/** Sets a password by a one-time link and signs in. */
export function LinkPage() {
  const { t } = useTranslation();
  const [token] = useState(takeToken);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const entered = useEntered();
  const set = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sign-in/link", { body: { token, password } })),
    onSuccess: (me) => entered(me),
  });

  if (token === "") {
    return (
      <Frame title={t("signin.link_missing")}>
        <Text size="sm">{t("signin.link_missing_text")}</Text>
      </Frame>
    );
  }
  return (
    <Frame title={t("signin.link_title")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if ([...password].length >= shortestPassword) set.mutate();
        }}
      >
        <Stack gap="md">
          <ErrorNote error={set.error} />
          <PasswordField label={t("signin.new_password")} value={password} onChange={setPassword} tried={tried} />
          <Button type="submit" loading={set.isPending} fullWidth>
            {t("signin.link_submit")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
