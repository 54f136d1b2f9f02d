import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery } from "@/api/queries/me";
import { unwrap } from "@/api/unwrap";
import { asLanguage, chooseLanguage, languageNames, languages } from "@/i18n/i18n";
import { useWord } from "@/i18n/words";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";

/** Changes one's name and language. */
export function ProfileForm() {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const { person } = useSuspenseQuery(meQuery).data;
  const [name, setName] = useState(person.name);
  const [language, setLanguage] = useState(() => asLanguage(person.language ?? i18n.language));
  const save = useMutation({
    mutationFn: () => unwrap(api.PATCH("/api/v1/me", { body: { name: name.trim(), language } })),
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      chooseLanguage(language);
    },
  });
  return (
    <Panel title={t("account.profile")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") save.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {person.email} · {word("Role", person.role)}
          </Text>
          <TextInput
            label={t("ui.name")}
            autoComplete="name"
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("ui.language")}
            size="sm"
            value={language}
            onChange={(event) => setLanguage(asLanguage(event.currentTarget.value))}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
          />
          <ErrorNote error={save.error} />
          <Group gap="sm">
            <Button type="submit" loading={save.isPending}>
              {t("ui.save")}
            </Button>
            <Text size="sm" role="status">
              {save.isSuccess && t("ui.saved")}
            </Text>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
