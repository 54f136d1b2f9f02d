import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { meQuery, myTeamViewerQuery } from "@/api/queries/me";
import type { MyTeamViewer } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { TripNote } from "@/parts/TripNote";
import { useConnect } from "@/parts/useConnect";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Page";
import { Loading, Refreshing } from "@/ui/States";
import { At } from "@/ui/Time";
import { ClientVersion } from "./ClientVersion";

const route = getRouteApi("/signed-in/shell/account");

/** Whose TeamViewer account one's sessions are opened with, and how to connect one's own. */
export function TeamViewerCard() {
  const { t } = useTranslation();
  const trip = route.useSearch();
  const may = useQuery(meQuery).data?.rights.includes("start_teamviewer_session") ?? false;
  const mine = useQuery(myTeamViewerQuery);
  return (
    <Panel title="TeamViewer">
      <Refreshing active={mine.isFetching && !mine.isPending} />
      <Stack gap="md">
        <TripNote trip={trip} />
        {mine.isPending && <Loading lines={3} />}
        {mine.isError && <ErrorNote error={mine.error} again={() => void mine.refetch()} />}
        {mine.data && <Standing mine={mine.data} />}
        {mine.data && !may && <Text size="sm">{t("account.teamviewer.no_right")}</Text>}
        {mine.data && (may || isConnected(mine.data)) && <Connecting mine={mine.data} may={may} />}
        {may && <ClientVersion />}
        <Text size="sm">
          {t("account.teamviewer.get")} <Link to="/get-teamviewer">{t("guide.title")}</Link>
        </Text>
      </Stack>
    </Panel>
  );
}

/** Whether there is an account that can be disconnected; one's own goes also without the right to use it. */
const isConnected = ({ binding }: MyTeamViewer) => binding !== undefined && binding.state !== "revoking";

function Standing({ mine }: { mine: MyTeamViewer }) {
  const { t } = useTranslation();
  const word = useWord();
  const { binding, mapping, state } = mine;
  return (
    <>
      <Text size="sm" role="status">
        {t(`account.teamviewer.state.${state}`)}
      </Text>
      {binding && (
        <Facts
          facts={[
            [t("account.teamviewer.account"), <bdi key="account">{[binding.account.name, binding.account.email].filter(Boolean).join(" · ") || binding.account.id}</bdi>],
            [t("account.teamviewer.company"), binding.account.company && <bdi>{binding.account.company}</bdi>],
            [t("account.teamviewer.kind"), word("BindingKind", binding.kind)],
            [t("account.teamviewer.since"), binding.bound_at && <At at={binding.bound_at} />],
            [t("account.teamviewer.checked"), binding.checked_at && <At at={binding.checked_at} />],
            [t("account.teamviewer.problem"), binding.problem && word("ProviderKind", binding.problem)],
          ]}
        />
      )}
      {!binding && mapping && (
        <Facts facts={[[t("account.teamviewer.mapped_to"), <bdi key="mapped">{mapping.account_name || mapping.account_id}</bdi>]]} />
      )}
    </>
  );
}

function Connecting({ mine, may }: { mine: MyTeamViewer; may: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const connect = useConnect();
  const [byToken, setByToken] = useState(false);
  const disconnect = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/me/teamviewer")),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: myTeamViewerQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["preflight"] });
    },
  });
  return (
    <>
      <Group gap="sm">
        {may && (
          <>
            <Button loading={connect.isPending || connect.isSuccess} onClick={() => connect.mutate("/account")}>
              {t(mine.binding ? "account.teamviewer.connect_again" : "account.teamviewer.connect")}
            </Button>
            <Button variant="default" aria-expanded={byToken} onClick={() => setByToken(!byToken)}>
              {t("account.teamviewer.use_token")}
            </Button>
          </>
        )}
        {isConnected(mine) && (
          <Button variant="subtle" color="red" loading={disconnect.isPending} onClick={() => disconnect.mutate()}>
            {t("account.teamviewer.disconnect")}
          </Button>
        )}
      </Group>
      <ErrorNote error={connect.error ?? disconnect.error} />
      {may && byToken && <TokenForm onDone={() => setByToken(false)} />}
    </>
  );
}

/** The token is checked with TeamViewer before it is kept, and never shown again. */
function TokenForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [tried, setTried] = useState(false);
  const use = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/me/teamviewer/script-token", { body: { token: token.trim() } })),
    onSuccess: () => {
      setToken("");
      void client.invalidateQueries({ queryKey: myTeamViewerQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["preflight"] });
      onDone();
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
      <Stack gap="sm">
        <PasswordInput
          label={t("account.teamviewer.token")}
          description={t("account.teamviewer.token_hint")}
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={tried && token.trim() === "" && t("ui.required")}
        />
        <ErrorNote error={use.error} />
        <Group>
          <Button type="submit" loading={use.isPending}>
            {t("account.teamviewer.check_token")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
