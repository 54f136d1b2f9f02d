import { Button, FileButton, Group, Input, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Branding.module.css";

/** The most bytes of a logo; the server says the same. */
const largest = 256 * 1024;

/** The address of the picture that is to be shown; nothing when there is none. */
export function logoAddress(logo: string | undefined, version: number | undefined): string | undefined {
  if (logo !== undefined) return logo === "" ? undefined : `data:image/png;base64,${logo}`;
  return version === undefined ? undefined : `/api/v1/branding/logo/${version}`;
}

const isPng = (bytes: Uint8Array) => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => bytes[i] === byte);

const inBase64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

interface Props {
  /** A new picture in base64, empty for none, undefined for the one that is saved. */
  logo: string | undefined;
  version: number | undefined;
  onChange: (logo: string) => void;
}

/** Asks for the company's logo as a PNG file. */
export function LogoField({ logo, version, onChange }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState("");
  const take = async (file: File | null) => {
    if (!file) return;
    if (file.size > largest) return setProblem(t("branding.logo_large"));
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!isPng(bytes)) return setProblem(t("branding.logo_bad"));
    setProblem("");
    onChange(inBase64(bytes));
  };
  const address = logoAddress(logo, version);
  return (
    <Input.Wrapper label={t("branding.logo")} description={t("branding.logo_text")} error={problem} labelElement="div">
      <Group gap="sm" mt={6}>
        {address ? <img className={styles.logo} src={address} alt={t("branding.logo")} /> : <Text size="sm">{t("ui.none")}</Text>}
        <FileButton accept="image/png" onChange={(file) => void take(file)} inputProps={{ "aria-label": t("branding.logo_choose") }}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              {t("branding.logo_choose")}
            </Button>
          )}
        </FileButton>
        {address && (
          <Button size="xs" variant="subtle" color="red" onClick={() => onChange("")}>
            {t("branding.logo_remove")}
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}
