import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { agreementQuery } from "@/api/queries/helpatwork";
import { unwrap } from "@/api/unwrap";
import { languageNames, languages } from "@/i18n/i18n";
import { Dialog } from "@/ui/Dialog";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { SubmitBar } from "@/ui/SubmitBar";
import { At } from "@/ui/Time";
import { AgreementDialog } from "./AgreementDialog";

/** Which license agreement there is, and a way to supply the text that legal approved. */
export function AgreementPanel() {
  const { t } = useTranslation();
  const agreement = useQuery(agreementQuery());
  const [editing, setEditing] = useState(false);
  const [reading, setReading] = useState(false);
  return (
    <Panel
      title={t("admin.agreement")}
      aside={
        <Group gap="xs">
          <Button size="xs" variant="subtle" disabled={!agreement.data} onClick={() => setReading(true)}>
            {t("admin.agreement_read")}
          </Button>
          <Button size="xs" variant="default" disabled={!agreement.data} onClick={() => setEditing(true)}>
            {t("admin.agreement_edit")}
          </Button>
        </Group>
      }
    >
      <Loaded query={agreement} lines={1}>
        {({ version, saved_by, saved_at, text }) => (
          <>
            <Text size="sm">
              {t("admin.version", { version })}
              {saved_by && saved_at && (
                <>
                  {" · "}
                  <bdi>{saved_by.name}</bdi> · <At at={saved_at} />
                </>
              )}
            </Text>
            {version === 1 && (
              <Text size="sm" c="dimmed" mt="xs">
                {t("admin.agreement_product")}
              </Text>
            )}
            {reading && <AgreementDialog version={version} onClose={() => setReading(false)} />}
            {editing && <AgreementEditor text={text} onClose={() => setEditing(false)} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const longest = 100_000;

function AgreementEditor({ text, onClose }: { text: { en?: string; ja?: string }; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [words, setWords] = useState({ en: text.en ?? "", ja: text.ja ?? "" });
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-at-work/agreement", { body: { text: words } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: agreementQuery().queryKey });
      onClose();
    },
  });
  const complete = languages.every((language) => words[language].trim() !== "");
  return (
    <Dialog opened onClose={onClose} title={t("admin.agreement_edit")} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (complete) save.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t("admin.agreement_edit_text")}</Text>
          {languages.map((language) => (
            <Textarea
              key={language}
              label={languageNames[language]}
              rows={10}
              maxLength={longest}
              value={words[language]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setWords((now) => ({ ...now, [language]: value }));
              }}
              error={tried && words[language].trim() === "" && t("ui.required")}
            />
          ))}
          <SubmitBar submit={t("ui.save")} pending={save.isPending} error={save.error} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
