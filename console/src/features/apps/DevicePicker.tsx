import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deviceQuery, devicesQuery } from "@/api/queries/devices";
import { deviceTitle } from "@/parts/device";
import { CloseIcon } from "@/ui/icons";
import styles from "./DevicePicker.module.css";

/** How many search results, and how many chosen devices, are shown at once. */
const shownResults = 8;
const shownChosen = 20;

interface Props {
  label: string;
  hint?: string;
  ids: readonly string[];
  most: number;
  onChange: (ids: string[]) => void;
}

/** Chooses devices by searching for them. */
export function DevicePicker({ label, hint, ids, most, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const chosen = all ? ids : ids.slice(0, shownChosen);
  return (
    <Input.Wrapper label={label} description={hint} labelElement="div">
      <Stack gap="xs" mt={6} role="group" aria-label={label}>
        {ids.length > 0 && (
          <ul className={styles.chosen}>
            {chosen.map((id) => (
              <Chosen key={id} id={id} onRemove={() => onChange(ids.filter((one) => one !== id))} />
            ))}
          </ul>
        )}
        {ids.length > chosen.length && (
          <Group>
            <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
              {t("apps.show_more", { count: ids.length - chosen.length })}
            </Button>
          </Group>
        )}
        <TextInput
          size="xs"
          type="search"
          aria-label={`${label}: ${t("ui.search")}`}
          placeholder={t("apps.search_devices")}
          maxLength={100}
          value={text}
          disabled={ids.length >= most}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.preventDefault(); // it searches while one types, and saves nothing
          }}
        />
        {text.trim() !== "" && (
          <Results
            text={text.trim()}
            ids={ids}
            onPick={(id) => {
              onChange([...ids, id]);
              setText("");
            }}
          />
        )}
      </Stack>
    </Input.Wrapper>
  );
}

function Results({ text, ids, onPick }: { text: string; ids: readonly string[]; onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const [search] = useDebouncedValue(text, 250);
  const list = useInfiniteQuery(devicesQuery({ search }));
  const found = (list.data?.pages[0]?.items ?? []).filter(({ id }) => !ids.includes(id)).slice(0, shownResults);
  if (list.isError) return <Text size="sm">{t("ui.error_title")}</Text>;
  if (list.isSuccess && found.length === 0) return <Text size="sm">{t("apps.no_device")}</Text>;
  return (
    <ul className={styles.results}>
      {found.map((device) => (
        <li key={device.id}>
          <button type="button" className={styles.result} onClick={() => onPick(device.id)}>
            <bdi>{deviceTitle(device)}</bdi>
            <Text span size="xs" c="dimmed">
              <bdi>{device.name}</bdi>
            </Text>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Chosen({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(deviceQuery(id));
  const name = data ? deviceTitle(data) : id;
  return (
    <li className={styles.one}>
      <bdi>{name}</bdi>
      <ActionIcon size="xs" variant="subtle" color="gray" aria-label={t("apps.take_out", { name })} onClick={onRemove}>
        <CloseIcon size={12} />
      </ActionIcon>
    </li>
  );
}
