import { describe, expect, it } from "vitest";
import { asCode, codeOf } from "./code";
// The server holds itself to the same table.
import codes from "../../../internal/support/testdata/codes.json";

describe("a code", () => {
  it.each(codes)("is found as the server finds it: $text", ({ text, code }) => {
    expect(codeOf(text)).toBe(code);
  });

  it("is shown in groups, and what is none as it was typed", () => {
    expect(asCode("コード：１２３ー４５６　７８９")).toBe("123 456 789");
    expect(asCode("12345")).toBe("12345");
  });
});
