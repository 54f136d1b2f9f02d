import { Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { appsQuery } from "@/api/queries/apps";
import { unwrap } from "@/api/unwrap";
import { Dialog } from "@/ui/Dialog";
import { SubmitBar } from "@/ui/SubmitBar";

const empty = { name: "", maker: "", package: "" };

/** Adds an add-on of a maker to the catalog, the one kind of app that there can be more of. More about it is entered on its page. */
export function AddAppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState(empty);
  const [tried, setTried] = useState(false);
  const name = form.name.trim();
  const maker = form.maker.trim();
  const packageName = form.package.trim();
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/support-apps", {
          body: {
            name,
            maker,
            role: "oem_addon",
            platform: "android",
            provider: "teamviewer",
            ...(packageName ? { package: { value: packageName } } : {}),
          },
        }),
      ),
    onSuccess: (app) => {
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      void navigate({ to: "/admin/apps/$appId", params: { appId: app.id } });
    },
  });
  const missing = (value: string) => tried && value === "" && t("ui.required");
  return (
    <Dialog opened onClose={onClose} title={t("apps.add")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name !== "" && maker !== "") create.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t("apps.add_text")}
          </Text>
          <TextInput
            label={t("apps.maker")}
            description={t("apps.maker_text")}
            maxLength={100}
            data-autofocus
            value={form.maker}
            onChange={(event) => setForm({ ...form, maker: event.currentTarget.value })}
            error={missing(maker)}
          />
          <TextInput
            label={t("ui.name")}
            maxLength={100}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
            error={missing(name)}
          />
          <TextInput
            label={t("apps.package")}
            maxLength={200}
            value={form.package}
            onChange={(event) => setForm({ ...form, package: event.currentTarget.value })}
          />
          <SubmitBar submit={t("ui.add")} pending={create.isPending} error={create.error} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
