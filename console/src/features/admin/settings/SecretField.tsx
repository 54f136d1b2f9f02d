import { Button, Group, PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  /** One is saved; it is never shown. */
  set: boolean;
  /** What is to be saved: undefined keeps what there is, empty removes it. */
  value: string | undefined;
  maxLength: number;
  onChange: (value: string | undefined) => void;
}

/** Asks for a secret that is kept and never shown again. */
export function SecretField({ label, set, value, maxLength, onChange }: Props) {
  const { t } = useTranslation();
  const removed = set && value === "";
  const hint = removed ? t("sending.secret_removed") : set ? t("admin.secret_kept") : t("admin.secret_sealed");
  return (
    <div>
      <PasswordInput
        label={label}
        description={hint}
        autoComplete="off"
        maxLength={maxLength}
        value={value ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
      {set && (
        <Group mt={4}>
          <Button size="compact-xs" variant="subtle" color={removed ? "blue" : "red"} onClick={() => onChange(removed ? undefined : "")}>
            {t(removed ? "sending.secret_keep" : "sending.secret_remove")}
          </Button>
        </Group>
      )}
    </div>
  );
}
