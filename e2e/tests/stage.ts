import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";
import { Server } from "./server";

export { expect };

/** Who signs in on servers that a story does not set up itself. */
export const administrator = { name: "Mika Sato", email: "mika@example.com", password: "a tidy desk, most days" } as const;

/** A device as the API lists it, as far as stories look for one. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly presence: string;
  readonly owner: { readonly name?: string };
}

type Options = Parameters<import("@playwright/test").Browser["newContext"]>[0];

interface Fixtures {
  /** A window of someone who is not signed in anywhere; what goes wrong in it fails the story. */
  newWindow: (server: Server, options?: Options) => Promise<Page>;
  /** A window of the administrator of a server, on its first page. */
  newDesk: (server: Server, options?: Options) => Promise<Page>;
}

/**
 * What a story stands on: a server that other stories use too, and windows that are watched. A story finds, makes and
 * ends what it needs, so that their order does not matter.
 */
export const test = base.extend<Fixtures, { shared: Server }>({
  shared: [
    // biome-ignore lint: the first argument of a fixture must be an object pattern
    async ({}, use) => {
      const server = new Server();
      await server.start();
      await setUp(server);
      await allThere(server);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  newWindow: async ({ browser }, use) => {
    const opened: BrowserContext[] = [];
    const wrong: string[] = [];
    await use(async (server, options) => {
      const context = await browser.newContext({ baseURL: server.url, locale: "en-GB", ...options });
      opened.push(context);
      watch(context, wrong);
      return context.newPage();
    });
    for (const context of opened) await context.close();
    expect(wrong, "errors in the browser's console").toEqual([]);
  },
  newDesk: async ({ newWindow }, use) => {
    await use(async (server, options) => {
      const page = await newWindow(server, options);
      await page.context().addCookies([{ ...server.cookie, url: server.url }]);
      await page.goto("/devices");
      return page;
    });
  },
});

/** Notes what no page may do: throw, or run into the content security policy. Refused requests are part of stories. */
function watch(context: BrowserContext, wrong: string[]) {
  context.on("weberror", (error) => wrong.push(`${error.page()?.url()}: ${error.error().stack ?? error.error().message}`));
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    if (/^Failed to load resource: |net::ERR_/.test(message.text())) return;
    // Chromium itself looks for a camera when a page asks for a screen; the policy forbids cameras.
    if (message.text() === "Permissions policy violation: camera is not allowed in this document.") return;
    wrong.push(`${message.page()?.url()}: ${message.text()}`);
  });
}

/** Makes the administrator, as the first page would. */
export async function setUp(server: Server) {
  const token = new URL(server.signInLink).hash.slice(1);
  const answer = await fetch(`${server.url}/api/v1/setup`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, ...administrator, language: "en" }),
  });
  if (!answer.ok) throw new Error(`set up: ${answer.status} ${await answer.text()}`);
  const [name = "", value = ""] = (answer.headers.get("set-cookie") ?? "").split(";", 1)[0]?.split("=") ?? [];
  server.cookie = { name, value };
}

/** Waits until every simulated device has been seen, and those that stay are online. */
export async function allThere(server: Server) {
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${server.url}/api/v1/devices/counts`, { headers: { cookie: `${server.cookie.name}=${server.cookie.value}` } });
        const { matching, online }: { matching: number; online: number } = await answer.json();
        return matching === 200 && online > 120;
      },
      { message: "the simulated devices come online" },
    )
    .toBe(true);
}

/** Finds one device by what the search field finds; each story takes its own. */
export async function deviceFor(page: Page, search: string): Promise<Device> {
  const answer = await page.request.get(`/api/v1/devices?search=${encodeURIComponent(search)}`);
  const { items }: { items: Device[] } = await answer.json();
  const [found] = items;
  if (found === undefined) throw new Error(`no device is found by ${search}`);
  return found;
}
