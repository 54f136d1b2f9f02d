import type { Page } from "@playwright/test";
import { Phone } from "./phone";
import { difference, pictureOf } from "./picture";
import { Server } from "./server";
import { administrator, deviceFor, expect, test } from "./stage";
import { home, Viewer } from "./viewer";

// A newcomer's first half hour, from the printed link to the audit log, on a server of its own. An unattended session can be
// declined for long enough that a slow machine, too, shows that it waits.
test.describe.configure({ mode: "serial" });

const server = new Server(["--unattended-countdown", "12s"]);
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const status = (page: Page) => page.getByRole("main").getByRole("status").filter({ hasText: /device/ });

test("the printed link makes the administrator, once", async ({ newWindow }) => {
  const page = await newWindow(server);
  await page.goto(server.signInLink);
  await expect(page.getByRole("heading", { name: "Welcome to Help@Work" })).toBeVisible();
  await page.getByLabel("Name").fill(administrator.name);
  await page.getByLabel("E-mail").fill(administrator.email);
  await page.getByRole("textbox", { name: "Password" }).fill(administrator.password);
  await page.getByRole("button", { name: "Set up" }).click();

  await expect(page.getByRole("heading", { name: "Devices" })).toBeVisible();
  expect(page.url()).toBe(`${server.url}/devices`);
  await expect(status(page)).toHaveText("200 devices");
  await expect(page.getByRole("button", { name: /^Online 1[3-9]\d$/ })).toBeVisible();
  const cookie = (await page.context().cookies()).find(({ name }) => name === "haw_session");
  server.cookie = { name: cookie?.name ?? "", value: cookie?.value ?? "" };
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });

  const stranger = await newWindow(server);
  await stranger.goto(server.signInLink);
  await expect(stranger.getByRole("heading", { name: "This server is already set up" })).toBeVisible();
  const token = new URL(server.signInLink).hash.slice(1);
  const again = await stranger.request.post("/api/v1/setup", { data: { token, ...administrator, language: "en" } });
  expect(again.status()).toBe(404);
});

test("a device is found by what a caller says, and the search stays in the address", async ({ newDesk }) => {
  const page = await newDesk(server);
  const search = page.getByRole("searchbox", { name: "Search devices" });
  const finds = [
    { words: "Müller München", name: "MUC-PX8-mueller-196" }, // family name and town
    { words: "ヒガシ ハナ", name: "TYO-AQ9-higashi-003" }, // kana
    { words: "花子 東京本社", name: "TYO-AQ9-higashi-003" }, // kanji
    { words: "383RP7", name: "TYO-AQ9-higashi-003" }, // in the middle of a serial number
    { words: "james.obrien@", name: "BER-GA55-obrien-084" },
    { words: "galaxy s24 pedro", name: "BER-GS24-smith-197" },
  ];
  for (const { words, name } of finds) {
    await search.fill(words);
    await expect(row(page, name), words).toBeVisible();
    await expect.poll(() => page.getByRole("row").count(), words).toBeLessThan(12);
  }

  await search.fill("東京"); // two characters
  await expect(status(page)).toHaveText(/^[2-9]\d devices$/);
  await page.getByRole("combobox", { name: "Platform" }).selectOption("iOS");
  await page.getByRole("combobox", { name: "Lifecycle" }).selectOption("In use");
  await page.getByRole("button", { name: /^Online/ }).click();
  await expect(page).toHaveURL(/search=.*platform=ios.*lifecycle=in_use.*presence=online/);
  await expect(row(page, "TYO-IPSE-sasaki-081")).toBeVisible();
  await expect(row(page, "TYO-AQ9-higashi-003")).toHaveCount(0);
  const before = await status(page).textContent();
  await page.reload();
  await expect(search).toHaveValue("東京");
  await expect(page.getByRole("combobox", { name: "Platform" })).toHaveValue("ios");
  await expect(status(page)).toHaveText(before ?? "");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(status(page)).toHaveText("200 devices");
  await expect(page).toHaveURL(`${server.url}/devices`);
});

test("Actions holds what can apply, and says why something cannot apply now", async ({ newDesk }) => {
  const page = await newDesk(server);
  const open = async (search: string) => {
    await page.goto(`/devices/${(await deviceFor(page, search)).id}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  };
  const actions = page.getByRole("button", { name: "Actions" });

  await open("TYO-AQ9-higashi-003");
  await expect(page.getByRole("heading", { name: /東 花子/ })).toBeVisible();
  await expect(page.getByText("Simulated device", { exact: true })).toBeVisible();
  await actions.click();
  await expect(page.getByRole("menuitem", { name: "Start remote control" })).toBeEnabled();
  await expect(page.getByRole("menuitem", { name: "Remote Display" })).toHaveCount(0);

  await open("TYO-IPSE-sasaki-081");
  await expect(page.getByText("Simulated device", { exact: true })).toBeVisible();
  await actions.click();
  await expect(page.getByRole("menuitem", { name: "Remote Display" })).toBeEnabled();
  await expect(page.getByRole("menuitem", { name: "Start remote control" })).toHaveCount(0);

  await open("LON-AQW4-devries-132");
  await actions.click();
  await expect(page.getByRole("menuitem", { name: "Start remote control The device is retired." })).toBeDisabled();
  await open("HAM-IP15-dubois-101");
  await actions.click();
  await expect(page.getByRole("menuitem", { name: /^Remote Display The device is not enrolled/ })).toBeDisabled();

  await open("小林 愛のiPhone");
  await expect(page.getByText("Only apps are managed on this iOS device (MAM-only).", { exact: false })).toBeVisible();
  await actions.click();
  await expect(page.getByRole("menuitem", { name: "Force Check-in" })).toBeEnabled();
  await expect(page.getByRole("menuitem", { name: "Remote Display" })).toHaveCount(0);

  await page.goto("/devices?search=higashi-003");
  await page.getByRole("button", { name: "Actions for 東 花子" }).click();
  await page.getByRole("menuitem", { name: "Start remote control" }).click();
  await expect(page.getByRole("dialog", { name: /Start remote control.*東 花子/ })).toBeVisible();
});

test("a session: asked for, agreed to, in the user's hand, and on record", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const device = await deviceFor(page, "HAM-AQW4-smith-036");
  const phone = await Phone.open(await newWindow(server), device.id);
  await phone.answersByItself(false);

  await page.goto(`/devices/${device.id}`);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Start remote control" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: "Attended mode", exact: true })).toBeChecked();
  await expect(dialog.getByRole("radio", { name: "Unattended mode" })).toBeEnabled();
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(dialog.getByText("This is required.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Mail does not arrive");
  await dialog.getByRole("textbox", { name: "Ticket" }).fill("INC-4711");
  await dialog.getByRole("button", { name: "Start" }).click();

  const viewer = new Viewer(page);
  await test.step("the technician waits, and the user sees who asks for what", async () => {
    await viewer.covered("waiting");
    await expect(viewer.cover).toContainText("The question is on the user's screen.");
    await expect(viewer.cover).toContainText("Mail does not arrive");
    await expect(viewer.cover).toContainText(/Time left to answer\s*[45]:\d\d/);
    const user = phone.page;
    await expect(user.getByRole("heading", { name: "Mika Sato asks to help you" })).toBeVisible();
    await expect(user.getByText("Mika Sato (Administrator)", { exact: false })).toBeVisible();
    await expect(user.getByText("Mail does not arrive")).toBeVisible();
    await expect(user.getByText("See the screen · Control the device")).toBeVisible();
    await expect(user.getByText(/^[45]:\d\d$/)).toBeVisible();
    await phone.press("Agree");
  });
  await viewer.live();

  await test.step("the user pauses, takes control back, and gives it again", async () => {
    await phone.press("Pause");
    await viewer.covered("paused");
    await phone.press("Go on");
    await viewer.live();
    await phone.press("Take back control");
    await expect(page.getByText("View only: the user took control back.")).toBeVisible();
    await expect(viewer.surface).not.toHaveAttribute("data-controls");
    await expect(phone.page.getByText("The help desk can only look.")).toBeVisible();
    await phone.press("Give control");
    await expect(viewer.surface).toHaveAttribute("data-controls");
    await viewer.changes(() => viewer.tap(home.settings), "a tap after control was given again", 0.1);
  });

  await test.step("the user ends it", async () => {
    await phone.press("End session");
    await viewer.covered("ended");
    await expect(viewer.cover).toContainText("Ended by the user");
    await viewer.cover.getByRole("textbox", { name: "Note" }).fill("Account was signed out");
    await viewer.cover.getByRole("button", { name: "Save the note" }).click();
    await expect(viewer.cover.getByText("The note is saved.")).toBeVisible();
  });

  await test.step("it stands in History, on the device's page, and in Audit", async () => {
    await page.goto("/history");
    const entry = row(page, "INC-4711");
    for (const words of ["Lukas Smith", "Mika Sato", "Mail does not arrive", "Ended by the user"]) await expect(entry).toContainText(words);
    await expect(entry).toContainText(/\d s/);
    await page.goto(`/devices/${device.id}?tab=history`);
    await expect(row(page, "INC-4711")).toContainText("Ended by the user");
    await row(page, "INC-4711").getByRole("button").click();
    await expect(page.getByRole("dialog", { name: "Session" })).toContainText("Account was signed out");
    await page.getByRole("link", { name: "Show in the audit log" }).click();
    const log = page.getByRole("region", { name: "Audit" });
    for (const action of ["Session requested", "User asked for consent", "Session accepted", "Session paused", "Session resumed", "Control taken back", "Control given", "Session ended", "Session annotated"]) {
      await expect(log.getByRole("row").filter({ hasText: action }).first(), action).toBeVisible();
    }
    await page.getByRole("button", { name: "Check the chain" }).click();
    await expect(page.getByText(/^The chain holds over [\d,]+ records\.$/)).toBeVisible();
  });
  await phone.answersByItself(true);
});

test("everything that hands can do reaches the phone", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const device = await deviceFor(page, "BER-GA55-obrien-084");
  const phone = await Phone.open(await newWindow(server), device.id);
  await page.goto(`/devices/${device.id}`);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Start remote control" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Unattended mode" }).check();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Nightly update");
  await dialog.getByRole("button", { name: "Start" }).click();
  const viewer = new Viewer(page);
  await viewer.covered("waiting");
  await expect(viewer.cover).toContainText("Starts by itself in");
  await viewer.live();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

  await viewer.changes(() => viewer.tap(home.settings), "a tap on Settings", 0.1);
  await viewer.changes(() => viewer.drag([0.5, 0.7], [0.5, 0.3]), "a drag over the list", 0.05);
  await viewer.changes(() => viewer.wheel([0.5, 0.5], -600), "the wheel over the list", 0.05);
  await viewer.changes(() => press("Home (middle click)"), "Home", 0.1);
  await viewer.hold(home.chat, "a long press on Chat");
  await viewer.changes(() => press("Back (right click)"), "Back");
  await viewer.changes(() => press("Recent apps"), "Recent apps", 0.05);
  await viewer.changes(() => press("Home (middle click)"), "Home");

  await test.step("keys, text and Japanese", async () => {
    await viewer.changes(() => viewer.tap(home.notes), "a tap on Notes", 0.1);
    await viewer.changes(() => viewer.tap([0.5, 0.35]), "a tap into the text", 0.03);
    await press("Type on the device");
    const field = page.getByTestId("viewer-keyboard");
    await expect(field).toBeFocused();
    await viewer.changes(() => page.keyboard.type("WWWWWWWWWWWWWWWWWWW"), "typed letters", 0.002);
    await viewer.changes(() => page.keyboard.press("Control+KeyA"), "Ctrl+A", 0.01);
    await viewer.changes(() => page.keyboard.press("Delete"), "Delete", 0.01);

    const keys = await page.context().newCDPSession(page);
    await keys.send("Input.imeSetComposition", { text: "とうきょうほんしゃ", selectionStart: 9, selectionEnd: 9 });
    await expect(page.getByTestId("viewer-composed")).toHaveText("とうきょうほんしゃ");
    await viewer.changes(() => keys.send("Input.insertText", { text: "東京本社の会議室" }), "committed Japanese", 0.002);
    await expect(page.getByTestId("viewer-composed")).toHaveCount(0);
    await page.keyboard.press("Control+Alt+Shift");
    await expect(field).toHaveCount(0);

    await press("Send text…");
    await page.getByRole("textbox", { name: "Text" }).fill("WWWWWWWWWWWWWWWWWWW\nWWWWWWWWWWWWWWWWW");
    await viewer.changes(() => press("Send"), "text sent at once", 0.002);
  });

  await test.step("the user sees the same as the technician", async () => {
    await expect
      .poll(async () => difference(await pictureOf(viewer.video), await pictureOf(phone.screen)), { message: "both pictures are alike" })
      .toBeLessThan(0.05);
  });

  await test.step("rotation turns the picture", async () => {
    expect(await viewer.shape()).toBe("tall");
    await press("Rotate");
    await expect.poll(() => viewer.shape()).toBe("wide");
    await viewer.live();
    await press("Rotate");
    await expect.poll(() => viewer.shape()).toBe("tall");
  });

  await page.getByRole("button", { name: "End session" }).click();
  await viewer.covered("ended");
  await expect(viewer.cover).toContainText("Ended by the technician");
});

test("an iPhone is shown, and not controlled", async ({ newDesk }) => {
  const page = await newDesk(server);
  const device = await deviceFor(page, "YOK-IP16-igarashi-135");
  await page.goto(`/devices/${device.id}`);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Remote Display" }).click();
  await expect(page.getByRole("dialog").getByRole("radio", { name: "Unattended mode" })).toHaveCount(0); // Android only
  await expect(page.getByRole("dialog").getByRole("radio", { name: "Built-in engine" })).toBeChecked();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("See the profile");
  await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
  const viewer = new Viewer(page);
  await viewer.live();
  await expect(page.getByText("View only: iOS lets nobody control a device remotely.")).toBeVisible();
  await expect(page.getByRole("group", { name: "Buttons of the device" })).toHaveCount(0);
  await page.getByRole("button", { name: "End session" }).click();
  await viewer.covered("ended");
});

test("a user asks for help, and one of two technicians gets it", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server);
  const colleague = await newWindow(server);
  await test.step("a second technician is invited by a one-time link", async () => {
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("button", { name: "Add a person" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Name").fill("Ken Ito");
    await dialog.getByLabel("E-mail").fill("ken@example.com");
    await expect(dialog.getByRole("radio", { name: "Technician" })).toBeChecked();
    await dialog.getByRole("button", { name: "Add" }).click();
    const link = await page.getByRole("dialog", { name: "One-time link" }).getByRole("textbox").inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(row(page, "ken@example.com")).toContainText("Invited");

    await colleague.goto(link);
    await colleague.getByRole("textbox", { name: "New password" }).fill("quiet morning, no calls");
    await colleague.getByRole("button", { name: "Set the password and sign in" }).click();
    await expect(colleague.getByRole("heading", { name: "Devices" })).toBeVisible();
    await expect(colleague.getByRole("link", { name: "People" })).toHaveCount(0);
  });

  const first = await Phone.open(await newWindow(server), (await deviceFor(page, "MUC-PX8-mueller-196")).id);
  const second = await Phone.open(await newWindow(server), (await deviceFor(page, "TYO-AQ9-kato-137")).id);
  const requests = page.getByRole("list", { name: "Help requests" }).getByRole("listitem");
  await test.step("requests appear by themselves, the oldest first, with their age", async () => {
    for (const window of [page, colleague]) await window.getByRole("link", { name: /^Help requests/ }).click();
    await expect(requests).toHaveCount(3); // the demo begins with three who wait
    await first.page.getByRole("textbox", { name: "What is it about?" }).fill("My mail has not synced since yesterday.");
    await first.press("Ask for help");
    await expect(requests).toHaveCount(4);
    await second.press("Ask for help");
    await expect(requests).toHaveCount(5);
    await expect(requests.nth(3)).toContainText("Sofia Müller");
    await expect(requests.nth(3)).toContainText("My mail has not synced since yesterday.");
    await expect(requests.nth(3)).toContainText(/Waiting for\s*\d+ sec/);
    await expect(requests.nth(4)).toContainText("加藤 翔太");
    const asked = await requests.locator("time").evaluateAll((times) => times.map((time) => time.getAttribute("datetime") ?? ""));
    expect(asked, "the oldest first").toEqual(asked.toSorted());
    await expect(page).toHaveTitle("(5) Help@Work");
    await expect(first.page.getByTestId("sim-help-state")).toHaveText("You asked for help. Your place in line: 4");
    await expect(second.page.getByTestId("sim-help-state")).toHaveText("You asked for help. Your place in line: 5");
  });

  let winner = page;
  await test.step("two press Take, and one wins", async () => {
    const take = (window: Page) => window.getByRole("listitem").filter({ hasText: "Sofia Müller" }).getByRole("button", { name: "Take" });
    await expect(take(colleague)).toBeVisible();
    await Promise.all([take(page).click(), take(colleague).click()]);
    const outcome = (window: Page) => window.getByRole("listitem").filter({ hasText: "Sofia Müller" });
    for (const window of [page, colleague]) await expect(outcome(window).getByText(/^Taken by /)).toBeVisible();
    const mine = await Promise.all([page, colleague].map((window) => outcome(window).getByText("Taken by you", { exact: true }).count()));
    expect(mine.reduce((a, b) => a + b), "one winner").toBe(1);
    winner = mine[0] === 1 ? page : colleague;
    const loser = winner === page ? colleague : page;
    const name = winner === page ? administrator.name : "Ken Ito";
    await expect(outcome(loser).getByText(`Taken by ${name}`)).toBeVisible();
    await expect(outcome(loser).getByRole("button")).toHaveCount(0);
    await expect(first.page.getByTestId("sim-help-state")).toHaveText(`${name} takes care of it.`);
  });

  await test.step("the session starts from the request, and its end asks how it went", async () => {
    await winner.getByRole("listitem").filter({ hasText: "Sofia Müller" }).getByRole("button", { name: "Start the session" }).click();
    const dialog = winner.getByRole("dialog", { name: /Sofia Müller/ });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Mail");
    await dialog.getByRole("button", { name: "Start" }).click();
    const viewer = new Viewer(winner);
    await viewer.live();
    await winner.getByRole("button", { name: "End session" }).click();
    const asked = winner.getByRole("dialog", { name: "How did it go?" });
    for (const name of ["Resolved", "Keep open", "Escalate"]) await expect(asked.getByRole("radio", { name })).toBeVisible();
    await asked.getByRole("radio", { name: "Escalate" }).check();
    await asked.getByRole("textbox", { name: "Note" }).fill("Needs a new certificate");
    await asked.getByRole("button", { name: "Save" }).click();
    await expect(asked).toHaveCount(0);
  });

  await test.step("what was escalated is open again, with its note, until it is resolved", async () => {
    await page.goto("/help");
    const escalated = requests.filter({ hasText: "Sofia Müller" });
    await expect(escalated).toContainText("Escalated");
    await expect(escalated).toContainText("Needs a new certificate");
    await escalated.getByRole("button", { name: "Take" }).click();
    await escalated.getByRole("button", { name: "Close…" }).click();
    await page.getByRole("dialog", { name: "How did it go?" }).getByRole("button", { name: "Save" }).click();
    await expect(escalated).toHaveCount(0);
    await second.press("I do not need help any more");
    await expect(requests).toHaveCount(3);
    await page.goto("/history");
    await expect(row(page, "Sofia Müller")).toContainText("Escalate");
  });
});
