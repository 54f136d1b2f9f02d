import { describe, expect, it } from "vitest";
import { checkWords, qrCode } from "./qr";

const link = "https://start.teamviewer.com/s12345678";

/** As a reader that is not ours (jsQR) read it back to the link, when this was written. */
const drawn = [
  "#######.####..#...###.#######",
  "#.....#.#....#...##...#.....#",
  "#.###.#....#.###..#.#.#.###.#",
  "#.###.#.#....#.###..#.#.###.#",
  "#.###.#..#.###.#.###..#.###.#",
  "#.....#...####...#.##.#.....#",
  "#######.#.#.#.#.#.#.#.#######",
  "........##.#..#.##...........",
  "#.##.###..#.##...#.#..#..#.##",
  "#.##.#..#.#.##...####.###...#",
  "##..#.####.#.#....#..#.##.##.",
  "...#.#..#.###......#..#.....#",
  "#.#.#.###.#...####.#.#.#.##..",
  "#.###...#.....##.#.#..#...###",
  "#..##.#.#.#.##...#.#.#.#..###",
  "....##.##..#..#....####.#..#.",
  "#.##..##..#.#.#.#.#..#.###.#.",
  "..#.#....###..####..##.#.###.",
  "#...#.#..###.###.#..#...#.#..",
  "..###..##.#.####.##.......#..",
  ".##..####.##.##..##.#######..",
  "........#........##.#...#####",
  "#######.##.##.#.#####.#.##.#.",
  "#.....#.#######.#.#.#...##...",
  "#.###.#..##....####.#####.#..",
  "#.###.#.#.#....#...###..##..#",
  "#.###.#.#.#......###...#..#.#",
  "#.....#..#.#.#......#..#.#.#.",
  "#######.####....#.####.#.#.#.",
];

const draw = (rows: readonly (readonly boolean[])[] | null) => rows?.map((row) => row.map((dark) => (dark ? "#" : ".")).join(""));

describe("a QR code", () => {
  it("has the checks of Reed and Solomon", () => {
    // HELLO WORLD at 1-M, the worked example that readers are tried with.
    const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
    expect(checkWords(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  });

  it("of a link is the one that was read back", () => {
    expect(draw(qrCode(link))).toEqual(drawn);
  });

  it("says in its format which mask was used", () => {
    // Level M with mask 5 is 100000011001110 (ISO/IEC 18004, annex C), from the highest bit.
    const rows = draw(qrCode(link, 5)) ?? [];
    const under = [0, 1, 2, 3, 4, 5, 7].map((x) => rows[8]?.[x]).join("");
    const beside = [8, 7, 5, 4, 3, 2, 1, 0].map((y) => rows[y]?.[8]).join("");
    expect((under + beside).replaceAll("#", "1").replaceAll(".", "0")).toBe("100000011001110");
  });

  it.each([
    ["a".repeat(14), 21],
    ["a".repeat(15), 25],
    ["a".repeat(180), 53],
    ["a".repeat(181), 57],
    ["あ".repeat(222), 97],
  ])("is as large as it has to be: %#", (text, size) => expect(qrCode(text)).toHaveLength(size));

  it("is none when the text is too long", () => {
    expect(qrCode("a".repeat(667))).toBeNull();
  });
});
