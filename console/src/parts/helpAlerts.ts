/** How this browser tells of a new help request, beside the list and the title of the window. */
export type AlertKind = "sound" | "notification";

const name = (kind: AlertKind) => `haw:help:${kind}`;
const listeners = new Set<() => void>();

/** Whether it is switched on; blocked storage means off. */
export function alertOn(kind: AlertKind): boolean {
  try {
    return localStorage.getItem(name(kind)) === "on";
  } catch {
    return false;
  }
}

export function switchAlert(kind: AlertKind, on: boolean) {
  try {
    if (on) localStorage.setItem(name(kind), "on");
    else localStorage.removeItem(name(kind));
  } catch {
    return; // it stays off where nothing can be kept
  }
  for (const listener of listeners) listener();
}

export function onAlertSwitched(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Two short notes. Browsers stay silent until the page was touched once; that is no failure. */
export function playTone() {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  const begin = context.currentTime;
  gain.gain.setValueAtTime(0.0001, begin);
  gain.gain.exponentialRampToValueAtTime(0.2, begin + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + 0.5);
  const tone = context.createOscillator();
  tone.frequency.setValueAtTime(660, begin);
  tone.frequency.setValueAtTime(880, begin + 0.16);
  tone.connect(gain);
  tone.onended = () => void context.close();
  tone.start(begin);
  tone.stop(begin + 0.5);
}

/** Does something in one tab of this browser only: whoever comes while another does it leaves it. */
export function inOneTab(what: string, act: () => void) {
  const { locks } = navigator;
  if (!locks) return act();
  void locks.request(`haw:alert:${what}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    act();
    await new Promise((done) => setTimeout(done, 2_000)); // the other tabs hear of it within this time
  });
}
