import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { words } from "@/api/generated/words";
import type { RemovalDetail } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { CheckIcon } from "@/ui/icons";
import { At } from "@/ui/Time";
import styles from "./Steps.module.css";

/** The steps of a removal in their fixed order, with the one it stands at. */
export function Steps({ removal, ordered }: { removal: RemovalDetail; ordered: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const at = words.RemovalStep.indexOf(removal.step);
  const steps = words.RemovalStep.filter((step) => step !== "done");
  return (
    <div>
      {ordered && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("admin.order_text")}
        </Text>
      )}
      <ol className={styles.steps} aria-label={t("admin.steps")}>
        {steps.map((step, i) => {
          const state = i < at ? "done" : i === at ? "now" : "later";
          return (
            <li key={step} className={styles.step} data-state={state} aria-current={state === "now" ? "step" : undefined}>
              <span className={styles.mark} aria-hidden>
                {state === "done" ? <CheckIcon size={14} /> : i + 1}
              </span>
              <div>
                <Text size="sm" fw={state === "now" ? 600 : 400}>
                  {word("RemovalStep", step)}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`admin.step_${state}`)}
                  {state === "now" && removal.step_at && (
                    <>
                      {" · "}
                      <At at={removal.step_at} />
                    </>
                  )}
                </Text>
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
