import { ActionIcon, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ConfigurationKey, ConfigurationProperty } from "@/api/schema";
import { oneOf } from "@/ui/closedList";
import { CloseIcon } from "@/ui/icons";
import styles from "./KeyRow.module.css";

const types = ["string", "bool", "integer", "choice", "multiselect", "hidden"] as const;

type Problem = "name_missing" | "name_twice" | "not_a_boolean" | "not_a_number" | "control" | "large";

/** The most bytes of a value; the server says the same. */
const largest = 65_535;

const hasControl = (text: string) => /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);

/** What is wrong with a key beside the ones before it; undefined when nothing is. The server checks more. */
export function problemOf(key: ConfigurationKey, before: readonly ConfigurationKey[]): Problem | undefined {
  const value = key.value ?? "";
  if (key.name.trim() === "") return "name_missing";
  if (before.some(({ name }) => name === key.name)) return "name_twice";
  if (hasControl(value)) return "control";
  if (new TextEncoder().encode(value).length > largest) return "large";
  if (value.includes("{{")) return undefined;
  if (key.type === "bool" && value !== "true" && value !== "false") return "not_a_boolean";
  if (key.type === "integer" && !/^-?\d{1,18}$/.test(value)) return "not_a_number";
  return undefined;
}

interface Props {
  place: number;
  value: ConfigurationKey;
  /** The keys that the app takes; empty when nobody told. */
  schema: readonly ConfigurationProperty[];
  problem: Problem | undefined;
  onChange: (part: Partial<ConfigurationKey>) => void;
  onRemove: () => void;
}

/** One key of an app: its name, its type, and the value with our values in it. */
export function KeyRow({ place, value, schema, problem, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const property = schema.find(({ key }) => key === value.name);
  const named = problem === "name_missing" || problem === "name_twice";
  const error = problem && t(`apps.key_problem.${problem}`);
  const names = schema.map(({ key }) => ({ value: key, label: key }));
  const known = names.some((one) => one.value === value.name);
  const choices = value.type === "bool" ? ["true", "false"] : value.type === "choice" ? (property?.entries ?? []) : [];
  return (
    <div className={styles.row} role="group" aria-label={t("apps.key", { place })}>
      {schema.length > 0 ? (
        <NativeSelect
          size="sm"
          label={t("apps.key_name")}
          description={property?.title && <bdi>{property.title}</bdi>}
          value={value.name}
          onChange={(event) => {
            const chosen = schema.find(({ key }) => key === event.currentTarget.value);
            if (chosen) onChange({ name: chosen.key, type: chosen.type });
          }}
          data={known ? names : [{ value: value.name, label: value.name || t("apps.key_choose") }, ...names]}
          error={named && error}
        />
      ) : (
        <TextInput
          label={t("apps.key_name")}
          maxLength={200}
          spellCheck={false}
          value={value.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          error={named && error}
        />
      )}
      <NativeSelect
        size="sm"
        label={t("apps.key_type")}
        value={value.type}
        disabled={property !== undefined}
        onChange={(event) => onChange({ type: oneOf(types, event.currentTarget.value) ?? value.type })}
        data={types.map((type) => ({ value: type, label: t(`apps.type.${type}`) }))}
      />
      <TextInput
        label={t("apps.key_value")}
        spellCheck={false}
        list={choices.length > 0 ? `choices-${place}` : undefined}
        value={value.value ?? ""}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
        error={!named && error}
      />
      {choices.length > 0 && (
        <datalist id={`choices-${place}`}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      <Checkbox
        label={t("apps.key_session")}
        description={t("apps.key_session_text")}
        checked={value.session ?? false}
        onChange={(event) => onChange({ session: event.currentTarget.checked })}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={t("apps.key_remove", { place })} onClick={onRemove}>
        <CloseIcon size={16} />
      </ActionIcon>
    </div>
  );
}
