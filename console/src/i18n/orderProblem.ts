import { useTranslation } from "react-i18next";
import { en } from "./catalogue";

const known: Record<string, string> = en.ui.order_problem;
const isKnown = (problem: string): problem is keyof typeof en.ui.order_problem => problem in known;

/** Says why an MDM did not take an order; what the server has no name for are the MDM's own words, which stay as they are. */
export function useOrderProblem() {
  const { t } = useTranslation();
  return (problem: string): string => (isKnown(problem) ? t(`ui.order_problem.${problem}`) : problem);
}
