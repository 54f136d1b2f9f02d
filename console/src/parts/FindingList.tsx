import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, Severity } from "@/api/schema";
import { en } from "@/i18n/catalogue";
import { useFacts } from "@/i18n/facts";
import { useWord } from "@/i18n/words";
import { BlockIcon, InfoIcon, WarnIcon } from "@/ui/icons";
import styles from "./FindingList.module.css";

const icons: Record<Severity, typeof BlockIcon> = { block: BlockIcon, warn: WarnIcon, info: InfoIcon };
const order: Severity[] = ["block", "warn", "info"];

const isCode = (code: string): code is keyof typeof en.findings.code => code in en.findings.code;
const isRemedy = (remedy: string): remedy is keyof typeof en.findings.remedy => remedy in en.findings.remedy;

/** The words of findings. A code this console is too old to know is shown as it is. */
export function useFindingWords() {
  const { t } = useTranslation();
  const facts = useFacts();
  return {
    what: (finding: Finding) =>
      isCode(finding.code) ? String(t(`findings.code.${finding.code}`, facts(finding.facts) as never)).trim() : finding.code,
    remedy: ({ remedy }: Finding) => (remedy && isRemedy(remedy) ? t(`findings.remedy.${remedy}`) : ""),
  };
}

/** What stands in the way of a session and what to know before, the gravest first, each with what can be done here. */
export function FindingList({ findings, act }: { findings: readonly Finding[]; act?: (finding: Finding) => ReactNode }) {
  const word = useWord();
  const words = useFindingWords();
  const sorted = order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  return (
    <ul className={styles.list}>
      {sorted.map((finding) => {
        const Icon = icons[finding.severity];
        return (
          <li key={[finding.code, finding.facts?.package, finding.facts?.list].join(" ")} data-severity={finding.severity} className={styles.finding}>
            <Icon size={18} />
            <div>
              <Text span size="xs" fw={650} className={styles.severity}>
                {word("Severity", finding.severity)}
              </Text>
              <Text size="sm">{words.what(finding)}</Text>
              {words.remedy(finding) && (
                <Text size="sm" c="dimmed">
                  {words.remedy(finding)}
                </Text>
              )}
              {act?.(finding)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
