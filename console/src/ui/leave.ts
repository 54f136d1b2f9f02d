/** Schemes that would run or read something here instead of leaving. */
const unsafe = /^(javascript|data|vbscript|blob|file|about|filesystem|view-source):/i;

/** Whether an address that a server gave may be opened: it is whole and leads out of this page. */
export function mayOpen(url: string): boolean {
  try {
    return !unsafe.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** Leaves this page for a web address, such as a provider's sign-in. Anything but http(s) is refused with false. */
export function leaveFor(url: string): boolean {
  if (!/^https?:\/\//i.test(url) || !mayOpen(url)) return false;
  window.location.assign(url);
  return true;
}

/** A tab that was opened for an address that is not known yet. */
export interface Tab {
  opener: unknown;
  close: () => void;
  location: { replace: (url: string) => void };
}

/** What of the browser is needed to leave; a test puts its own in place. */
export interface Ways {
  open: () => Tab | null;
  assign: (url: string) => void;
}

const browser: Ways = { open: () => window.open("", "_blank"), assign: (url) => window.location.assign(url) };

/**
 * Opens an address that is still to be asked for in a tab of its own; false when it may not be opened, or the browser
 * opens no tab. Browsers let a page open a tab only while a press is being handled, so the tab is opened first and led on
 * when the address is there. Addresses of a program on this computer (teamviewer10:…) are given to the browser instead,
 * and the tab is closed. The address is kept nowhere.
 */
export async function openWhenKnown(ask: () => Promise<string>, ways: Ways = browser): Promise<boolean> {
  const tab = ways.open();
  if (tab) tab.opener = null;
  let url = "";
  try {
    url = await ask();
  } catch (error) {
    tab?.close();
    throw error;
  }
  const inTab = /^https?:/i.test(url);
  if (!mayOpen(url) || !inTab || !tab) tab?.close();
  if (!mayOpen(url)) return false;
  if (!inTab) ways.assign(url);
  else tab?.location.replace(url);
  return !inTab || tab !== null;
}
