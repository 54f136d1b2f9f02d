import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// The same bound as for expect.poll in vite.config.ts.
configure({ asyncUtilTimeout: 60_000 });

// jsdom lays nothing out; these are the parts of a browser that Mantine and the virtualizer ask for.
window.matchMedia ??= (query: string): MediaQueryList => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
});

class NoResize implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver ??= NoResize;
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.scrollTo ??= () => {};
window.scrollTo = () => {};
Object.defineProperty(document, "fonts", { value: { addEventListener: () => {}, removeEventListener: () => {} } });

afterEach(cleanup);

/** A live stream that never says anything. */
class SilentStream extends EventTarget {
  readonly readyState = 0;
  close() {}
}
vi.stubGlobal("EventSource", SilentStream);

// Rows of the virtual list are only drawn where there is room; jsdom gives every element a size of zero.
Object.defineProperty(Element.prototype, "clientHeight", { get: () => 600 });
Object.defineProperty(Element.prototype, "clientWidth", { get: () => 1000 });

afterEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});
