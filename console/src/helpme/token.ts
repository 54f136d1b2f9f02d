const name = "haw:help-me";

/**
 * The token of a help link: from the address, where it is taken away so that nobody reads it over a shoulder or in the
 * history, else what this tab kept, so that a reload comes back. Empty when there is none.
 */
export function takeToken(): string {
  const found = location.hash.slice(1);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  if (/^[\w-]{1,64}$/.test(found)) {
    sessionStorage.setItem(name, found);
    return found;
  }
  return found === "" ? (sessionStorage.getItem(name) ?? "") : "";
}
