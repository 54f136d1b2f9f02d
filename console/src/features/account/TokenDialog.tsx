import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery, tokensQuery } from "@/api/queries/me";
import type { Right } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { CopyField } from "@/ui/CopyField";
import { Dialog } from "@/ui/Dialog";
import { SubmitBar } from "@/ui/SubmitBar";

const lifetimes = [7, 30, 90, 365];
const day = 24 * 60 * 60 * 1000;

/** Makes an API token and shows its secret, once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const own = useSuspenseQuery(meQuery).data.rights;
  const [name, setName] = useState("");
  const [rights, setRights] = useState<Right[]>(["view"]);
  const [days, setDays] = useState(90);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/me/tokens", {
          body: { name: name.trim(), rights, expires_at: new Date(Date.now() + days * day).toISOString() },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });

  if (create.data) {
    return (
      <Dialog opened onClose={onClose} title={create.data.token.name}>
        <Stack gap="md">
          <Text size="sm">{t("account.secret_text")}</Text>
          <CopyField label={t("account.secret")} value={create.data.secret} mono />
          <Button onClick={onClose}>{t("ui.done")}</Button>
        </Stack>
      </Dialog>
    );
  }
  const complete = name.trim() !== "" && rights.length > 0;
  return (
    <Dialog opened onClose={onClose} title={t("account.new_token")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (complete) create.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("account.token_name")}
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === "" && t("ui.required")}
          />
          <Checkbox.Group
            label={t("account.rights")}
            value={rights}
            onChange={(values) => setRights(own.filter((right) => values.includes(right)))}
            error={tried && rights.length === 0 && t("ui.required")}
          >
            <Group gap="md" mt={6}>
              {own.map((right) => (
                <Checkbox key={right} value={right} label={word("Right", right)} />
              ))}
            </Group>
          </Checkbox.Group>
          <NativeSelect
            label={t("account.valid_for")}
            size="sm"
            value={days}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
            data={lifetimes.map((count) => ({ value: String(count), label: t("account.expires_days", { count }) }))}
          />
          <SubmitBar submit={t("ui.add")} pending={create.isPending} error={create.error} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
