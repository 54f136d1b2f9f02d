import { type APIRequestContext, type Page, request } from "@playwright/test";
import { accessible, cutTexts, whole } from "./looks";
import { activate, apps, connectMe, distribute, mapKeys, remove, setSeats, start } from "./provisioning";
import { Handset, packages, usersWait } from "./outside";
import { Server } from "./server";
import { allThere, deviceFor, expect, setUp, test } from "./stage";

// How the pages of TeamViewer look, on a server where there is something on each of them.
test.describe.configure({ mode: "serial" });

const server = new Server();
let call: APIRequestContext;
/** What the pages show: a device with support apps, a session that waits on it, a removal, and a link to ask for help. */
let device = "";
let session = "";
let removal = "";
let help = "";

test.beforeAll(async () => {
  await server.start();
  await setUp(server);
  await allThere(server);
  await usersWait(server);
  call = await request.newContext({ baseURL: server.url, extraHTTPHeaders: { cookie: `${server.cookie.name}=${server.cookie.value}` } });
});
test.afterAll(async () => {
  await call.dispose();
  await server.stop();
});

test("there is something on each page", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  ({ id: device } = await deviceFor(page, "HAM-AQW4-smith-036"));
  const other = await deviceFor(page, "LON-XP10-rossi-086");
  await activate(call, "attended");
  await activate(call, "unattended");
  await connectMe(call);
  await mapKeys(call);
  await setSeats(call, 3);
  await distribute(call, apps.quickSupport, [device]);
  await distribute(call, apps.host, [device, other.id], true);
  const handset = await Handset.open(await newWindow(server), other.id);
  await handset.has(packages.host);
  await handset.page.getByTestId("sim-power").click();
  await expect(handset.page.getByTestId("sim-mdm")).toHaveAttribute("data-state", "off");
  session = await start(call, device, "attended", "Mail does not arrive");
  removal = await remove(call, "unattended");
  const made = await call.post(`/api/v1/devices/${device}/help-link`);
  help = ((await made.json()) as { link: string }).link;
});

interface Screen {
  name: string;
  at: () => string;
  /** Brings the page to what is looked at, beyond its address. */
  open?: (page: Page) => Promise<void>;
  /** People use it on a phone, too. */
  onPhone?: boolean;
}

const section = (name: string) => `/admin/infrastructure/help-at-work?section=${name}`;

const screens: Screen[] = [
  { name: "devices", at: () => "/devices?search=smith", onPhone: true },
  { name: "activation", at: () => "/admin/infrastructure/help-at-work" },
  { name: "branding", at: () => section("branding") },
  { name: "sending", at: () => section("sending") },
  { name: "licenses", at: () => section("seats") },
  { name: "MDM connections", at: () => section("mdm") },
  { name: "TeamViewer users", at: () => section("users") },
  { name: "TeamViewer integration", at: () => "/admin/infrastructure/teamviewer-integration" },
  { name: "removal", at: () => `/admin/infrastructure/help-at-work/removals/${removal}` },
  { name: "app catalog", at: () => "/admin/apps" },
  { name: "app", at: () => `/admin/apps/${apps.host}` },
  { name: "distribution", at: () => `/admin/apps/${apps.host}?tab=distribution` },
  { name: "app configuration", at: () => `/admin/apps/${apps.host}?tab=configuration` },
  { name: "app's devices", at: () => `/admin/apps/${apps.host}?tab=devices` },
  { name: "support apps of a device", at: () => `/devices/${device}?tab=support`, onPhone: true },
  {
    name: "start dialog",
    at: () => `/devices/${device}?start=attended&provider=teamviewer`,
    open: async (page) => {
      await expect(page.getByTestId("start-session")).toBeVisible();
      await expect(page.getByRole("dialog").getByRole("listitem").first()).toBeVisible();
    },
    onPhone: true,
  },
  {
    name: "session that waits",
    at: () => `/sessions/${session}`,
    open: (page) => expect(page.getByTestId("outside-state")).toHaveAttribute("data-state", "waiting"),
    onPhone: true,
  },
  { name: "help requests", at: () => "/help", onPhone: true },
  { name: "account", at: () => "/account", onPhone: true },
  { name: "get TeamViewer", at: () => "/get-teamviewer", onPhone: true },
  { name: "join", at: () => "/join", onPhone: true },
  { name: "help me", at: () => help.replace(/^https?:\/\/[^/]+/, ""), onPhone: true },
];

/** The screens that texts are measured on, in both languages and themes. */
const measured = new Set([
  "devices", "activation", "licenses", "removal", "app catalog", "distribution", "support apps of a device",
  "start dialog", "session that waits", "help requests", "account", "help me",
]);

async function show(page: Page, screen: Screen) {
  await page.goto("about:blank"); // the same address with another fragment would load nothing
  await page.goto(screen.at());
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.getByText(/^(Loading…|読み込み中…)$/)).toHaveCount(0);
  await screen.open?.(page);
}

const desk = { width: 1280, height: 800 };
const hand = { width: 390, height: 800 };

// Names and roles are the same in both languages, so that each is checked whole in one width: English on a desk, Japanese in
// a hand.
for (const language of ["en", "ja"] as const) {
  test(`every page of TeamViewer is accessible in ${language}, and no text of twelve screens is cut off`, async ({ newDesk }) => {
    expect(screens.filter(({ name }) => measured.has(name))).toHaveLength(12);
    const page = await newDesk(server, { locale: language, viewport: desk, reducedMotion: "reduce" });
    for (const screen of screens) {
      const { name, onPhone } = screen;
      if (language === "ja" && !onPhone && !measured.has(name)) continue;
      await page.setViewportSize(desk);
      await show(page, screen);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      if (measured.has(name)) await whole(page, `${name}, ${desk.width} wide`);
      if (language === "en") await accessible(page, name);
      if (!onPhone) continue;
      await page.setViewportSize(hand);
      await whole(page, `${name}, ${hand.width} wide`);
      if (language === "ja") await accessible(page, name);
    }
  });
}

test("a text that is cut off is found", async ({ newDesk }) => {
  const page = await newDesk(server);
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toBeVisible();
  expect(await cutTexts(page)).toEqual([]);
  await title.evaluate((element) => {
    element.style.cssText = "inline-size: 3ch; overflow: hidden; white-space: nowrap";
  });
  expect(await cutTexts(page)).toEqual([expect.stringContaining('"Devices" by h1')]);
});
