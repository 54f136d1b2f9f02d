import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The fewest characters of a password; the server says the same. */
export const shortestPassword = 10;

interface Props {
  label: string;
  value: string;
  onChange: (password: string) => void;
  /** Say what is wrong, once someone tried to go on. */
  tried: boolean;
}

/** Asks for a new password. */
export function PasswordField({ label, value, onChange, tried }: Props) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={t("signin.password_hint")}
      autoComplete="new-password"
      required
      withAsterisk={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={tried && [...value].length < shortestPassword && t("signin.password_short")}
    />
  );
}
