import { Alert, Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { setupStateQuery } from "@/api/queries/me";
import { unwrap } from "@/api/unwrap";
import { asLanguage, chooseLanguage, languageNames, languages } from "@/i18n/i18n";
import { ErrorNote } from "@/ui/ErrorNote";
import { Frame } from "./Frame";
import { PasswordField, shortestPassword } from "@/parts/PasswordField";
import { takeToken } from "./token";
import { useEntered } from "./useEntered";

/** Makes the first administrator, by the link that the server printed. */
export function WelcomePage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [token] = useState(takeToken);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const setup = useQuery(setupStateQuery);
  const entered = useEntered();
  const language = asLanguage(i18n.language);
  const setUp = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/setup", { body: { token, name: name.trim(), email: email.trim(), password, language } })),
    onSuccess: (me) => entered(me),
  });

  if (setup.data?.setup_needed === false && !setUp.isSuccess) {
    return (
      <Frame title={t("signin.already_set_up")} text={t("signin.already_set_up_text")}>
        <Button onClick={() => void navigate({ to: "/sign-in" })}>{t("signin.go_sign_in")}</Button>
      </Frame>
    );
  }
  if (token === "") {
    return (
      <Frame title={t("signin.link_missing")}>
        <Text size="sm">{t("signin.link_missing_text")}</Text>
      </Frame>
    );
  }

  const complete = name.trim() !== "" && email.includes("@") && [...password].length >= shortestPassword;
  return (
    <Frame title={t("signin.welcome")} text={t("signin.welcome_text")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (complete) setUp.mutate();
        }}
      >
        <Stack gap="md">
          {setUp.isError && <ErrorNote error={setUp.error} />}
          {setup.isError && (
            <Alert color="yellow">
              <ErrorNote error={setup.error} again={() => void setup.refetch()} />
            </Alert>
          )}
          <TextInput
            label={t("signin.name")}
            description={t("signin.name_hint")}
            autoComplete="name"
            maxLength={100}
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === "" && t("ui.required")}
          />
          <TextInput
            label={t("signin.email")}
            type="email"
            autoComplete="username"
            maxLength={254}
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={tried && !email.includes("@") && t("signin.email_bad")}
          />
          <PasswordField label={t("signin.password")} value={password} onChange={setPassword} tried={tried} />
          <NativeSelect
            label={t("ui.language")}
            size="sm"
            value={language}
            onChange={(event) => chooseLanguage(asLanguage(event.currentTarget.value))}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
          />
          <Button type="submit" loading={setUp.isPending} fullWidth>
            {t("signin.create")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
