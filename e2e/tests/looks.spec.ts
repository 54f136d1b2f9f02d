import { accessible, judge, rules } from "./looks";
import { Phone } from "./phone";
import { deviceFor, expect, test } from "./stage";
import { Viewer } from "./viewer";

const looks = [
  { language: "en", width: 1280 },
  { language: "ja", width: 412 },
] as const;

for (const { language, width } of looks) {
  test(`every page is accessible in ${language}, ${width} pixels wide, in light and dark`, async ({ shared, newDesk, newWindow }) => {
    const options = { locale: language, viewport: { width, height: 800 }, reducedMotion: "reduce" } as const;
    const stranger = await newWindow(shared, options);
    for (const address of ["/sign-in", "/welcome#no-token", "/link#some-token", "/share/", "/sim/"]) {
      await stranger.goto("about:blank");
      await stranger.goto(address);
      await expect(stranger.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(stranger.locator("html")).toHaveAttribute("lang", language);
      await accessible(stranger, address);
    }

    const page = await newDesk(shared, options);
    const user = async (id: string, action: string) => {
      const answer = await page.request.post(`/sim/devices/${id}/user`, { data: { action, text: "" } });
      expect(answer.ok(), action).toBe(true);
    };
    const android = await deviceFor(page, "MUC-XC7-novak-046");
    const helped = await deviceFor(page, "BER-TC58-fischer-069");
    await user(helped.id, "help");
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    for (const address of ["/devices", `/devices/${android.id}`, "/help", "/history", "/audit", "/people", "/account"]) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("main").getByText(/^(Loading…|読み込み中…)$/)).toHaveCount(0);
      if (address === "/devices") await expect(page.getByRole("link", { name: "Anna Garcia" }).first()).toBeVisible();
      await accessible(page, address);
    }
    await user(helped.id, "cancel_help");

    await page.request.post("/sim/auto", { data: { on: false } });
    await page.goto(`/devices/${android.id}`);
    await page.getByRole("button", { name: /^(Actions|アクション)$/ }).click();
    await page.getByRole("menuitem").first().click();
    await expect(page.getByTestId("start-session")).toBeVisible();
    await accessible(page, "start dialog");
    await page.getByRole("dialog").getByRole("textbox").first().fill("Help desk support");
    await page.getByTestId("start-session").click();
    const viewer = new Viewer(page);
    await viewer.covered("waiting");
    await accessible(page, "viewer, waiting");
    const phone = await Phone.open(stranger, android.id);
    await expect(stranger.getByTestId("sim-accept")).toBeVisible();
    await accessible(stranger, "consent");
    await stranger.getByTestId("sim-accept").click();
    await viewer.live();
    await accessible(page, "viewer, live");
    await expect(stranger.getByTestId("sim-end")).toBeVisible();
    await accessible(stranger, "simulated phone in a session");
    await stranger.getByTestId("sim-end").click();
    await viewer.covered("ended");
    await accessible(page, "viewer, ended");
    await expect(phone.session).toHaveAttribute("data-state", "ended");
    await page.request.post("/sim/auto", { data: { on: true } });
  });
}

test("what cannot be read or has no name is found", async ({ shared, newDesk }) => {
  const page = await newDesk(shared, { reducedMotion: "reduce" });
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toBeVisible();
  await title.evaluate((element) => {
    element.style.color = "#ccc";
    element.append(document.createElement("button"));
  });
  const { violations } = await judge(page, rules);
  expect(violations.map(({ id }) => id)).toEqual(["button-name", "color-contrast"]);
});

test("a session by keyboard alone", async ({ shared, newDesk }) => {
  const page = await newDesk(shared);
  /** Presses Tab until something of this name has the focus. */
  const reach = async (name: RegExp, presses = 60) => {
    for (let n = 0; n < presses; n++) {
      const focused = page.locator(":focus");
      const label = (await focused.count()) > 0 ? await focused.evaluate((e) => e.getAttribute("aria-label") ?? e.textContent ?? "") : "";
      if (name.test(label)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  await expect(page.getByRole("heading", { name: "Devices" })).toBeVisible();
  await reach(/^Search devices$/);
  await page.keyboard.type("higashi-003");
  await expect(page.getByRole("row")).toHaveCount(2);
  await reach(/^東 花子$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /東 花子/ })).toBeVisible();
  await reach(/^Actions$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Start remote control" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Reason" })).toBeFocused();
  await page.keyboard.type("By keyboard");
  await reach(/^Start$/);
  await page.keyboard.press("Enter");
  const viewer = new Viewer(page);
  await viewer.live();
  await reach(/^Recent apps$/);
  await viewer.changes(() => page.keyboard.press("Enter"), "Recent apps", 0.05);
  await reach(/^Type on the device$/);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("viewer-keyboard")).toBeFocused();
  await page.keyboard.press("Control+Alt+Shift");
  await reach(/^End session/);
  await page.keyboard.press("Enter");
  await viewer.covered("ended");
});
