import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery } from "@/api/queries/me";
import { unwrap } from "@/api/unwrap";
import { ErrorNote } from "@/ui/ErrorNote";

/** A version as TeamViewer writes it; empty says that it is not known. */
const version = /^(\d{1,4}(\.\d{1,6}){0,3})?$/;

/** Which TeamViewer client one has. No program can ask it, so a client too old for an app is only found when it is entered. */
export function ClientVersion() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const known = useQuery(meQuery).data?.client_version ?? "";
  const [typed, setTyped] = useState<string>();
  const value = typed ?? known;
  const wrong = !version.test(value.trim());
  const save = useMutation({
    mutationFn: () => unwrap(api.PATCH("/api/v1/me", { body: { client_version: value.trim() } })),
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      void client.invalidateQueries({ queryKey: ["preflight"] });
      setTyped(undefined);
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) save.mutate();
      }}
    >
      <TextInput
        label={t("account.client.version")}
        description={t("account.client.hint")}
        placeholder="15.60"
        maxLength={30}
        value={value}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={wrong && t("account.client.wrong")}
        // Save stands beside the field alone, so that the words above have the whole width.
        inputContainer={(field) => (
          <Group gap="sm">
            {field}
            <Button type="submit" variant="default" loading={save.isPending}>
              {t("ui.save")}
            </Button>
            <Text size="sm" role="status">
              {save.isSuccess && typed === undefined && t("ui.saved")}
            </Text>
          </Group>
        )}
      />
      <ErrorNote error={save.error} />
    </form>
  );
}
