import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Mode, SessionWay } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { useFindingWords } from "./FindingList";
import { canChoose, stops } from "./ways";

/** Attended or unattended; a mode that no provider can be brought to says why. */
export function ModeChoice({ mode, onChange, ways }: { mode: Mode; onChange: (mode: Mode) => void; ways: readonly SessionWay[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useFindingWords();
  const unattended = ways.filter((way) => way.mode === "unattended");
  const possible = unattended.some(canChoose);
  const whyNot = [...new Set(unattended[0]?.findings.filter(stops).map(words.what))];
  return (
    <Radio.Group label={t("start.mode")} value={mode} onChange={(value) => onChange(value === "unattended" ? "unattended" : "attended")}>
      <Stack gap="xs" mt={6}>
        <Radio value="attended" label={word("Mode", "attended")} description={t("start.attended_hint")} />
        <Radio
          value="unattended"
          label={word("Mode", "unattended")}
          disabled={!possible}
          description={possible ? t("start.unattended_hint") : whyNot.join(" ")}
        />
      </Stack>
    </Radio.Group>
  );
}

/** By which provider, when there is more than one. */
export function ProviderChoice({ way, ways, onChange }: { way: SessionWay | undefined; ways: readonly SessionWay[]; onChange: (provider: string) => void }) {
  const { t } = useTranslation();
  const name = useProviderName();
  if (!way || ways.length < 2) return null;
  return (
    <Radio.Group label={t("start.provider")} value={way.provider} onChange={onChange}>
      <Stack gap="xs" mt={6}>
        {ways.map((one) => (
          <Radio
            key={one.provider}
            value={one.provider}
            label={name(one.provider)}
            description={one.findings.some(stops) ? t(one === way ? "start.provider_blocked" : "start.provider_blocked_other") : t(one.provider === "teamviewer" ? "start.teamviewer_hint" : "start.builtin_hint")}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** What a provider is called; one that this console is too old to know is shown as it is. */
export function useProviderName() {
  const word = useWord();
  return (provider: string) => word("ProviderName", provider);
}
