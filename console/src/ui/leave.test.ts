import { describe, expect, it } from "vitest";
import { leaveFor, mayOpen, openWhenKnown, type Tab } from "./leave";

function aBrowser(opens = true) {
  const replaced: string[] = [];
  const assigned: string[] = [];
  let closed = false;
  const tab: Tab = { opener: {}, close: () => (closed = true), location: { replace: (url) => replaced.push(url) } };
  return { tab, replaced, assigned, isClosed: () => closed, ways: { open: () => (opens ? tab : null), assign: (url: string) => assigned.push(url) } };
}

describe("addresses that lead out of the console", () => {
  it.each([
    ["https://start.teamviewer.com/s12345678", true],
    ["teamviewer10://control?device=123456789", true],
    ["javascript:alert(1)", false],
    ["JavaScript:alert(1)", false],
    ["data:text/html,x", false],
    ["/devices", false],
    ["", false],
  ])("%s: %s", (url, want) => expect(mayOpen(url)).toBe(want));

  it("are left for only by http(s)", () => {
    expect(leaveFor("teamviewer10://control")).toBe(false);
    expect(leaveFor("//evil.example")).toBe(false);
  });

  it("open in a tab that cannot reach back", async () => {
    const { tab, replaced, isClosed, ways } = aBrowser();
    expect(await openWhenKnown(async () => "https://start.teamviewer.com/x", ways)).toBe(true);
    expect(replaced).toEqual(["https://start.teamviewer.com/x"]);
    expect(tab.opener).toBeNull();
    expect(isClosed()).toBe(false);
  });

  it("of programs go to the browser, and leave no empty tab", async () => {
    const { replaced, assigned, isClosed, ways } = aBrowser();
    expect(await openWhenKnown(async () => "teamviewer10://control?device=123456789", ways)).toBe(true);
    expect([replaced, assigned, isClosed()]).toEqual([[], ["teamviewer10://control?device=123456789"], true]);
  });

  it("close the tab again when the address is not to be had or is none", async () => {
    const refused = aBrowser();
    await expect(openWhenKnown(() => Promise.reject(new Error("no")), refused.ways)).rejects.toThrow("no");
    expect(refused.isClosed()).toBe(true);
    const evil = aBrowser();
    expect(await openWhenKnown(async () => "javascript:alert(1)", evil.ways)).toBe(false);
    expect([evil.replaced, evil.assigned, evil.isClosed()]).toEqual([[], [], true]);
  });

  it("say so when the browser opens no tab", async () => {
    expect(await openWhenKnown(async () => "https://start.teamviewer.com/x", aBrowser(false).ways)).toBe(false);
  });
});
