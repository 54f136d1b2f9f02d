import { describe, expect, it } from "vitest";
import { fromField, proposed, toField } from "./moments";

describe("times to come", () => {
  const now = new Date(2026, 10, 22, 9, 12);
  it("go into the field and back", () => {
    expect(toField(now)).toBe("2026-11-22T09:12");
    expect(fromField("2026-11-22T10:00", now)).toBe(new Date(2026, 10, 22, 10).toISOString());
  });
  it.each(["", "tomorrow", "2026-11-22T09:12", "2020-01-01T00:00"])("%o is none", (text) => expect(fromField(text, now)).toBeUndefined());
  it("are proposed on the half hour", () => {
    expect(toField(proposed(now))).toBe("2026-11-22T10:30");
    expect(toField(proposed(new Date(2026, 10, 22, 23, 45)))).toBe("2026-11-23T01:00");
  });
});
