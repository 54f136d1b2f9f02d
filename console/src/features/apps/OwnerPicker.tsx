import { Button, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ownersQuery } from "@/api/queries/apps";
import type { DeviceOwner } from "@/api/schema";
import { Chip, Picker, Results } from "./Picker";

/** How many search results are shown at once. */
const shownResults = 8;

/** The most characters of an address. */
const longest = 254;

const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= longest;

/** The parts of a text in which several addresses may stand, as they are pasted from a list. */
const partsOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

interface Props {
  /** The addresses that are chosen. */
  emails: readonly string[];
  /** What the server knows of them, as far as it was asked. */
  known: readonly DeviceOwner[];
  most: number;
  onChange: (emails: string[]) => void;
}

/** Chooses users by searching for the people at devices. An address that no device has yet can be entered as well. */
export function OwnerPicker({ emails, known, most, onChange }: Props) {
  const { t } = useTranslation();
  const [bad, setBad] = useState("");
  const ownerOf = (email: string) => known.find((owner) => owner.email.toLowerCase() === email.toLowerCase());
  /** Adds the addresses of a text; nothing of it when something in it is none. */
  const add = (text: string): boolean => {
    const parts = partsOf(text);
    const wrong = parts.find((part) => !isAddress(part));
    setBad(wrong ?? "");
    if (parts.length === 0 || wrong !== undefined) return false;
    const fresh = parts.map((part) => part.toLowerCase()).filter((part) => !emails.some((email) => email.toLowerCase() === part));
    onChange([...emails, ...new Set(fresh)]);
    return true;
  };
  return (
    <div>
      <Picker
        label={t("apps.users")}
        hint={t("apps.users_text")}
        placeholder={t("apps.search_users")}
        ids={emails}
        most={most}
        longest={longest}
        chosen={(email) => {
          const owner = ownerOf(email);
          return (
            <Chip
              key={email}
              name={owner?.name ?? email}
              note={owner && (owner.devices === 0 ? t("apps.users_nobody") : owner.name && <bdi>{email}</bdi>)}
              onRemove={() => onChange(emails.filter((one) => one !== email))}
            />
          );
        }}
        results={(text, clear) => (
          <Found
            text={text}
            emails={emails}
            onAdd={(address) => {
              if (add(address)) clear();
            }}
          />
        )}
        onEnter={add}
        onPaste={(text) => partsOf(text).length > 1 && add(text)}
      />
      {bad && (
        <Text size="sm" c="red" role="alert" mt={4}>
          {t("apps.users_bad", { what: bad })}
        </Text>
      )}
    </div>
  );
}

function Found({ text, emails, onAdd }: { text: string; emails: readonly string[]; onAdd: (email: string) => void }) {
  const { t } = useTranslation();
  const [search] = useDebouncedValue(text.slice(0, 100), 250);
  const list = useQuery(ownersQuery(search));
  const items = list.data?.items ?? [];
  const found = items.filter(({ email }) => !emails.some((one) => one.toLowerCase() === email)).slice(0, shownResults);
  const unknown = isAddress(text) && !items.some(({ email }) => email === text.toLowerCase());
  return (
    <>
      {list.isError && <Text size="sm">{t("ui.error_title")}</Text>}
      {found.length > 0 && (
        <Results
          found={found.map(({ email, name, department }) => ({ id: email, name: name ?? email, detail: [name && email, department].filter(Boolean).join(" · ") }))}
          onPick={onAdd}
        />
      )}
      {list.isSuccess && found.length === 0 && !unknown && <Text size="sm">{t("apps.no_user")}</Text>}
      {unknown && (
        <Group>
          <Button size="compact-xs" variant="light" onClick={() => onAdd(text)}>
            <bdi>{t("apps.users_add", { what: text })}</bdi>
          </Button>
        </Group>
      )}
    </>
  );
}
