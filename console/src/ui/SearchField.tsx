import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchIcon } from "./icons";

interface Props {
  label: string;
  placeholder?: string;
  /** What is searched for now. */
  value: string;
  onSearch: (words: string) => void;
}

/**
 * Searches a quarter of a second after the last key, and never in the middle of a Japanese word: while an input method
 * composes, what stands in the field is not yet what someone means.
 */
export function SearchField({ label, placeholder, value, onSearch }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const [sent, setSent] = useState(value);
  const composing = useRef(false);
  const search = useDebouncedCallback((words: string) => {
    if (composing.current) return;
    setSent(words);
    onSearch(words);
  }, 250);

  // The search was changed elsewhere (the back button, "clear filters").
  if (value !== sent) {
    setSent(value);
    setTyped(value);
  }
  const type = (words: string) => {
    setTyped(words);
    if (!composing.current) search(words.trim());
  };
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={placeholder}
      maxLength={100}
      leftSection={<SearchIcon size={16} />}
      rightSection={typed !== "" && <CloseButton size="sm" aria-label={t("ui.clear")} onClick={() => type("")} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        type(event.currentTarget.value);
      }}
    />
  );
}
