import { useTranslation } from "react-i18next";

/** The phrases that the server writes as evidence, each with the key of its words. The rest is somebody else's own. */
const phrases = [
  [/^report of (.+)$/, "report"],
  [/^connection report (.+)$/, "connection"],
  [/^order taken by the MDM$/, "ordered"],
  [/^tried again$/, "retried"],
  [/^not named by the last report$/, "not_named"],
  [/^left its MDM$/, "left"],
  [/^app feedback$/, "feedback"],
  [/^online at TeamViewer$/, "online"],
  [/^session (.+): state open, online true$/, "session_waiting"],
  [/^session (.+): state open, online false$/, "session_open"],
  [/^session (.+): state closed, online (?:true|false)$/, "session_closed"],
  [/^session (.+): not found$/, "session_gone"],
  [/^connection reports are not allowed$/, "no_reports"],
] as const;

/** Says where something was seen in the language that is chosen; what is no phrase of the server stays as it is. */
export function useEvidence() {
  const { t } = useTranslation();
  const say = (part: string) => {
    for (const [phrase, key] of phrases) {
      const found = phrase.exec(part);
      if (found) return t(`ui.evidence.${key}`, { what: found[1] ?? "" });
    }
    return part;
  };
  return (evidence: string): string =>
    evidence
      .split("; ")
      .map((seen) => {
        // What was seen stands before the report it was seen in; the name of an MDM may hold a comma itself.
        const at = /^(left its MDM|app feedback), (.+)$/.exec(seen);
        return at ? `${say(at[1] ?? "")} (${say(at[2] ?? "")})` : say(seen);
      })
      .join("; ");
}
