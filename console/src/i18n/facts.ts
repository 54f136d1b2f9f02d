import { useTranslation } from "react-i18next";
import { useFormats } from "./format";
import { useWord } from "./words";

/** Facts whose values are words of a closed list. */
const listOf = {
  management: "Management",
  mode: "Mode",
  provider: "ProviderName",
  reason: "AppReason",
  source: "FactSource",
  tier: "Tier",
  tier_needed: "Tier",
} as const;

/** Facts that a sentence can go without; any other that is missing is said to be unknown. */
const optional = new Set(["reason"]);
const names = [
  ...Object.keys(listOf),
  ...["app", "apps", "client", "free", "hours", "mdm", "minimum", "missing", "oldest", "percent", "technician", "version"],
];

/** Facts that are points in time, told as how long ago. */
const moments = ["last_seen", "last_report"];

const lists = ["kiosk", "allowed", "blocked"] as const;
const isAppList = (value: string): value is (typeof lists)[number] => lists.some((list) => list === value);

const hasList = (name: string): name is keyof typeof listOf => name in listOf;

/** The facts of a finding as its sentence needs them: words for values of closed lists, and none left open. */
export function useFacts() {
  const { t } = useTranslation();
  const word = useWord();
  const formats = useFormats();
  return (facts: Record<string, string> = {}): Record<string, string> => {
    const said: Record<string, string> = { ...facts };
    for (const name of names) {
      const value = facts[name];
      if (value === undefined || value === "") said[name] = optional.has(name) ? "" : t("ui.unknown");
      else if (hasList(name)) said[name] = word(listOf[name], value);
    }
    for (const name of moments) {
      const at = facts[name] ?? "";
      said[name] = Number.isNaN(Date.parse(at)) ? t("ui.unknown") : formats.ago(at);
    }
    if (facts.list && isAppList(facts.list)) said.list = t(`findings.list.${facts.list}`);
    return said;
  };
}
