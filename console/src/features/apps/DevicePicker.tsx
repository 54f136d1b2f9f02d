import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deviceQuery, devicesQuery } from "@/api/queries/devices";
import type { Device } from "@/api/schema";
import { deviceTitle } from "@/parts/device";
import { Chip, Picker, Results } from "./Picker";

/** How many search results are shown at once. */
const shownResults = 8;

interface Props {
  label: string;
  hint?: string;
  /** Whose devices are found: an app is for one platform. */
  platform: Device["platform"];
  ids: readonly string[];
  most: number;
  onChange: (ids: string[]) => void;
}

/** Chooses devices by searching for them. */
export function DevicePicker({ ids, platform, onChange, ...props }: Props) {
  const { t } = useTranslation();
  return (
    <Picker
      {...props}
      ids={ids}
      placeholder={t("apps.search_devices")}
      chosen={(id) => <Chosen key={id} id={id} onRemove={() => onChange(ids.filter((one) => one !== id))} />}
      results={(text, clear) => (
        <Found
          text={text}
          platform={platform}
          ids={ids}
          onPick={(id) => {
            onChange([...ids, id]);
            clear();
          }}
        />
      )}
    />
  );
}

interface FoundProps {
  text: string;
  platform: Device["platform"];
  ids: readonly string[];
  onPick: (id: string) => void;
}

function Found({ text, platform, ids, onPick }: FoundProps) {
  const { t } = useTranslation();
  const [search] = useDebouncedValue(text, 250);
  const list = useInfiniteQuery(devicesQuery({ search, platform }));
  const found = (list.data?.pages[0]?.items ?? []).filter(({ id }) => !ids.includes(id)).slice(0, shownResults);
  if (list.isError) return <Text size="sm">{t("ui.error_title")}</Text>;
  if (list.isSuccess && found.length === 0) return <Text size="sm">{t("apps.no_device")}</Text>;
  return <Results found={found.map((device) => ({ id: device.id, name: deviceTitle(device), detail: device.name }))} onPick={onPick} />;
}

function Chosen({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { data } = useQuery(deviceQuery(id));
  return <Chip name={data ? deviceTitle(data) : id} onRemove={onRemove} />;
}
