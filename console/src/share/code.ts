/** How many characters a field takes in which somebody types or pastes a code. */
export const maxCode = 200;

// What people and keyboards put into a code: spaces, invisible signs that are copied along, dashes, and what Japanese
// keyboards write in their place. A part of a longer number is no code, so a run is taken with what touches it.
const numberLike = /\w*\d(?:[\p{Z}\p{Cf}\p{Pd}\t\r\n−ーｰ.．・･·]*\d)*\w*/gu;

/** A text as the code that was found in it, in groups as it is read aloud; a text without one stays as it is. */
export function asCode(text: string): string {
  return codeOf(text).replaceAll(/(\d{3})(?=\d)/g, "$1 ") || text;
}

/** The nine digits of the one code in a text, however they were written; empty when there is none or more than one. */
export function codeOf(text: string): string {
  const narrow = text.replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const runs = (narrow.match(numberLike) ?? []).map((run) => run.replaceAll(/\W+/g, ""));
  const codes = new Set(runs.filter((run) => /^\d{9}$/.test(run)));
  const [code = ""] = codes;
  return codes.size === 1 ? code : "";
}
