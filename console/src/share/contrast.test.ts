import { describe, expect, it } from "vitest";
import { contrastToWhite, readable } from "./contrast";

describe("white words on the company's color", () => {
  it.each([
    ["#000000", 21],
    ["#ffffff", 1],
    ["#767676", 4.54],
    ["#777777", 4.48],
    ["red", 0],
    ["#12345", 0],
    [undefined, 0],
  ])("%s: %d", (color, want) => expect(contrastToWhite(color)).toBeCloseTo(want, 2));

  it("leave a color alone that they cannot be read on", () => {
    expect(readable("#767676")).toBe("#767676");
    expect(readable("#777777")).toBeUndefined();
  });
});
