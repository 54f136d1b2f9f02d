import { Button, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { words } from "@/api/generated/words";
import { countsQuery, type DeviceFilter, groupsQuery } from "@/api/queries/devices";
import { connectionsQuery } from "@/api/queries/helpatwork";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { oneOf } from "@/ui/closedList";
import { SearchField } from "@/ui/SearchField";
import styles from "./DeviceFilters.module.css";

interface Props {
  filter: DeviceFilter;
  onChange: (change: DeviceFilter) => void;
  onClear: () => void;
}

/** Search, quick filters with counts, and filters for everything else. All of it stands in the address. */
export function DeviceFilters({ filter, onChange, onClear }: Props) {
  const { t } = useTranslation();
  const [opened, filters] = useDisclosure();
  const set = Object.values(filter).filter((value) => value !== undefined).length;
  const inSelects = [filter.platform, filter.management, filter.presence, filter.lifecycle, filter.group, filter.available, filter.mdm].filter(Boolean).length;
  return (
    <div className={styles.filters}>
      <div className={styles.search}>
        <SearchField
          label={t("devices.search")}
          placeholder={t("devices.search_hint")}
          value={filter.search ?? ""}
          onSearch={(search) => onChange({ search: search === "" ? undefined : search })}
        />
      </div>
      <Chips filter={filter} onChange={onChange} />
      <Button
        className={styles.toggle}
        variant="default"
        size="xs"
        aria-expanded={opened}
        aria-controls="device-filters"
        onClick={filters.toggle}
      >
        {t("devices.filter")}
        {inSelects > 0 && ` (${inSelects})`}
      </Button>
      <div id="device-filters" className={styles.selects} data-opened={opened || undefined}>
        <Selects filter={filter} onChange={onChange} />
        {set > 0 && (
          <Button variant="subtle" size="xs" onClick={onClear}>
            {t("ui.clear_filters")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Chips({ filter, onChange }: Pick<Props, "filter" | "onChange">) {
  const { t } = useTranslation();
  const formats = useFormats();
  // The chips count what each of them would leave, so they do not count themselves.
  const counts = useQuery(countsQuery({ ...filter, presence: undefined, in_session: undefined })).data;
  const all = filter.presence === undefined && !filter.in_session;
  const chips = [
    { key: "all", words: t("devices.all"), count: counts?.matching, more: counts?.more, on: all, set: {} },
    { key: "online", words: t("devices.online"), count: counts?.online, on: filter.presence === "online", set: { presence: "online" } },
    { key: "in_session", words: t("devices.in_session"), count: counts?.in_session, on: filter.in_session === true, set: { in_session: true } },
  ] as const;
  return (
    <div className={styles.chips} role="group" aria-label={t("devices.presence")}>
      {chips.map(({ key, words: label, count, on, set, ...rest }) => (
        <button
          key={key}
          type="button"
          className={styles.chip}
          aria-pressed={on}
          onClick={() => onChange({ presence: undefined, in_session: undefined, ...(on ? {} : set) })}
        >
          {label}
          {count !== undefined && (
            <span className={styles.count}>
              {formats.number(count)}
              {"more" in rest && rest.more ? "+" : ""}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function Selects({ filter, onChange }: Pick<Props, "filter" | "onChange">) {
  const { t } = useTranslation();
  const word = useWord();
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const connections = useQuery(connectionsQuery).data?.items ?? [];
  const choices = (list: "Platform" | "Management" | "Presence" | "Lifecycle", label: string) => [
    { value: "", label },
    ...words[list].map((value) => ({ value, label: word(list, value) })),
  ];
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t("devices.platform")}
        data={choices("Platform", t("devices.platform"))}
        value={filter.platform ?? ""}
        onChange={(event) => onChange({ platform: oneOf(words.Platform, event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t("devices.management")}
        data={choices("Management", t("devices.management"))}
        value={filter.management ?? ""}
        onChange={(event) => onChange({ management: oneOf(words.Management, event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t("devices.presence")}
        data={choices("Presence", t("devices.presence"))}
        value={filter.presence ?? ""}
        onChange={(event) => onChange({ presence: oneOf(words.Presence, event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t("devices.lifecycle")}
        data={choices("Lifecycle", t("devices.lifecycle"))}
        value={filter.lifecycle ?? ""}
        onChange={(event) => onChange({ lifecycle: oneOf(words.Lifecycle, event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t("devices.available")}
        data={[
          { value: "", label: t("devices.available") },
          { value: "yes", label: t("devices.available_yes") },
          { value: "no", label: t("devices.available_no") },
        ]}
        value={filter.available ?? ""}
        onChange={(event) => onChange({ available: oneOf(words.Known, event.currentTarget.value) })}
      />
      {connections.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t("devices.mdm")}
          data={[{ value: "", label: t("devices.mdm") }, ...connections.map(({ id, name }) => ({ value: id, label: name }))]}
          value={filter.mdm ?? ""}
          onChange={(event) => onChange({ mdm: event.currentTarget.value || undefined })}
        />
      )}
      {groups.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t("devices.group")}
          data={[{ value: "", label: t("devices.group") }, ...groups.map(({ id, name }) => ({ value: id, label: name }))]}
          value={filter.group ?? ""}
          onChange={(event) => onChange({ group: event.currentTarget.value || undefined })}
        />
      )}
    </>
  );
}
