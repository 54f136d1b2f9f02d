import { light, pictureOf } from "./picture";
import { expect, test } from "./stage";
import { Viewer } from "./viewer";

/** What the guest has on the screen; the browser is told to pick the tab of this title. */
const report = `<!doctype html><title>Quarterly report</title>
<body style="margin:0;font:24px sans-serif;background:#fff7e8;color:#223">
<header style="background:#1d5fb4;color:#fff;padding:24px 40px"><h1>Quarterly report</h1></header>
<main style="padding:24px 40px"><p>Hours of support by site</p>
${["Hamburg", "Berlin", "東京本社", "大阪支店"]
  .map((site, i) => `<p>${site} <span style="display:inline-block;height:28px;width:${520 - i * 90}px;background:#2f9e6b"></span></p>`)
  .join("")}
</main>`;

test("a computer shares its screen from a browser, with a code that works once", async ({ shared, newDesk, newWindow }) => {
  const page = await newDesk(shared);
  const guest = await newWindow(shared);
  const other = await guest.context().newPage();
  await other.route("**/quarterly-report", (route) => route.fulfill({ contentType: "text/html", body: report }));
  await other.goto("/quarterly-report");

  await page.getByRole("button", { name: "Add device" }).click();
  await page.getByRole("menuitem", { name: "Share this computer" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this computer" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The figures do not add up");
  await dialog.getByRole("button", { name: "Make the code" }).click();
  const code = (await dialog.getByRole("status", { name: "Code" }).textContent()) ?? "";
  expect(code).toMatch(/^\d{3} \d{3} \d{3}$/);
  await expect(dialog.getByText(/Time left\s*(10:00|9:\d\d)/)).toBeVisible();

  await test.step("the guest types the code, and nothing that is no code", async () => {
    await guest.goto("/share/");
    const field = guest.getByRole("textbox", { name: "Code" });
    await field.fill("12345");
    await guest.getByRole("button", { name: "Continue" }).click();
    await expect(guest.getByText("A code has nine digits.")).toBeVisible();
    await field.fill(code.startsWith("111") ? "222222222" : "111111111");
    await guest.getByRole("button", { name: "Continue" }).click();
    await expect(guest.getByText("This code is not valid: it was used, is too old, or never was one.")).toBeVisible();
    await field.fill(code);
    await guest.getByRole("button", { name: "Continue" }).click();
    await expect(guest.getByRole("heading", { name: "Mika Sato asks to see your screen" })).toBeVisible();
    await expect(guest.getByText("The figures do not add up")).toBeVisible();
    await expect(guest.getByText("See the screen", { exact: true })).toBeVisible();
  });

  const viewer = new Viewer(page);
  await test.step("the technician sees the tab that was picked, and only sees it", async () => {
    await viewer.covered("waiting");
    await guest.getByRole("button", { name: "Agree and choose" }).click();
    await expect(guest.getByRole("heading", { name: "Your screen is shared" })).toBeVisible();
    await viewer.live();
    await expect.poll(async () => light(await pictureOf(viewer.video))).toBeGreaterThan(0.9);
    await expect(guest.getByText("Mika Sato can see it now.")).toBeVisible();
    await expect(page.getByText("View only: a shared computer cannot be controlled.")).toBeVisible();
    await viewer.changes(
      () => other.evaluate(() => void (document.body.style.background = "#703080")),
      "another color on the shared page",
      0.2,
    );
  });

  await test.step("the guest pauses, goes on and stops", async () => {
    await guest.getByRole("button", { name: "Pause" }).click();
    await viewer.covered("paused");
    await guest.getByRole("button", { name: "Go on" }).click();
    await viewer.live();
    await guest.getByRole("button", { name: "Stop sharing" }).click();
    await viewer.covered("ended");
    await expect(viewer.cover).toContainText("Ended by the user");
    await expect(guest.getByRole("heading", { name: "Sharing has ended" })).toBeVisible();
  });

  await test.step("the code does not work again", async () => {
    await guest.getByRole("button", { name: "Enter a new code" }).click();
    await guest.getByRole("textbox", { name: "Code" }).fill(code);
    await guest.getByRole("button", { name: "Continue" }).click();
    await expect(guest.getByText("This code is not valid: it was used, is too old, or never was one.")).toBeVisible();
  });
});

test("a guest who loads the page again shares again; one who goes away leaves a picture that says so", async ({ shared, newDesk, newWindow }) => {
  const page = await newDesk(shared);
  const guest = await newWindow(shared);
  const other = await guest.context().newPage();
  await other.route("**/quarterly-report", (route) => route.fulfill({ contentType: "text/html", body: report }));
  await other.goto("/quarterly-report");
  const made = await page.request.post("/api/v1/shares", { data: { reason: "Look at a form" } });
  const { link, id }: { link: string; id: string } = await made.json();
  await guest.goto(link);
  await expect(guest, "the code is not left in the address").not.toHaveURL(/\d{9}/);
  await guest.getByRole("button", { name: "Continue" }).click();
  await guest.getByRole("button", { name: "Agree and choose" }).click();
  const state = await page.request.get(`/api/v1/shares/${id}`);
  const { session_id: session }: { session_id: string } = await state.json();
  await page.goto(`/sessions/${session}`);
  const viewer = new Viewer(page);
  await viewer.live();

  await guest.reload(); // asks whether to leave, and is told yes by Playwright's default
  await expect(viewer.cover).toHaveAttribute("data-cover", /^(frozen|interrupted|starting)$/);
  await guest.getByRole("button", { name: "Choose a screen again" }).click();
  await viewer.live();
  await guest.close();
  await expect(viewer.cover).toHaveAttribute("data-cover", "interrupted");
  await expect(viewer.cover).toContainText(/The session ends in\s*0:\d\d/);
  await page.getByRole("button", { name: "End session" }).click();
  await viewer.covered("ended");
});
