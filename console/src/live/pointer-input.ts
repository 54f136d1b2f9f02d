import { type Box, clampedIn, type Place, placeIn } from "./geometry";
import type { Hands } from "./hands";
import { maxFingers } from "./wire";

/** Pixels that a wheel's "line" stands for, as browsers that count in pixels scroll it. */
const pixelsPerLine = 19;
/** Two fingers moved by one mouse stand this far apart, in parts of the frame's width. */
const fingersApart = 0.16;

interface Contact {
  fingers: number[];
  /** The places of those fingers for a place of the pointer. */
  spread: (at: Place) => Place[];
}

export interface PointerInputConfig {
  /** What takes the pointer: it lies over the video and has its size. */
  element: HTMLElement;
  /** Where the frame is on the page now; bars around it are not part of it. */
  box: () => Box;
  hands: Hands;
}

/**
 * Mouse, pen and fingers on the picture. The left button is a finger, the right one Back, the middle one Home; Ctrl
 * and drag are two fingers mirrored at the middle, with Shift two side by side. What begins in the bars is nobody's.
 */
export class PointerInput {
  private contacts = new Map<number, Contact>();
  private stopped = new AbortController();

  constructor(private readonly config: PointerInputConfig) {
    const { element } = config;
    const { signal } = this.stopped;
    element.style.touchAction = "none";
    element.addEventListener("pointerdown", (e) => this.press(e), { signal });
    element.addEventListener("pointermove", (e) => this.drag(e), { signal });
    element.addEventListener("pointerup", (e) => this.lift(e), { signal });
    element.addEventListener("pointercancel", (e) => this.lose(e), { signal });
    element.addEventListener("lostpointercapture", (e) => this.lose(e), { signal });
    element.addEventListener("contextmenu", (e) => e.preventDefault(), { signal });
    // Chromium starts scrolling by the middle button on mousedown, not on pointerdown.
    element.addEventListener("mousedown", (e) => e.button === 1 && e.preventDefault(), { signal });
    element.addEventListener("wheel", (e) => this.scroll(e), { signal, passive: false });
    window.addEventListener("blur", () => this.releaseAll(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.releaseAll(), { signal });
  }

  /** Ends, and lets go of everything. */
  stop() {
    this.releaseAll();
    this.stopped.abort();
  }

  private releaseAll() {
    this.contacts.clear();
    this.config.hands.releaseAll();
  }

  private press(e: PointerEvent) {
    const { hands, element } = this.config;
    const at = placeIn(this.config.box(), e.clientX, e.clientY);
    if (!at || this.contacts.has(e.pointerId)) return;
    if (e.pointerType === "mouse" && e.button !== 0) {
      if (e.button === 2) hands.button("back");
      if (e.button === 1) hands.button("home");
      e.preventDefault();
      return;
    }
    const contact = this.contactFor(e);
    if (!contact) return;
    const places = contact.spread(at);
    const down = contact.fingers.filter((finger, i) => hands.down(finger, places[i] ?? at));
    if (down.length === 0) return;
    this.contacts.set(e.pointerId, { ...contact, fingers: down });
    element.setPointerCapture(e.pointerId);
  }

  private contactFor(e: PointerEvent): Contact | null {
    const taken = new Set([...this.contacts.values()].flatMap((c) => c.fingers));
    const free = Array.from({ length: maxFingers }, (_, i) => i).filter((i) => !taken.has(i));
    const [first, second] = free;
    if (first === undefined) return null;
    if (e.pointerType !== "mouse" || !e.ctrlKey || second === undefined) return { fingers: [first], spread: (at) => [at] };
    const other = e.shiftKey ? beside : mirrored;
    return { fingers: [first, second], spread: (at) => [at, other(at)] };
  }

  private drag(e: PointerEvent) {
    const contact = this.contacts.get(e.pointerId);
    if (!contact) return;
    // The event itself is the newest of the coalesced ones; Hands thins what comes faster than 60 in a second.
    const places = contact.spread(clampedIn(this.config.box(), e.clientX, e.clientY));
    contact.fingers.forEach((finger, i) => {
      const place = places[i];
      if (place) this.config.hands.move(finger, place);
    });
  }

  private lift(e: PointerEvent) {
    const contact = this.contacts.get(e.pointerId);
    if (!contact) return;
    this.contacts.delete(e.pointerId);
    const at = clampedIn(this.config.box(), e.clientX, e.clientY);
    const places = contact.spread(at);
    contact.fingers.forEach((finger, i) => this.config.hands.up(finger, places[i] ?? at));
  }

  private lose(e: PointerEvent) {
    const contact = this.contacts.get(e.pointerId);
    if (!contact) return;
    this.contacts.delete(e.pointerId);
    for (const finger of contact.fingers) this.config.hands.cancel(finger);
  }

  private scroll(e: WheelEvent) {
    const { hands } = this.config;
    const box = this.config.box();
    const at = placeIn(box, e.clientX, e.clientY);
    // Ctrl and wheel is the browser's zoom, which people need.
    if (!at || e.ctrlKey || !hands.allowedNow) return;
    e.preventDefault();
    hands.wheel(at, pixels(e.deltaX, e.deltaMode, box.width) / box.width, pixels(e.deltaY, e.deltaMode, box.height) / box.height);
  }
}

const mirrored = (at: Place): Place => ({ x: 1 - at.x, y: 1 - at.y });
const beside = (at: Place): Place => ({ x: at.x > 0.5 ? at.x - fingersApart : at.x + fingersApart, y: at.y });

/** What a wheel event counts, in pixels, whatever its unit. */
export function pixels(delta: number, mode: number, page: number): number {
  if (mode === WheelEvent.DOM_DELTA_LINE) return delta * pixelsPerLine;
  if (mode === WheelEvent.DOM_DELTA_PAGE) return delta * page;
  return delta;
}
