import { describe, expect, it } from "vitest";
import { en, ja } from "./catalogue";

/** Japanese values that are right without Japanese script: names, units and what is written the same everywhere. */
const withoutScript = new Set(["ID", "IMEI", "UDID", "OS", "Help@Work", "Android", "iOS", "API", "iPhone / iPad", "TeamViewer", "Silver", "Gold", "Platinum"]);

type Tree = { [key: string]: string | Tree };

function* leaves(tree: Tree, path = ""): Generator<[string, string]> {
  for (const [key, value] of Object.entries(tree)) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === "string") yield [at, value];
    else yield* leaves(value, at);
  }
}

const english = new Map(leaves(en));
const japanese = new Map(leaves(ja));
const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

describe("the catalogues", () => {
  it("have the same keys in both languages", () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("leave nothing empty", () => {
    const empty = [...english, ...japanese].filter(([, text]) => text.trim() === "");
    expect(empty).toEqual([]);
  });

  it("fill in the same values in both languages", () => {
    for (const [key, text] of english) {
      expect(placeholders(japanese.get(key) ?? ""), key).toEqual(placeholders(text));
    }
  });

  it("are Japanese where they say so", () => {
    const script = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
    const spoken = (text: string) => /\p{L}/u.test(text.replaceAll(/\{\{\w+\}\}/g, "")); // more than values and signs
    const foreign = [...japanese].filter(([, text]) => spoken(text) && !script.test(text) && !withoutScript.has(text));
    expect(foreign).toEqual([]);
  });

  it("are not Japanese where they say English", () => {
    const script = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
    expect([...english].filter(([, text]) => script.test(text))).toEqual([]);
  });
});
