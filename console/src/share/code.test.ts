import { describe, expect, it } from "vitest";
import { codeOf } from "./code";
// The server holds itself to the same table.
import codes from "../../../internal/support/testdata/codes.json";

describe("a code", () => {
  it.each(codes)("is found as the server finds it: $text", ({ text, code }) => {
    expect(codeOf(text)).toBe(code);
  });
});
