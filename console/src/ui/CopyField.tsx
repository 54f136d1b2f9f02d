import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CheckIcon, CopyIcon } from "./icons";

interface Props {
  label: string;
  value: string;
  mono?: boolean;
  /** The text is in the clipboard now. */
  onCopied?: () => void;
}

/** A text to be taken along, with a button that copies it. Where copying is not allowed, the text is selected instead. */
export function CopyField({ label, value, mono = false, onCopied }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async (field: HTMLInputElement | null) => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      onCopied?.();
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      field?.select(); // no clipboard here (an insecure address, or it was denied)
    }
  };
  return (
    <TextInput
      label={label}
      value={value}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      // The button takes its own width, so the field keeps clear of the wider of its two words.
      styles={{ input: { paddingInlineEnd: "7.5rem", textOverflow: "ellipsis", ...(mono && { fontFamily: "var(--mantine-font-family-monospace)" }) } }}
      rightSectionWidth="auto"
      rightSection={
        <Button
          variant="subtle"
          size="compact-xs"
          mx={6}
          leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
          aria-label={copied ? t("ui.copied") : t("ui.copy_named", { what: label })}
          aria-live="polite"
          onClick={(event) => void copy(event.currentTarget.closest(".mantine-TextInput-root")?.querySelector("input") ?? null)}
        >
          {copied ? t("ui.copied") : t("ui.copy")}
        </Button>
      }
    />
  );
}
