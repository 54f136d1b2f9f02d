import type { Page } from "@playwright/test";
import axe, { type Result, type RunOnly, type RunOptions } from "axe-core";
import { expect } from "./stage";

/** All that a page is held to, and the part of it that light and dark differ in. */
export const rules: RunOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
const colors: RunOnly = { type: "rule", values: ["color-contrast"] };

/** What axe finds broken, and what it could not decide. Our pages have no frames, so that one document is all. */
export async function judge(page: Page, runOnly: RunOnly): Promise<{ violations: Result[]; incomplete: Result[] }> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const options: RunOptions = { runOnly, resultTypes: ["violations", "incomplete"] };
  return page.evaluate(async (options) => {
    const { violations, incomplete } = await (window as unknown as { axe: typeof axe }).axe.run(document, options);
    return { violations, incomplete };
  }, options);
}

/** Brings the page into light or dark and waits until its colors stand still. */
async function turn(page: Page, scheme: "light" | "dark") {
  await page.emulateMedia({ colorScheme: scheme });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", scheme);
  // Even the shortest transition shows its first color until the next frame, which a busy machine draws late.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().flatMap((running) => (running instanceof CSSTransition ? [running.finished] : []))),
  );
}

/** Fails when the page is wider than its window. */
async function fits(page: Page, what: string) {
  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(sticksOut, `${what}: pixels that stick out of the window`).toBeLessThanOrEqual(0);
}

/**
 * Fails on what breaks WCAG 2.2 A or AA by axe's rules, and prints what axe could not decide. Light and dark are the same
 * page in other colors, so that the second look is at colors alone; no look sticks out of a phone's or a desk's window.
 */
export async function accessible(page: Page, what: string) {
  for (const [scheme, which] of [["light", rules], ["dark", colors]] as const) {
    await turn(page, scheme);
    const { violations, incomplete } = await judge(page, which);
    const words = (found: Result[]) =>
      found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => [target.join(" "), any[0]?.message].join(": ")).join(" | ")}`);
    for (const line of words(incomplete)) console.log(`      incomplete: ${what}, ${scheme}: ${line.slice(0, 160)}`);
    expect.soft(words(violations), `${what}, ${scheme}: violations`).toEqual([]);
  }
  await turn(page, "light");
  await fits(page, what);
}

/** Where text is meant to be cut, and why. */
const meantToBeCut = [
  // Rows of the device list are of one height, as only those in sight are drawn. Names of any length are whole on the
  // device's page; our own words there are not excused.
  '[role="table"][aria-label="Device list"] [role="cell"] bdi',
  '[role="table"][aria-label="デバイスリスト"] [role="cell"] bdi',
  // In the same rows, in a phone's width, how a device is managed gives way to the marks beside it.
  '[role="cell"] [data-kind="management"]',
];

/** Says which texts of the page cannot be read whole: cut off by an element that neither shows nor scrolls to the rest. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate((allowed) => {
    const found: string[] = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const cuts = (overflow: string) => overflow === "hidden" || overflow === "clip";
    const cutBy = (start: Element, text: DOMRect): Element | undefined => {
      let [x, y] = [true, true]; // what a scrolling element can bring into view is not cut
      for (let at: Element | null = start; at !== null && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        if (box.width <= 1 && cuts(style.overflowX)) return undefined; // for screen readers only
        if (x && cuts(style.overflowX) && (text.right > box.right + 1 || text.left < box.left - 1)) return at;
        // A line's box is taller than its letters: a fifth of it may be missing above and below.
        const spare = text.height / 5;
        if (y && cuts(style.overflowY) && (text.bottom > box.bottom + spare || text.top < box.top - spare)) return at;
        if (/auto|scroll/.test(style.overflowX)) x = false;
        if (/auto|scroll/.test(style.overflowY)) y = false;
        if (style.position === "fixed") return undefined;
      }
      return undefined;
    };
    for (let node = words.nextNode(); node !== null; node = words.nextNode()) {
      const element = node.parentElement;
      if (element === null || (node.textContent ?? "").trim() === "" || allowed.some((selector) => element.closest(selector))) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      const cut = [...range.getClientRects()].map((rect) => cutBy(element, rect)).find((by) => by !== undefined);
      if (cut) found.push(`"${(node.textContent ?? "").trim().slice(0, 60)}" by ${cut.tagName.toLowerCase()}.${cut.className}`);
    }
    return found;
  }, meantToBeCut);
}

/** Fails when a text is cut off or the page sticks out, in light and in dark. */
export async function whole(page: Page, what: string) {
  for (const scheme of ["light", "dark"] as const) {
    await turn(page, scheme);
    expect.soft(await cutTexts(page), `${what}, ${scheme}: text that is cut off`).toEqual([]);
  }
  await turn(page, "light");
  await fits(page, what);
}
