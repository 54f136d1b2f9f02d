let taken = "";

/**
 * Takes the one-time token out of the fragment of the address and wipes it there, so that it stays in no history and
 * on no screenshot. Called again, it gives what the first call took.
 */
export function takeToken(): string {
  const fragment = location.hash.slice(1);
  if (fragment !== "") {
    taken = fragment;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return taken;
}
