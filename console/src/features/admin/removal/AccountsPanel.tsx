import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReleasedAccount } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { Panel } from "@/ui/Page";
import { Table } from "@/ui/Table";

interface Props {
  accounts: readonly ReleasedAccount[];
  /** How many session codes have to be closed before. */
  closing: number;
}

/** The accounts that the last step takes away, with what came of each. */
export function AccountsPanel({ accounts, closing }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Panel flush title={t("admin.accounts_title")}>
      {closing > 0 && (
        <Text size="sm" px="md" py="sm" role="status">
          {t("admin.closing", { count: closing })}
        </Text>
      )}
      {accounts.length > 0 && (
        <Table
          label={t("admin.accounts_title")}
          rows={accounts}
          rowKey={(account) => account.person_id ?? ""}
          columns={[
            {
              key: "whose",
              title: t("admin.account_whose"),
              cell: ({ person_id: id, person_name: name }) => (id ? <bdi>{name || id}</bdi> : t("admin.account_company")),
            },
            { key: "account", title: t("admin.account"), cell: ({ account_name: name }) => name && <bdi>{name}</bdi> },
            { key: "kind", title: t("admin.connected_by"), cell: ({ kind }) => word("BindingKind", kind) },
            { key: "state", title: t("admin.proof"), cell: ({ state }) => word("ReleaseState", state) },
          ]}
        />
      )}
    </Panel>
  );
}
