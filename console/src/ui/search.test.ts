import { describe, expect, it } from "vitest";
import { oneOf } from "@/ui/closedList";
import { day, endOfDay, ownPath, startOfDay, text } from "./search";

describe("the parameters of an address", () => {
  it("keep only paths of this console to go back to", () => {
    expect(ownPath("/devices?search=tanaka#x")).toBe("/devices?search=tanaka#x");
    for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "devices", "", 3, null]) {
      expect(ownPath(bad), String(bad)).toBeUndefined();
    }
  });

  it("keep texts within their length, and numbers as texts", () => {
    expect(text("a".repeat(200))).toHaveLength(100);
    expect(text(4711)).toBe("4711");
    expect(text("")).toBeUndefined();
    expect(text(["a"])).toBeUndefined();
  });

  it("keep only what is in a closed list", () => {
    expect(oneOf(["android", "ios"], "ios")).toBe("ios");
    expect(oneOf(["android", "ios"], "root")).toBeUndefined();
  });

  it("keep only days that exist, and know where they begin and end", () => {
    expect(day("2026-11-22")).toBe("2026-11-22");
    expect(day("2026-13-40")).toBeUndefined();
    expect(day("yesterday")).toBeUndefined();
    expect(new Date(startOfDay("2026-11-22") ?? "").getHours()).toBe(0);
    expect(new Date(endOfDay("2026-11-30") ?? "").getDate()).toBe(1);
    expect(startOfDay(undefined)).toBeUndefined();
  });
});
