import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "./ErrorNote";

interface Props {
  /** What the button that submits says. */
  submit: string;
  color?: "red";
  pending?: boolean;
  disabled?: boolean;
  error?: unknown;
  onCancel: () => void;
}

/** The end of a form in a dialog: submit what was entered, or leave it. */
export function SubmitBar({ submit, color, pending, disabled, error, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ErrorNote error={error} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          {t("ui.cancel")}
        </Button>
        <Button type="submit" color={color} loading={pending} disabled={disabled}>
          {submit}
        </Button>
      </Group>
    </>
  );
}
