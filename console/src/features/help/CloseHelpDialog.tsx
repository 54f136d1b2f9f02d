import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpQuery } from "@/api/queries/help";
import type { HelpRequest, Outcome } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { OutcomeForm } from "@/parts/OutcomeForm";
import { Dialog } from "@/ui/Dialog";

/** Says how a help request went. */
export function CloseHelpDialog({ request, onClose }: { request: HelpRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: (body: { outcome: Outcome; note: string }) =>
      unwrap(api.POST("/api/v1/help-requests/{id}/close", { params: { path: { id: request.id } }, body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: helpQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("help.close_title")}>
      <OutcomeForm submit={t("ui.save")} pending={close.isPending} error={close.error} onSubmit={(body) => close.mutate(body)} onCancel={onClose} />
    </Dialog>
  );
}
