import { Alert, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api/error";
import { ErrorNote } from "./ErrorNote";

interface Props {
  dirty: boolean;
  /** Something else was saved meanwhile. */
  outdated: boolean;
  pending: boolean;
  saved: boolean;
  error: unknown;
  /** Takes what is saved now; what was typed is lost. */
  onReset: () => void;
}

/** The end of a form that changes something saved: save it, or take what is there now. */
export function SaveBar({ dirty, outdated, pending, saved, error, onReset }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {outdated && !isApiError(error, "changed") && (
        <Alert color="yellow" role="status">
          {t("ui.outdated")}
        </Alert>
      )}
      <ErrorNote error={error} />
      <Group gap="sm">
        <Button type="submit" loading={pending}>
          {t("ui.save")}
        </Button>
        {dirty && (
          <Button variant="default" onClick={onReset}>
            {t("ui.discard")}
          </Button>
        )}
        <Text size="sm" role="status">
          {saved && !dirty && t("ui.saved")}
        </Text>
      </Group>
    </>
  );
}
