import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { CloseIcon } from "@/ui/icons";
import styles from "./Picker.module.css";

/** How many chosen things are shown until somebody asks for all. */
const shownChosen = 20;

interface Props {
  label: string;
  hint?: string;
  placeholder: string;
  ids: readonly string[];
  most: number;
  /** The most characters that may be typed; 100 unless told. */
  longest?: number;
  /** A chosen thing, as a {@link Chip}. */
  chosen: (id: string) => ReactNode;
  /** What is found for what was typed; `clear` empties the field after a choice. */
  results: (text: string, clear: () => void) => ReactNode;
  /** Takes what was typed when Enter is pressed, and says whether the field is to be emptied. */
  onEnter?: (text: string) => boolean;
  /** Takes a pasted text, and says whether it did: what is not taken is typed into the field. */
  onPaste?: (text: string) => boolean;
}

/** Chooses things by searching for them: those chosen, a field to search in, and what it finds. */
export function Picker({ label, hint, placeholder, ids, most, longest = 100, chosen, results, onEnter, onPaste }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const shown = all ? ids : ids.slice(0, shownChosen);
  const clear = () => setText("");
  return (
    <Input.Wrapper label={label} description={hint} labelElement="div">
      <Stack gap="xs" mt={6} role="group" aria-label={label}>
        {ids.length > 0 && <ul className={styles.chosen}>{shown.map(chosen)}</ul>}
        {ids.length > shown.length && (
          <Group>
            <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
              {t("apps.show_more", { count: ids.length - shown.length })}
            </Button>
          </Group>
        )}
        <TextInput
          size="xs"
          type="search"
          aria-label={`${label}: ${t("ui.search")}`}
          placeholder={placeholder}
          maxLength={longest}
          value={text}
          disabled={ids.length >= most}
          onChange={(event) => setText(event.currentTarget.value)}
          onPaste={(event) => {
            if (onPaste?.(event.clipboardData.getData("text"))) event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault(); // it searches while one types, and saves nothing
            if (onEnter?.(text.trim())) clear();
          }}
        />
        {text.trim() !== "" && results(text.trim(), clear)}
      </Stack>
    </Input.Wrapper>
  );
}

/** One chosen thing, with a button that takes it out. */
export function Chip({ name, note, onRemove }: { name: string; note?: ReactNode; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={styles.one}>
      <bdi>{name}</bdi>
      {note && (
        <Text span size="xs" c="dimmed">
          {note}
        </Text>
      )}
      <ActionIcon size="xs" variant="subtle" color="gray" aria-label={t("apps.take_out", { name })} onClick={onRemove}>
        <CloseIcon size={12} />
      </ActionIcon>
    </li>
  );
}

export interface Result {
  id: string;
  name: string;
  /** What tells it from others of the same name. */
  detail?: string;
}

/** What a search found, each a button. */
export function Results({ found, onPick }: { found: readonly Result[]; onPick: (id: string) => void }) {
  return (
    <ul className={styles.results}>
      {found.map(({ id, name, detail }) => (
        <li key={id}>
          <button type="button" className={styles.result} onClick={() => onPick(id)}>
            <bdi>{name}</bdi>
            {detail && (
              <Text span size="xs" c="dimmed">
                <bdi>{detail}</bdi>
              </Text>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
