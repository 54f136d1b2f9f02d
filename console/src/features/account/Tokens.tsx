import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { tokensQuery } from "@/api/queries/me";
import type { Token } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { PlusIcon } from "@/ui/icons";
import { Panel } from "@/ui/Page";
import { Loading, Refreshing } from "@/ui/States";
import { Table } from "@/ui/Table";
import { At } from "@/ui/Time";
import { TokenDialog } from "./TokenDialog";

/** The API tokens one has made for scripts. */
export function Tokens() {
  const { t } = useTranslation();
  const word = useWord();
  const tokens = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const items = tokens.data?.items ?? [];
  return (
    <Panel
      flush
      title={t("account.tokens")}
      aside={
        <Button size="xs" variant="default" leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
          {t("account.new_token")}
        </Button>
      }
    >
      <Refreshing active={tokens.isFetching && !tokens.isPending} />
      <Text size="sm" c="dimmed" px="md" py="sm">
        {t("account.tokens_text")} {tokens.isSuccess && items.length === 0 && t("account.no_tokens")}
      </Text>
      {tokens.isError && <ErrorNote error={tokens.error} again={() => void tokens.refetch()} />}
      {tokens.isPending && <Loading lines={2} />}
      {items.length > 0 && (
        <Table
          label={t("account.tokens")}
          rows={items}
          rowKey={(token) => token.id}
          columns={[
            { key: "name", title: t("ui.name"), cell: (token) => <bdi>{token.name}</bdi> },
            { key: "rights", title: t("account.rights"), cell: (token) => token.rights.map((right) => word("Right", right)).join(", ") },
            { key: "created", title: t("account.created"), cell: (token) => <At at={token.created_at} /> },
            { key: "expires", title: t("account.expires"), cell: (token) => <At at={token.expires_at} /> },
            {
              key: "used",
              title: t("account.last_used"),
              cell: (token) => (token.last_used_at ? <At at={token.last_used_at} /> : t("account.never_used")),
            },
            {
              key: "revoke",
              title: t("devices.actions"),
              cell: (token) => (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="red"
                  aria-label={t("account.revoke_named", { name: token.name })}
                  onClick={() => setRevoking(token)}
                >
                  {t("account.revoke")}
                </Button>
              ),
            },
          ]}
        />
      )}
      {creating && <TokenDialog onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/me/tokens/{id}", { params: { path: { id: token.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("account.revoke_named", { name: token.name })} size="sm">
      <Stack gap="md">
        <Text size="sm">{t("account.revoke_text")}</Text>
        <ErrorNote error={revoke.error} />
        <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("account.revoke")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
      </Stack>
    </Dialog>
  );
}
