import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { setupStateQuery } from "@/api/queries/me";
import { unwrap } from "@/api/unwrap";
import { ErrorNote } from "@/ui/ErrorNote";
import { Frame } from "./Frame";
import { useEntered } from "./useEntered";

const route = getRouteApi("/sign-in");

/** Signs in by e-mail and password and goes back to where one was. */
export function SignInPage() {
  const { t } = useTranslation();
  const { next, expired } = route.useSearch();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const setup = useQuery(setupStateQuery);
  const entered = useEntered();
  const signIn = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sign-in", { body: { email: email.trim(), password } })),
    onSuccess: (me) => entered(me, next),
  });

  if (setup.data?.setup_needed) return <Frame title={t("signin.setup_waits")} text={t("signin.setup_waits_text")} children={null} />;
  return (
    <Frame title={t("signin.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Stack gap="md">
          {expired && !signIn.isError && <Alert color="blue">{t("signin.expired")}</Alert>}
          <ErrorNote error={signIn.error} />
          <TextInput
            label={t("signin.email")}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("signin.password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending} fullWidth>
            {t("signin.submit")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
