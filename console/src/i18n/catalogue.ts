import enProblems from "./en/problems.json";
import enUi from "./en/ui.json";
import enWords from "./en/words.json";
import jaProblems from "./ja/problems.json";
import jaUi from "./ja/ui.json";
import jaWords from "./ja/words.json";

// One file per area and language. A new area is added here twice; the compiler and catalogue.test.ts see to the rest.
export const en = {
  problems: enProblems,
  ui: enUi,
  words: enWords,
};

/** The same keys as English, each a text. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

export const ja: Words<typeof en> = {
  problems: jaProblems,
  ui: jaUi,
  words: jaWords,
};
