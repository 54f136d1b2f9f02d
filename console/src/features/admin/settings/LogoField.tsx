import { Button, FileButton, Group, Input, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { readBase64 } from "@/ui/readFile";
import styles from "./Branding.module.css";

/** The most bytes of a logo; the server says the same. */
const largest = 256 * 1024;

/** The address of the picture that is to be shown; nothing when there is none. */
export function logoAddress(logo: string | undefined, version: number | undefined): string | undefined {
  if (logo !== undefined) return logo === "" ? undefined : `data:image/png;base64,${logo}`;
  return version === undefined ? undefined : `/api/v1/branding/logo/${version}`;
}

/** How each PNG file begins, in base64. */
const pngBeginning = "iVBORw0KGgo";

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
  const forget = useRef<() => void>(null); // so that the same file can be chosen again
  const take = async (file: File | null) => {
    forget.current?.();
    if (!file) return;
    if (file.size > largest) return setProblem(t("branding.logo_large"));
    const picture = await readBase64(file).catch(() => "");
    if (!picture.startsWith(pngBeginning)) return setProblem(t("branding.logo_bad"));
    setProblem("");
    onChange(picture);
  };
  const address = logoAddress(logo, version);
  return (
    <Input.Wrapper label={t("branding.logo")} description={t("branding.logo_text")} error={problem} labelElement="div">
      <Group gap="sm" mt={6}>
        {address ? <img className={styles.logo} src={address} alt={t("branding.logo")} /> : <Text size="sm">{t("ui.none")}</Text>}
        <FileButton resetRef={forget} accept="image/png" onChange={(file) => void take(file)} inputProps={{ "aria-label": t("branding.logo_choose") }}>
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
