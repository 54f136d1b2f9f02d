import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { words } from "@/api/generated/words";
import { appsQuery } from "@/api/queries/apps";
import type { SupportApp } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";

const platforms = ["android", "ios"] as const;

/** Adds an app to the catalog; more about it is entered on its page. */
export function AddAppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [packageName, setPackageName] = useState("");
  const [role, setRole] = useState<SupportApp["role"]>("oem_addon");
  const [platform, setPlatform] = useState<SupportApp["platform"]>("android");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/support-apps", {
          body: {
            name: name.trim(),
            role,
            platform,
            provider: role === "agent" ? "builtin" : "teamviewer",
            ...(packageName.trim() ? { package: { value: packageName.trim() } } : {}),
          },
        }),
      ),
    onSuccess: (app) => {
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      void navigate({ to: "/admin/apps/$appId", params: { appId: app.id } });
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("apps.add")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== "") create.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("ui.name")}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === "" && t("ui.required")}
          />
          <NativeSelect
            label={t("apps.role")}
            size="sm"
            value={role}
            onChange={(event) => setRole(oneOf(words.AppRole, event.currentTarget.value) ?? role)}
            data={words.AppRole.map((value) => ({ value, label: word("AppRole", value) }))}
          />
          <NativeSelect
            label={t("apps.platform")}
            size="sm"
            value={platform}
            onChange={(event) => setPlatform(oneOf(platforms, event.currentTarget.value) ?? platform)}
            data={platforms.map((value) => ({ value, label: word("Platform", value) }))}
          />
          <TextInput
            label={t(platform === "ios" ? "apps.bundle_id" : "apps.package")}
            maxLength={200}
            value={packageName}
            onChange={(event) => setPackageName(event.currentTarget.value)}
          />
          <ErrorNote error={create.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t("ui.cancel")}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t("ui.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
