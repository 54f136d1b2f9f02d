import { describe, expect, it } from "vitest";
import { words as lists } from "@/api/generated/words";
import { en, ja } from "./catalogue";

/** The closed lists of the API that people get to see. The others are words between programs. */
const shown = [
  "AccountState",
  "ActionName",
  "ActivationState",
  "ActorKind",
  "AppReason",
  "AppRole",
  "AppState",
  "Audience",
  "AuditAction",
  "BindingKind",
  "BindingState",
  "Channel",
  "Client",
  "Delivered",
  "EndReason",
  "FactSource",
  "HelpStateName",
  "Install",
  "Known",
  "Lifecycle",
  "MDMKind",
  "Management",
  "Manner",
  "MatchSource",
  "Mode",
  "Outcome",
  "Ownership",
  "Platform",
  "Presence",
  "Proof",
  "ProviderKind",
  "ProviderName",
  "ReachOutcome",
  "ReleaseState",
  "RemovalStep",
  "Right",
  "Role",
  "ScreenKind",
  "SendingChannel",
  "SendingKind",
  "SessionStateName",
  "Severity",
  "ShareState",
  "Tier",
] as const;

/** Sentences, which stand in a part of the catalogue of their own. */
const sentences = ["FindingCode", "ProblemCode", "Remedy"];

const notShown = ["FrameType", "HintKind", "Language", "MessageType", "PointerKind", "Publisher"];

describe("the closed lists of the API", () => {
  it("are each known as shown or not shown", () => {
    expect([...shown, ...sentences, ...notShown].sort()).toEqual(Object.keys(lists).sort());
  });

  it.each(shown)("%s has words for each of its values in both languages", (list) => {
    const values = lists[list].map((value) => value.replaceAll(".", "_")).sort();
    expect(Object.keys(en.words[list]).sort()).toEqual(values);
    expect(Object.keys(ja.words[list]).sort()).toEqual(values);
  });

  it("has a sentence for each finding and each remedy", () => {
    expect(Object.keys(en.findings.code).sort()).toEqual([...lists.FindingCode].sort());
    expect(Object.keys(en.findings.remedy).sort()).toEqual([...lists.Remedy].sort());
  });

  it("has words for each problem the API can answer with", () => {
    const missing = lists.ProblemCode.filter((code) => !(code in en.problems));
    expect(missing).toEqual([]);
    // Beside them stand what this console finds out by itself.
    const own = Object.keys(en.problems).filter((code) => !lists.ProblemCode.some((known) => known === code));
    expect(own.sort()).toEqual(["network", "unexpected"]);
  });
});
