import { describe, expect, it } from "vitest";
import { formats } from "./format";

describe("durations", () => {
  it.each([
    [0, "0 sec", "0 秒"],
    [59.4, "59 sec", "59 秒"],
    [60, "1 min 0 sec", "1 分 0 秒"],
    [187, "3 min 7 sec", "3 分 7 秒"],
    [3 * 3600 + 5 * 60 + 9, "3 hr 5 min", "3 時間 5 分"],
    [50 * 3600, "2 days 2 hr", "2 日 2 時間"],
    [-5, "0 sec", "0 秒"],
  ])("%d seconds", (seconds, en, ja) => {
    expect(formats("en").duration(seconds)).toBe(en);
    expect(formats("ja").duration(seconds)).toBe(ja);
  });
});

describe("how long ago", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  it.each([
    ["2026-11-22T11:59:30Z", "now", "今"],
    ["2026-11-22T11:48:00Z", "12 min. ago", "12 分前"],
    ["2026-11-21T11:00:00Z", "yesterday", "昨日"],
    ["2024-11-21T11:00:00Z", "2 yr. ago", "2 年前"],
  ])("%s", (at, en, ja) => {
    expect(formats("en").ago(at, now)).toBe(en);
    expect(formats("ja").ago(at, now)).toBe(ja);
  });
});

describe("a clock that runs down", () => {
  it.each([
    [245, "4:05"],
    [0.2, "0:01"],
    [0, "0:00"],
    [-3, "0:00"],
  ])("%d", (seconds, text) => expect(formats("en").clock(seconds)).toBe(text));
});
