import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { brandingQuery } from "@/api/queries/helpatwork";
import { unwrap } from "@/api/unwrap";
import { Card } from "@/share/Card";
import { asCode, codeOf, maxCode } from "@/share/code";
import { readable } from "@/share/contrast";
import { PublicPage } from "@/share/PublicPage";
import styles from "@/share/share.module.css";
import { ErrorNote } from "@/ui/ErrorNote";

/** Where a user types in the code that a technician reads aloud, and gets the link to the session. */
export function JoinPage() {
  const { t } = useTranslation();
  const accent = readable(useQuery(brandingQuery).data?.accent);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const join = useMutation({
    mutationFn: (code: string) => unwrap(api.POST("/api/v1/join", { body: { code } })),
    onError: (error) => {
      if (isApiError(error, "bad_code")) setText("");
    },
  });
  const code = codeOf(text);
  const safe = join.data && /^https?:\/\//i.test(join.data.link);
  return (
    <PublicPage title={t("join.title")}>
      {join.data ? (
        <Card>
          <Title order={2}>{t("join.found", { name: join.data.technician_name })}</Title>
          {join.data.company && (
            <Text>
              <bdi>{join.data.company}</bdi>
            </Text>
          )}
          <Text>{t("join.open_text")}</Text>
          {safe ? (
            <Button component="a" href={join.data.link} rel="noreferrer" size="md" color={accent}>
              {t("join.open")}
            </Button>
          ) : (
            <Text role="alert">{t("join.no_link")}</Text>
          )}
          <Text size="sm" c="dimmed">
            {t("join.nothing_yet")}
          </Text>
        </Card>
      ) : (
        <Card>
          <Text>{t("join.intro")}</Text>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              setTried(true);
              if (code) join.mutate(code);
            }}
          >
            <Stack gap="md">
              <TextInput
                label={t("join.code")}
                description={t("join.code_hint")}
                classNames={{ input: styles.code }}
                size="lg"
                inputMode="numeric"
                autoComplete="one-time-code"
                autoFocus
                maxLength={maxCode}
                value={text}
                onBlur={() => setText(asCode)}
                onChange={(event) => {
                  setText(event.currentTarget.value);
                  setTried(false);
                }}
                error={tried && !code && !join.isError && t("join.code_wrong")}
              />
              <ErrorNote error={join.error} />
              <Button type="submit" size="md" color={accent} loading={join.isPending}>
                {t("join.continue")}
              </Button>
            </Stack>
          </form>
        </Card>
      )}
    </PublicPage>
  );
}
