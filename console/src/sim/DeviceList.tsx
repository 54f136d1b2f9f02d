import { Text, TextInput, Title } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWord } from "@/i18n/words";
import { PresenceMark } from "@/parts/device";
import { ErrorNote } from "@/ui/ErrorNote";
import { Empty, Loading } from "@/ui/States";
import { type SimDevice, simDevices, simPath } from "./api";
import styles from "./sim.module.css";

/** Every simulated device, to take one in the hand. */
export function DeviceList() {
  const { t } = useTranslation();
  const word = useWord();
  const [devices, setDevices] = useState<SimDevice[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [search, setSearch] = useState("");
  const load = useCallback((signal: AbortSignal) => {
    setProblem(null);
    simDevices(signal).then(setDevices, (error: unknown) => {
      if (!signal.aborted) setProblem(error);
    });
  }, []);
  useEffect(() => {
    const stopped = new AbortController();
    load(stopped.signal);
    return () => stopped.abort();
  }, [load]);
  useEffect(() => {
    document.title = `${t("sim.list_title")} - Help@Work`;
  }, [t]);
  const wanted = search.normalize("NFKC").toLowerCase().trim();
  const found = devices
    ?.filter((d) => `${d.owner} ${d.name} ${d.model}`.normalize("NFKC").toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.online) - Number(a.online));
  return (
    <div className={styles.list}>
      <Title order={1}>{t("sim.list_title")}</Title>
      <Text c="dimmed">{t("sim.list_text")}</Text>
      <TextInput
        label={t("ui.search")}
        placeholder={t("sim.search_hint")}
        type="search"
        value={search}
        onChange={(e) => setSearch(e.currentTarget.value)}
      />
      <ErrorNote error={problem} again={() => load(new AbortController().signal)} />
      {!found && !problem && <Loading />}
      {found?.length === 0 && <Empty title={t("sim.none_found")} />}
      <ul className={styles.devices}>
        {found?.map((d) => (
          <li key={d.id}>
            <a href={simPath(d.id)} className={styles.device}>
              <span className={styles.deviceName}>
                <bdi>{d.owner || d.name}</bdi>
              </span>
              <bdi className={styles.model}>{d.model}</bdi>
              <span className={styles.model}>{word("Platform", d.platform)}</span>
              <PresenceMark presence={d.online ? "online" : "offline"} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

