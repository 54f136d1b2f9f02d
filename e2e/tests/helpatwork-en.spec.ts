import type { Page } from "@playwright/test";
import { consent, Handset, OutsideSession, packages, usersWait } from "./outside";
import { Server } from "./server";
import { allThere, deviceFor, expect, setUp, test } from "./stage";

// What an administrator and a technician do with TeamViewer, from activation to its removal, on a server of its own. An
// iPhone's session waits 25 seconds instead of 30 minutes, so that one expires within the story.
test.describe.configure({ mode: "serial" });

const server = new Server(["--deliver-within-ios", "25s"]);
test.beforeAll(async () => {
  await server.start();
  await setUp(server);
  await allThere(server);
  await usersWait(server);
});
test.afterAll(() => server.stop());

const kiosk = "AMS-TC58-novak-028";
const unattended = "LON-XP10-weber-021";
const lost = "LON-XP10-rossi-086";
const iPhone = "BER-IP15-schmidt-125"; // its user installed QuickSupport

const infrastructure = "/admin/infrastructure/help-at-work";

async function toSection(page: Page, name: string) {
  await page.goto(infrastructure);
  await page.getByRole("tab", { name, exact: true }).click();
}

async function toApp(page: Page, name: string, platform: string, tab: string) {
  await page.goto("/admin/apps");
  const row = page.getByRole("row").filter({ has: page.getByRole("cell", { name: platform, exact: true }) });
  await row.getByRole("link", { name, exact: true }).click();
  await page.getByRole("tab", { name: tab, exact: true }).click();
}

/** Puts devices into a custom distribution that is open on the page. */
async function pick(page: Page, ...devices: string[]) {
  await page.getByRole("radio", { name: "Custom Distribution" }).check();
  const picker = page.getByRole("group", { name: "Devices", exact: true });
  for (const name of devices) {
    await picker.getByRole("searchbox").fill(name);
    await picker.getByRole("button", { name: new RegExp(name) }).click();
    await expect(picker.getByRole("searchbox")).toHaveValue("");
  }
}

async function save(page: Page) {
  await page.getByRole("tabpanel").filter({ visible: true }).getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("tabpanel").filter({ visible: true }).getByText("Saved", { exact: true })).toBeVisible();
}

const toDevice = async (page: Page, name: string) => page.goto(`/devices/${(await deviceFor(page, name)).id}`);

async function startDialog(page: Page, action: string) {
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: action }).click();
  return page.getByRole("dialog");
}

test("both modes are activated with an account, and a refusal is told", async ({ newDesk }) => {
  const page = await newDesk(server);
  await page.getByRole("link", { name: "Admin", exact: true }).click();
  await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Help@Work" }).click();
  const section = page.getByRole("region", { name: "Activate TeamViewer" });
  const dialog = page.getByRole("dialog");
  const connect = dialog.getByRole("button", { name: "Connect TeamViewer" });

  await test.step("consent that is refused changes nothing", async () => {
    await section.getByRole("button", { name: "Activate Now" }).click();
    await dialog.getByRole("radio", { name: "TeamViewer Attended" }).check();
    await dialog.getByRole("button", { name: "Continue" }).click();
    await connect.click();
    await consent(page, "Aki Yamada", "Deny");
    await expect(dialog.getByText("Access was refused in TeamViewer's window.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Agree", exact: true })).toHaveCount(0);
  });

  await test.step("attended", async () => {
    await connect.click();
    await consent(page, "Aki Yamada", "Allow");
    await expect(dialog).toContainText("Aki Yamada · Example Trading");
    await expect(dialog.getByRole("region", { name: /License agreement/ })).not.toBeEmpty();
    await dialog.getByRole("button", { name: "Agree", exact: true }).click();
    await expect(dialog.getByText("Your Enterprise License is now activated")).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(section).toContainText("Activated byMika Sato");
  });

  await test.step("unattended, with another account, where the product has its switch", async () => {
    await page.getByRole("link", { name: "TeamViewer integration" }).click();
    await page.getByRole("button", { name: "Activate Now" }).click();
    await expect(dialog).toContainText("TeamViewer Unattended (Android only)");
    await connect.click();
    await consent(page, "Hana Mori", "Allow");
    await dialog.getByRole("button", { name: "Agree", exact: true }).click();
    await expect(dialog.getByText("Your Enterprise License is now activated")).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("main").getByText("Hana Mori", { exact: false })).toBeVisible();
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(page.getByText("The connection works.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Activate Now" })).toBeDisabled();
  });
});

test("the support apps are rolled out, within the licenses there are", async ({ newDesk }) => {
  const page = await newDesk(server);
  await test.step("licenses are entered", async () => {
    await toSection(page, "Licenses");
    await page.getByRole("textbox", { name: "Licenses the company has" }).fill("1");
    await save(page);
  });

  await test.step("the keys of the app are those of the store, filled with our values", async () => {
    const maps = async (app: string, keys: readonly (readonly [string, string, boolean])[]) => {
      await toApp(page, app, "Android", "App Configuration");
      await page.getByRole("button", { name: "Import from the store" }).click();
      await expect(page.getByText(/Keys of the app: from the store \(2 keys\)/)).toBeVisible();
      for (const [i, [key, value, session]] of keys.entries()) {
        await page.getByRole("button", { name: "Add a key" }).click();
        const row = page.getByRole("group", { name: `Key ${i + 1}`, exact: true });
        await row.getByRole("combobox", { name: "Key", exact: true }).selectOption(key);
        await row.getByRole("textbox", { name: "Value" }).fill(value);
        if (session) await row.getByRole("checkbox", { name: "Session only" }).check();
      }
      await save(page);
    };
    await maps("TeamViewer QuickSupport", [["sim_session_id", "{{session_id}}", true]]);
    await maps("TeamViewer Host", [
      ["sim_assignment_id", "{{assignment}}", false],
      ["sim_device_reference", "{{device_ref}}", false],
    ]);
    const preview = page.getByRole("group", { name: "Device", exact: true });
    await preview.getByRole("searchbox").fill(unattended);
    await preview.getByRole("button", { name: new RegExp(unattended) }).click();
    const { id } = await deviceFor(page, unattended);
    await expect(page.getByRole("row").filter({ hasText: "sim_device_reference" })).toContainText(id);
  });

  await test.step("QuickSupport and its add-on", async () => {
    await toApp(page, "TeamViewer QuickSupport", "Android", "Distribution");
    await pick(page, unattended); // the kiosk follows where preflight asks for it
    await save(page);
    await toApp(page, "TeamViewer Universal Add-On", "Android", "Distribution");
    await pick(page, unattended, kiosk);
    await expect(page.getByText("Reaches 2 devices, 2 of them managed by a joined MDM.", { exact: false })).toBeVisible();
    await save(page);
  });

  await test.step("Host for more devices than there are licenses is refused with both numbers", async () => {
    await toApp(page, "TeamViewer Host", "Android", "Distribution");
    await pick(page, unattended, lost);
    await page.getByRole("checkbox", { name: "Auto-launch on install" }).check();
    const bar = page.getByRole("tabpanel").filter({ visible: true });
    await bar.getByRole("button", { name: "Save", exact: true }).click();
    await expect(bar.getByText("Needed licenses: 2. Free: 1. Nothing was changed.")).toBeVisible();
    const other = await page.context().newPage();
    await toSection(other, "Licenses");
    await other.getByRole("textbox", { name: "Licenses the company has" }).fill("2");
    await save(other);
    await other.close();
    await save(page);
    await expect(bar.getByText("Needed licenses", { exact: false })).toHaveCount(0);
    await toSection(page, "Licenses");
    for (const name of [unattended, lost]) await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  });

  await test.step("nobody tells the bundle id on iOS: the administrator enters it", async () => {
    await toApp(page, "TeamViewer QuickSupport", "iOS", "App details");
    await page.getByRole("textbox", { name: "Bundle ID" }).fill(packages.quickSupportIOS);
    await save(page);
    await page.getByRole("tab", { name: "App Configuration" }).click();
    await page.getByRole("button", { name: "Add a key" }).click();
    const row = page.getByRole("group", { name: "Key 1", exact: true });
    await row.getByRole("textbox", { name: "Key", exact: true }).fill("sim_session_id");
    await row.getByRole("textbox", { name: "Value" }).fill("{{session_id}}");
    await row.getByRole("checkbox", { name: "Session only" }).check();
    await save(page);
    await page.getByRole("tab", { name: "Distribution", exact: true }).click();
    await pick(page, iPhone);
    await save(page);
  });
});

test("a kiosk is blocked, the offered actions free it, and an attended session runs in TeamViewer", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const device = await deviceFor(page, kiosk);
  const handset = await Handset.open(await newWindow(server), device.id);
  await page.goto(`/devices/${device.id}`);
  let dialog = await startDialog(page, "Start TeamViewer Remote Control");
  const start = dialog.getByTestId("start-session");
  const finding = (text: string | RegExp) => dialog.getByRole("listitem").filter({ hasText: text });

  await test.step("the app is not distributed to it", async () => {
    await dialog.getByRole("radio", { name: "TeamViewer" }).check();
    await expect(dialog.getByText("This session cannot start")).toBeVisible();
    await expect(start).toBeDisabled();
    await finding("TeamViewer QuickSupport is not distributed to this device.").getByRole("link", { name: "Open the distribution" }).click();
    await page.getByRole("tab", { name: "Distribution", exact: true }).click();
    await pick(page, kiosk);
    await save(page);
    await handset.has(packages.quickSupport);
  });

  await test.step("the kiosk does not let its user open the app", async () => {
    await expect(handset.app(packages.quickSupport).getByTestId("sim-app-open")).toBeDisabled();
    await page.goto(`/devices/${device.id}`);
    dialog = await startDialog(page, "Start TeamViewer Remote Control");
    await dialog.getByRole("radio", { name: "TeamViewer" }).check();
    await finding("Apps that are needed are kept away by the kiosk's list of allowed apps: ").getByRole("button", { name: "Allow the apps" }).click();
    await expect(finding("Apps that are needed are kept away")).toHaveCount(0);
    await expect(handset.app(packages.quickSupport).getByTestId("sim-app-open")).toBeEnabled();
  });

  await test.step("the technician has no account yet, and connects one on the way", async () => {
    await expect(start).toBeDisabled();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("The scanner does not print");
    await dialog.getByRole("button", { name: "Connect TeamViewer" }).click();
    await consent(page, "Ken Sato", "Allow");
    await expect(dialog.getByText("TeamViewer is connected. You can start now.")).toBeVisible();
    await expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveValue("The scanner does not print");
    await expect(start).toBeEnabled();
    await start.click();
  });

  const session = new OutsideSession(page);
  await test.step("the waiting page has the code, and the proof that it is on the device", async () => {
    await session.stands("waiting");
    await expect(page.getByRole("status", { name: "Session ID to read aloud" })).toHaveText(/^s\d\d-\d{3}-\d{3}$/);
    await expect(page.getByRole("listitem").filter({ hasText: "On the device, with proof" })).toHaveAttribute("data-reached", "true");
    await expect(page.getByText("Open QuickSupport and keep it in front.")).toBeVisible();
  });

  await test.step("the user opens QuickSupport and accepts its terms", async () => {
    await handset.openApp(packages.quickSupport);
    await handset.agrees("terms");
    await session.stands("ready");
  });

  await test.step("TeamViewer opens in a tab of its own, and its link is nowhere on our page", async () => {
    const tab = await session.open(page.getByRole("button", { name: "Open the web client" }));
    await session.stands("handed_over");
    const secret = new URL(tab.url()).pathname.split("/").at(-1) ?? "";
    expect(secret.length, "the supporter's secret").toBeGreaterThan(8);
    expect(await page.content()).not.toContain(secret);
    await tab.getByRole("button", { name: "Connect" }).click();
    await handset.agrees("share");
    await expect(tab.getByRole("status")).toHaveText("Connected.");
    await expect(handset.app(packages.quickSupport)).toHaveAttribute("data-session", "connected");
    await page.getByTestId("end-session").click();
    await session.stands("ended");
    await expect(page.getByText("Ended by the technician").first()).toBeVisible();
    // Nobody can end a connection that runs: that it goes on there is said, not hidden.
    await expect(page.getByText("Closed by us, end not confirmed")).toBeVisible();
    await expect(tab.getByRole("status")).toHaveText("Connected.");
    await tab.getByRole("button", { name: "End" }).click();
    await expect(handset.app(packages.quickSupport)).toHaveAttribute("data-session", "ended");
  });

  await test.step("history and audit have it, without the link", async () => {
    await page.goto("/history");
    const entry = page.getByRole("row").filter({ hasText: "The scanner does not print" });
    for (const words of ["Lukas Novák", "Mika Sato", "Ended by the technician"]) await expect(entry).toContainText(words);
    await page.getByRole("link", { name: "Audit" }).click();
    for (const action of ["Session requested", "Session ID delivered", "User is waiting at TeamViewer", "Session handed over to TeamViewer", "Session ended"]) {
      await expect(page.getByRole("row").filter({ hasText: action }).first(), action).toBeVisible();
    }
    await page.getByRole("button", { name: "Check the chain" }).click();
    await expect(page.getByText(/^The chain holds over [\d,]+ records\.$/)).toBeVisible();
  });
});

test("Host is activated once on the device, and an unattended session needs nobody", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const device = await deviceFor(page, unattended);
  const handset = await Handset.open(await newWindow(server), device.id);
  await handset.has(packages.host);
  await handset.agrees("activate"); // it was launched when it came
  await expect(handset.app(packages.host)).toHaveAttribute("data-session", "idle");
  await page.goto(`/devices/${device.id}`);
  const dialog = await startDialog(page, "Start TeamViewer Remote Control");
  await dialog.getByRole("radio", { name: "Unattended mode" }).check();
  await dialog.getByRole("radio", { name: "TeamViewer" }).check();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Nightly update");
  await expect(dialog.getByTestId("start-session")).toBeEnabled();
  await dialog.getByTestId("start-session").click();

  const session = new OutsideSession(page);
  await session.stands("unattended");
  await expect(page.getByText("Session ID to read aloud")).toHaveCount(0);
  const tab = await session.open(page.getByTestId("hand-over"));
  await session.stands("handed_over");
  await tab.getByRole("combobox", { name: "Connect as" }).selectOption("Ken Sato");
  await tab.getByRole("button", { name: "Connect" }).click();
  await expect(tab.getByRole("status")).toHaveText("Connected.");
  await expect(handset.app(packages.host)).toHaveAttribute("data-session", "connected");
  await tab.getByRole("button", { name: "End" }).click();
  await session.stands("ended");
  await expect(page.getByText("TeamViewer reports the end of the connection.", { exact: false })).toBeVisible();
});

test("an iPhone's own QuickSupport is converted, and a session that nobody answers expires", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const device = await deviceFor(page, iPhone);
  const handset = await Handset.open(await newWindow(server), device.id);
  await page.goto(`/devices/${device.id}`);
  const dialog = await startDialog(page, "Remote Display");
  await dialog.getByRole("radio", { name: "TeamViewer" }).check();
  await test.step("the user lets the company manage the app", async () => {
    const finding = dialog.getByRole("listitem").filter({ hasText: "It must be converted to a managed app." });
    await finding.getByRole("button", { name: "Convert to managed app" }).click();
    await handset.agrees("convert");
    await expect(finding).toHaveCount(0);
  });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("See the profile");
  await dialog.getByTestId("start-session").click();
  const session = new OutsideSession(page);
  await session.stands("waiting");
  await expect(page.getByText("Valid for another")).toBeVisible();
  await session.stands("ended");
  await expect(page.getByText("The session code expired").first()).toBeVisible();
  await expect(handset.app(packages.quickSupportIOS)).toBeVisible();
  const delivered = async () => {
    const answer = await page.request.get(`/api/v1${new URL(page.url()).pathname}`);
    return ((await answer.json()) as { at_provider: { delivered: string } }).at_provider.delivered;
  };
  await expect.poll(delivered, { message: "the session ID is withdrawn from the phone" }).toBe("withdrawn");
});

test("the unattended activation is removed in its order, a device out of reach is left by name, and it comes back", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const away = await Handset.open(await newWindow(server), (await deviceFor(page, lost)).id);
  await away.has(packages.host);
  await away.page.getByTestId("sim-power").click();
  await expect(away.page.getByTestId("sim-mdm")).toHaveAttribute("data-state", "off");

  await page.goto(infrastructure);
  await page.getByRole("button", { name: "Remove Activation", description: /Unattended/ }).click();
  const confirm = page.getByRole("dialog", { name: "Confirm Remove Activation" });
  await expect(confirm.getByRole("listitem")).toHaveCount(5);
  await confirm.getByRole("button", { name: "Remove Activation" }).click();

  const steps = page.getByRole("list", { name: "Steps of the removal" });
  const device = (name: string) => page.getByRole("row").filter({ hasText: name });
  await test.step("sessions, distribution, check-in, proof; the account stays until then", async () => {
    await expect(steps.getByRole("listitem")).toHaveText([/Close open sessions/, /Undistribute the app/, /Force Check-in/, /Verify that the app is deleted/, /Remove the account binding/]);
    await expect(steps.locator("[aria-current=step]")).toContainText("Verify that the app is deleted");
    // A check-in that came before the order proves nothing: then the administrator asks again.
    await expect(async () => {
      await page.getByRole("button", { name: "Recheck" }).click();
      await expect(device(unattended)).toContainText("Gone", { timeout: 15_000 });
    }).toPass({ timeout: 180_000 });
    await expect(device(lost)).toContainText(/Still there|Unknown/);
    await page.getByRole("button", { name: "Recheck" }).click();
    await expect(page.getByText("The devices were asked again.")).toBeVisible();
    await expect(device(lost)).toContainText(/Still there|Unknown/);
    await expect(page.getByRole("button", { name: "Remove the account binding" })).toBeDisabled();
  });

  await test.step("leaving without proof names the device and asks why", async () => {
    await page.getByRole("button", { name: "Leave without proof…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("region", { name: "1 device not proven" }).getByRole("listitem")).toContainText(lost);
    await dialog.getByRole("button", { name: "Leave without proof" }).click();
    await expect(dialog.getByText("This is required.")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Lost on a train, reported to the police");
    await dialog.getByRole("button", { name: "Leave without proof" }).click();
    await expect(page.getByText("The activation is removed.")).toBeVisible();
    await expect(page.getByText("Lost on a train, reported to the police")).toBeVisible();
    await expect(steps.locator('[data-state="done"]')).toHaveCount(5);
  });

  await test.step("nothing of it can be started or distributed", async () => {
    await toDevice(page, unattended);
    const dialog = await startDialog(page, "Start TeamViewer Remote Control");
    await dialog.getByRole("radio", { name: "Unattended mode" }).check();
    await dialog.getByRole("radio", { name: "TeamViewer" }).check();
    await expect(dialog.getByText("TeamViewer is not activated (Unattended mode).")).toBeVisible();
    await expect(dialog.getByTestId("start-session")).toBeDisabled();
    await page.goto("/audit");
    await expect(page.getByRole("row").filter({ hasText: "Removal finished without proof" })).toContainText("Mika Sato");
  });

  await test.step("it is activated again, with another account", async () => {
    await page.goto("/admin/infrastructure/teamviewer-integration");
    await page.getByRole("button", { name: "Activate Now" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Connect TeamViewer" }).click();
    await consent(page, "Ken Sato", "Allow");
    await dialog.getByRole("button", { name: "Agree", exact: true }).click();
    await expect(dialog.getByText("Your Enterprise License is now activated")).toBeVisible();
  });
});
