import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { appQuery, appsQuery } from "@/api/queries/apps";
import type { Fact, SupportAppDetail } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { useDraft } from "@/ui/useDraft";
import { SourceBadge } from "./SourceBadge";

const factNames = ["package", "store_id", "min_os", "min_version"] as const;
type FactName = (typeof factNames)[number];

const draftOf = (app: SupportAppDetail) => ({
  version: app.version,
  name: app.name,
  maker: app.maker ?? "",
  models: (app.models ?? []).join("\n"),
  package: app.package ?? {},
  store_id: app.store_id ?? {},
  min_os: app.min_os ?? {},
  min_version: app.min_version ?? {},
});

/** What is known of an app, each fact with where it is from. */
export function FactsForm({ app }: { app: SupportAppDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const draft = useDraft(draftOf(app));
  const [tried, setTried] = useState(false);
  const [removing, setRemoving] = useState(false);
  const form = draft.value;
  const save = useMutation({
    mutationFn: () => {
      const models = form.models.split("\n").map((model) => model.trim()).filter(Boolean);
      const { version, name, maker, ...facts } = form;
      const oem = app.role === "oem_addon" ? { maker: maker.trim(), models } : {};
      return unwrap(
        api.PUT("/api/v1/support-apps/{id}", {
          params: { path: { id: app.id } },
          body: { version, name: name.trim(), ...oem, package: facts.package, store_id: facts.store_id, min_os: facts.min_os, min_version: facts.min_version },
        }),
      );
    },
    onSuccess: (saved) => {
      const now = { ...saved, counts: app.counts };
      client.setQueryData(appQuery(app.id).queryKey, now);
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      draft.reset(draftOf(now));
      setTried(false);
    },
  });
  const reset = () => {
    save.reset();
    draft.reset();
    void client.invalidateQueries({ queryKey: appQuery(app.id).queryKey });
  };
  const labels: Record<FactName, string> = {
    package: t(app.platform === "ios" ? "apps.bundle_id" : "apps.package"),
    store_id: t("apps.store_id"),
    min_os: t("apps.min_os"),
    min_version: t("apps.min_version"),
  };
  const shown = factNames.filter((name) => name !== "store_id" || app.platform === "ios");
  const unverified = shown.some((name) => form[name].value && form[name].source === "unverified");
  return (
    <Panel title={t("apps.tab.facts")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (form.name.trim() !== "") save.mutate();
        }}
      >
        <Stack gap="md" maw="40rem">
          {unverified && <Alert color="yellow">{t("apps.unverified_text")}</Alert>}
          <TextInput
            label={t("ui.name")}
            maxLength={100}
            value={form.name}
            onChange={(event) => draft.change({ name: event.currentTarget.value })}
            error={tried && form.name.trim() === "" && t("ui.required")}
          />
          {shown.map((name) => (
            <FactField
              key={name}
              label={labels[name]}
              fact={form[name]}
              onChange={(fact) => draft.change({ [name]: fact })}
            />
          ))}
          {app.role === "oem_addon" && (
            <>
              <TextInput
                label={t("apps.maker")}
                maxLength={100}
                value={form.maker}
                onChange={(event) => draft.change({ maker: event.currentTarget.value })}
              />
              <Textarea
                label={t("apps.models")}
                description={t("apps.models_text")}
                rows={4}
                value={form.models}
                onChange={(event) => draft.change({ models: event.currentTarget.value })}
              />
            </>
          )}
          <SaveBar {...draft} pending={save.isPending} saved={save.isSuccess} error={save.error} onReset={reset} />
          {!app.built_in && (
            <Group>
              <Button size="xs" variant="outline" color="red" onClick={() => setRemoving(true)}>
                {t("apps.remove")}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      {removing && <RemoveAppDialog app={app} onClose={() => setRemoving(false)} />}
    </Panel>
  );
}

/** A fact; changing it, or saying that it was checked, makes it the administrator's. */
function FactField({ label, fact, onChange }: { label: string; fact: Fact; onChange: (fact: Fact) => void }) {
  const { t } = useTranslation();
  return (
    <div>
      <TextInput
        label={label}
        maxLength={200}
        placeholder={t("ui.unknown")}
        value={fact.value ?? ""}
        onChange={(event) => onChange({ value: event.currentTarget.value, source: "administrator" })}
      />
      <Group gap="sm" mt={4}>
        <SourceBadge fact={fact} />
        {fact.value && fact.source === "unverified" && (
          <Button size="compact-xs" variant="subtle" aria-label={t("apps.checked_named", { what: label })} onClick={() => onChange({ ...fact, source: "administrator" })}>
            {t("apps.checked")}
          </Button>
        )}
      </Group>
    </div>
  );
}

function RemoveAppDialog({ app, onClose }: { app: SupportAppDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/support-apps/{id}", { params: { path: { id: app.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      void navigate({ to: "/admin/apps" });
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("apps.remove")} size="sm">
      <Stack gap="md">
        <Text size="sm">
          <bdi>{app.name}</bdi>
        </Text>
        <ErrorNote error={remove.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("apps.remove")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
