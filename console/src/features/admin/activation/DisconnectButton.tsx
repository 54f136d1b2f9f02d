import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpAtWorkQuery } from "@/api/queries/helpatwork";
import { unwrap } from "@/api/unwrap";
import { ErrorNote } from "@/ui/ErrorNote";
import { type WayName, wayOf } from "./way";

/** Takes the company's account of a way that is off away again, such as one that was connected and never agreed to. */
export function DisconnectButton({ way, describedBy }: { way: WayName; describedBy?: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const disconnect = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/help-at-work/accounts", { params: { query: wayOf(way) } })),
    onSettled: () => client.invalidateQueries({ queryKey: helpAtWorkQuery.queryKey }),
  });
  return (
    <Stack gap="xs">
      <ErrorNote error={disconnect.error} />
      <div>
        <Button
          size="xs"
          variant="outline"
          color="red"
          loading={disconnect.isPending}
          aria-describedby={describedBy}
          onClick={() => disconnect.mutate()}
        >
          {t("admin.disconnect")}
        </Button>
      </div>
    </Stack>
  );
}
