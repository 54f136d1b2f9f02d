import type { Page } from "@playwright/test";
import { consent, Handset, OutsideSession, packages } from "./outside";
import { Server } from "./server";
import { allThere, deviceFor, expect, setUp, test } from "./stage";

// What an administrator and a technician do with TeamViewer, from activation to its removal, on a server of its own. An
// iPhone's session waits 15 seconds instead of 30 minutes, so that one expires within the story.
test.describe.configure({ mode: "serial" });

const server = new Server(["--deliver-within-ios", "15s"]);
test.beforeAll(async () => {
  await server.start();
  await setUp(server);
  await allThere(server);
});
test.afterAll(() => server.stop());

const kiosk = "AMS-TC58-novak-028";
const unattended = "LON-XP10-weber-021";
const lost = "LON-XP10-rossi-086";
const iPhone = "AMS-IP15-schmidt-076"; // its user installed QuickSupport

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
    for (const app of ["TeamViewer QuickSupport", "TeamViewer Universal Add-On"]) {
      await toApp(page, app, "Android", "Distribution");
      await pick(page, unattended);
      await expect(page.getByText("Reaches 1 devices, 1 of them managed by a joined MDM.", { exact: false })).toBeVisible();
      await save(page);
    }
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
