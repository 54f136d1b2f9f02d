import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ActivationCard } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { At } from "@/ui/Time";
import { AgreementDialog } from "./AgreementDialog";
import { Licenses } from "./Licenses";
import { nameOf, wayOf } from "./way";

/** Who activated a way, with whose account, and what its connection is worth now. */
export function CardDetails({ card }: { card: ActivationCard }) {
  const { t } = useTranslation();
  const word = useWord();
  const { activation, binding, removal } = card;
  const on = card.state !== "off";
  return (
    <>
      {removal && (
        <Alert color="yellow">
          <Text size="sm">{t("admin.removal_under_way", { step: word("RemovalStep", removal.step) })}</Text>
          <Link to="/admin/infrastructure/help-at-work/removals/$removalId" params={{ removalId: removal.id }}>
            {t("admin.removal_open")}
          </Link>
        </Alert>
      )}
      <Facts
        facts={[
          [t("admin.agreed_by"), on && activation?.agreed_by?.kind === "person" && <bdi>{activation.agreed_by.name}</bdi>],
          [t("admin.agreed_at"), on && activation?.agreed_at && activation.agreed_by?.kind === "person" && <At at={activation.agreed_at} />],
          [
            t("admin.agreement_version"),
            on && activation?.agreement_version !== undefined && <AgreedVersion key="version" version={activation.agreement_version} />,
          ],
          [t("admin.account"), binding && <bdi>{nameOfAccount(binding.account)}</bdi>],
          [
            t("admin.account_then"),
            on && activation?.account && binding && activation.account.id !== binding.account.id && <bdi>{nameOfAccount(activation.account)}</bdi>,
          ],
          [t("admin.company"), binding?.account.company && <bdi>{binding.account.company}</bdi>],
          [t("admin.connected_by"), binding && word("BindingKind", binding.kind)],
          [t("admin.connection"), binding && <BindingWords binding={binding} />],
          [t("admin.checked_at"), binding?.checked_at && <At at={binding.checked_at} />],
          [t("admin.removed_at"), !on && activation?.removed_at && <At at={activation.removed_at} />],
        ]}
      />
      {binding && binding.state !== "revoking" && <ConnectionTest card={card} />}
    </>
  );
}

const nameOfAccount = ({ id, name, email }: { id: string; name?: string; email?: string }) => [name, email].filter(Boolean).join(" · ") || id;

/** Which version was agreed to, with a way to read it. */
function AgreedVersion({ version }: { version: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [reading, setReading] = useState(false);
  return (
    <Group gap="xs">
      {formats.number(version)}
      <Button size="compact-xs" variant="subtle" onClick={() => setReading(true)}>
        {t("admin.agreement_read")}
      </Button>
      {reading && <AgreementDialog version={version} onClose={() => setReading(false)} />}
    </Group>
  );
}

function BindingWords({ binding }: { binding: NonNullable<ActivationCard["binding"]> }) {
  const word = useWord();
  return (
    <>
      {word("BindingState", binding.state)}
      {binding.problem && (
        <Text size="sm" c="red">
          {word("ProviderKind", binding.problem)}
        </Text>
      )}
    </>
  );
}

/** Asks TeamViewer who we are there and which licenses the company has. */
function ConnectionTest({ card }: { card: ActivationCard }) {
  const { t } = useTranslation();
  const word = useWord();
  const test = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-at-work/accounts/test", { body: wayOf(nameOf(card)) })),
  });
  return (
    <Stack gap="xs">
      <Group>
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t("admin.test")}
        </Button>
      </Group>
      <ErrorNote error={test.error} />
      {test.data && (
        <div role="status">
          {test.data.problem ? (
            <Alert color="red">{word("ProviderKind", test.data.problem)}</Alert>
          ) : (
            <Alert color="green">{t("admin.test_ok")}</Alert>
          )}
          <Facts
            facts={[
              [t("admin.account"), test.data.account && <bdi>{test.data.account.name || test.data.account.id}</bdi>],
              [t("admin.company"), test.data.account?.company && <bdi>{test.data.account.company}</bdi>],
              [t("admin.checked_at"), <At key="at" at={test.data.checked_at} />],
            ]}
          />
          <Licenses licenses={test.data.licenses} />
        </div>
      )}
    </Stack>
  );
}
