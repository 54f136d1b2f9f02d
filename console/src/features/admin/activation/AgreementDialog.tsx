import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { agreementQuery } from "@/api/queries/helpatwork";
import { Dialog } from "@/ui/Dialog";
import { Loaded } from "@/ui/Loaded";
import { AgreementText } from "./AgreementText";

/** Shows what a version of the license agreement says. */
export function AgreementDialog({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useTranslation();
  const agreement = useQuery(agreementQuery(version));
  return (
    <Dialog opened onClose={onClose} title={t("admin.agreement")} size="lg">
      <Stack gap="md">
        <Loaded query={agreement} lines={4}>
          {(shown) => <AgreementText agreement={shown} />}
        </Loaded>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("ui.close")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
