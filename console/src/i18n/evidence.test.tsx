import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it } from "vitest";
import { useEvidence } from "./evidence";
import { type Language, startI18n } from "./i18n";

function said(language: Language, evidence: string) {
  if (i18next.isInitialized) void i18next.changeLanguage(language);
  else startI18n(language);
  const wrapper = ({ children }: { children: ReactNode }) => <I18nextProvider i18n={i18next}>{children}</I18nextProvider>;
  return renderHook(() => useEvidence(), { wrapper }).result.current(evidence);
}

describe("evidence", () => {
  it.each([
    ["report of Ivanti, Tokyo", "Ivanti, Tokyoの報告"],
    ["left its MDM, report of Ivanti", "MDMから離脱 (Ivantiの報告)"],
    ["order taken by the MDM", "MDMが指示を受付"],
    ["not named by the last report", "前回の報告に含まれない"],
    ["app feedback, report of Ivanti", "アプリのフィードバック (Ivantiの報告)"],
  ])("%s is said in Japanese", (evidence, words) => {
    expect(said("ja", evidence)).toBe(words);
  });

  it("that is somebody else's own stays as it is", () => {
    expect(said("ja", "com.example <b>bold</b>, 1; x")).toBe("com.example <b>bold</b>, 1; x");
  });

  it("is whole in English", () => {
    expect(said("en", "left its MDM, report of Ivanti")).toBe("Left its MDM (Report of Ivanti)");
  });
});
