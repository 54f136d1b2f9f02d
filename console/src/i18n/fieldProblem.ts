import { useTranslation } from "react-i18next";
import type { components } from "@/api/generated/schema";
import type { en } from "./catalogue";

type FieldProblem = components["schemas"]["FieldProblem"];
type Kind = keyof typeof en.ui.field_problem;

/**
 * What the server's words for a field come down to, first fit first. It says them in English only; what none of these
 * fits is "wrong".
 */
const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/is missing|is empty|not be empty|required property|length >= 1$/, "missing"],
  [/too many|are more than|(has|names) more than \d+( (groups|keys|devices)|$)|array length <=|one more than/, "too_many"],
  [/has more than|length <=|at most \d+ characters|too long/, "too_long"],
  [/cannot be seen|control characters|line breaks/, "unseen"],
  [/one of "|not known|is none that|is neither|is not a role/, "unknown"],
  [/number [<>]=?|has to be from|is not from|within|in the future|is over/, "range"],
];

export const kindOf = (message: string): Kind => kinds.find(([words]) => words.test(message))?.[1] ?? "wrong";

/** The labels of the fields that the server may find wrong although a form let them pass, as the forms have them. */
const labels = {
  name: "ui.name",
  email: "ui.email",
  password: "ui.password",
  old: "account.old_password",
  new: "account.new_password",
  role: "people.role",
  group_ids: "people.groups",
  withheld: "people.rights",
  client_version: "account.client.version",
  reason: "start.reason",
  ticket: "start.ticket",
  note: "help.note",
  outcome: "help.outcome",
  answer: "help.more.answer",
  person_id: "help.more.whom",
  at: "help.more.call_back.time",
  until: "help.more.snooze.time",
  company: "branding.company",
  logo: "branding.logo",
  phone: "branding.phone",
  hours: "branding.hours",
  help_page: "branding.help_page",
  "mail.host": "sending.host",
  "mail.port": "sending.port",
  "mail.user": "sending.user",
  "mail.password": "ui.password",
  "mail.security": "sending.security",
  "mail.from": "sending.from",
  "text.url": "sending.url",
  "text.method": "sending.method",
  "text.content_type": "sending.content",
  "text.header": "sending.header",
  "text.secret": "sending.secret",
  "text.body": "sending.body",
} as const;

const isKnown = (field: string): field is keyof typeof labels => field in labels;

/** Says what is wrong with a field; in a language other than English the server's own words are the detail. */
export function useFieldProblem() {
  const { t, i18n } = useTranslation();
  return ({ location = "", message }: FieldProblem) => {
    const field = location.replace(/^body\./, "");
    const label = isKnown(field) ? t(labels[field]) : field;
    const own = i18n.language === "en" ? message : t(`ui.field_problem.${kindOf(message)}`);
    return { words: label === "" ? own : t("ui.field", { label, problem: own }), detail: own === message ? undefined : message };
  };
}
