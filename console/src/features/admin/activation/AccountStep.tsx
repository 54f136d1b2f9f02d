import { Alert, Button, Group, PasswordInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpAtWorkQuery, oauthClientQuery } from "@/api/queries/helpatwork";
import type { ActivationCard } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { CopyField } from "@/ui/CopyField";
import { ErrorNote } from "@/ui/ErrorNote";
import { leaveFor } from "@/ui/leave";
import { Loaded } from "@/ui/Loaded";
import { nameOf, type WayName, wayOf } from "./way";

interface Props {
  card: ActivationCard;
  /** What connecting means here. */
  text: string;
  /** The page to come back to from TeamViewer, as a path. */
  returnTo: string;
  /** An account was connected without leaving the page. */
  onDone?: () => void;
}

/** Connects the company's TeamViewer account, by signing in there or by a script token. */
export function AccountStep({ card, text, returnTo, onDone }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [kind, setKind] = useState("oauth");
  const way = nameOf(card);
  return (
    <Stack gap="md">
      {card.binding && card.binding.state !== "works" && (
        <Alert color="yellow">
          {word("BindingState", card.binding.state)}
          {card.binding.problem && ` – ${word("ProviderKind", card.binding.problem)}`}
        </Alert>
      )}
      <Text size="sm">{text}</Text>
      <Radio.Group label={t("admin.account_how")} value={kind} onChange={setKind}>
        <Stack gap="xs" mt={6}>
          <Radio value="oauth" label={t("admin.oauth")} description={t("admin.oauth_text")} />
          <Radio value="script" label={t("admin.script")} description={t("admin.script_text")} />
        </Stack>
      </Radio.Group>
      {kind === "oauth" ? <Connect way={way} returnTo={returnTo} /> : <ScriptToken way={way} onDone={onDone} />}
    </Stack>
  );
}

/** The client this server is registered as, once, and the way to TeamViewer. */
function Connect({ way, returnTo }: { way: WayName; returnTo: string }) {
  const query = useQuery(oauthClientQuery);
  return (
    <Loaded query={query} lines={2}>
      {(client) => <ConnectForm key={client.client_id ?? ""} way={way} returnTo={returnTo} saved={client} />}
    </Loaded>
  );
}

interface ConnectProps {
  way: WayName;
  returnTo: string;
  saved: { client_id?: string; redirect_url: string; set: boolean };
}

function ConnectForm({ way, returnTo, saved }: ConnectProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [changing, setChanging] = useState(!saved.set);
  const [clientId, setClientId] = useState(saved.client_id ?? "");
  const [secret, setSecret] = useState("");
  const [tried, setTried] = useState(false);
  const connect = useMutation({
    mutationFn: async () => {
      if (changing) {
        const body = { client_id: clientId.trim(), ...(secret === "" ? {} : { client_secret: secret }) };
        await unwrap(api.PUT("/api/v1/help-at-work/oauth-client", { body }));
        setSecret("");
        void client.invalidateQueries({ queryKey: oauthClientQuery.queryKey });
      }
      const body = { ...wayOf(way), return_to: returnTo };
      const { url } = await unwrap(api.POST("/api/v1/help-at-work/accounts/connect", { body }));
      if (!leaveFor(url)) throw new Error("the server gave an address that is no web page");
    },
  });
  const keepsSecret = saved.set && clientId.trim() === saved.client_id;
  const complete = !changing || (clientId.trim() !== "" && (secret !== "" || keepsSecret));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (complete) connect.mutate();
      }}
    >
      <Stack gap="md">
        <CopyField label={t("admin.callback")} value={saved.redirect_url} mono />
        {changing ? (
          <>
            <TextInput
              label={t("admin.client_id")}
              maxLength={500}
              autoComplete="off"
              value={clientId}
              onChange={(event) => setClientId(event.currentTarget.value)}
              error={tried && clientId.trim() === "" && t("ui.required")}
            />
            <PasswordInput
              label={t("admin.client_secret")}
              description={keepsSecret ? t("admin.secret_kept") : t("admin.secret_sealed")}
              maxLength={500}
              autoComplete="off"
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              error={tried && secret === "" && !keepsSecret && t("ui.required")}
            />
          </>
        ) : (
          <Group gap="sm">
            <Text size="sm">
              {t("admin.client_id")}{t("ui.colon")}
              <code>{saved.client_id}</code>
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={() => setChanging(true)}>
              {t("ui.change")}
            </Button>
          </Group>
        )}
        <ErrorNote error={connect.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={connect.isPending || connect.isSuccess}>
            {t("admin.connect")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ScriptToken({ way, onDone }: { way: WayName; onDone: (() => void) | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [tried, setTried] = useState(false);
  const use = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/help-at-work/accounts/script-token", { body: { ...wayOf(way), token: token.trim() } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: helpAtWorkQuery.queryKey });
      onDone?.();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (token.trim() !== "") use.mutate();
      }}
    >
      <Stack gap="md">
        <PasswordInput
          label={t("admin.script")}
          description={t("admin.secret_sealed")}
          maxLength={500}
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={tried && token.trim() === "" && t("ui.required")}
        />
        <ErrorNote error={use.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={use.isPending}>
            {t("admin.next")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
