import type { Page } from "@playwright/test";
import { Phone } from "./phone";
import { light, pictureOf } from "./picture";
import type { Server } from "./server";
import { deviceFor, expect, test } from "./stage";
import { Viewer } from "./viewer";

/** Starts a session with one press and waits for the picture. */
async function started(page: Page, name: string): Promise<Viewer> {
  await page.goto(`/devices/${(await deviceFor(page, name)).id}`);
  await page.getByRole("button", { name: "Start now" }).click();
  const viewer = new Viewer(page);
  await viewer.live();
  return viewer;
}

const userOf = async (newWindow: (server: Server) => Promise<Page>, server: Server, page: Page, name: string) =>
  Phone.open(await newWindow(server), (await deviceFor(page, name)).id);

test("the viewer comes back after a reload, in a second tab, and after its tab was closed", async ({ shared, newDesk }) => {
  const page = await newDesk(shared);
  const viewer = await started(page, "BER-GS24-smith-197");
  await page.reload();
  await viewer.live();
  await viewer.changes(() => viewer.tap([0.85, 0.886]), "a tap after the reload");

  const second = new Viewer(await page.context().newPage());
  await second.page.goto(page.url());
  await second.live();
  await viewer.live();
  await page.close();
  await second.live();
  const address = second.page.url();
  await second.page.goto("/devices");
  await second.page.goto(address);
  await second.live();
  await second.page.getByRole("button", { name: "End session" }).click();
  await second.covered("ended");
});

test("an administrator ends a session from elsewhere, and the viewer knows within two seconds", async ({ shared, newDesk }) => {
  const page = await newDesk(shared);
  const viewer = await started(page, "BER-XP10-fischer-172");
  const id = page.url().split("/").at(-1) ?? "";
  // Counted in naps of 10 ms, which take longer on a busy machine, as everything then does.
  const naps = viewer.state.evaluate(
    (state) =>
      new Promise<number>((resolve) => {
        let count = 0;
        const nap = setInterval(() => {
          count++;
          if (state.getAttribute("data-phase") !== "ended") return;
          clearInterval(nap);
          resolve(count);
        }, 10);
      }),
  );
  const answer = await page.request.post(`/api/v1/sessions/${id}/end`, { data: {} });
  expect(answer.ok()).toBe(true);
  expect((await naps) * 10, "milliseconds until the viewer knows").toBeLessThan(2_000);
  await viewer.covered("ended");
  await expect.poll(() => viewer.video.evaluate((video: HTMLVideoElement) => video.srcObject === null), { message: "no picture is left" }).toBe(true);
});

test("a device that hides, locks or darkens its screen has a picture for it", async ({ shared, newDesk, newWindow }) => {
  const page = await newDesk(shared);
  const name = "OSK-PX8-saito-095";
  const viewer = await started(page, name);
  const phone = await userOf(newWindow, shared, page, name);
  const user = async (action: string, text = "") => {
    const answer = await page.request.post(new URL(phone.page.url()).pathname + "/user", { data: { action, text } });
    expect(answer.ok(), action).toBe(true);
  };

  await user("open_app", "Bank");
  await viewer.covered("secure");
  await expect(viewer.cover).toContainText("Protected content");
  await expect.poll(async () => light(await pictureOf(viewer.video)), { message: "what stands behind is not black" }).toBeGreaterThan(0.5);
  await expect.poll(async () => light(await pictureOf(phone.screen)), { message: "the user still sees the bank" }).toBeGreaterThan(0.5);
  await phone.press("Home");
  await viewer.live();

  await phone.press("Lock the device");
  await viewer.covered("locked");
  await phone.press("Power");
  await viewer.covered("off");
  await page.getByRole("button", { name: "Press Power" }).click();
  await viewer.covered("locked");
  await phone.press("Unlock the device");
  await viewer.live();
  await phone.press("End session");
  await viewer.covered("ended");
  await expect(viewer.cover).toContainText("Ended by the user");
});

test("the server is killed in a session, and the picture comes back by itself", async ({ shared, newDesk, newWindow }) => {
  const page = await newDesk(shared);
  const name = "OSK-XP10-kato-122";
  const viewer = await started(page, name);
  const phone = await userOf(newWindow, shared, page, name);
  await shared.stop("SIGKILL");
  await expect(viewer.cover).toHaveAttribute("data-cover", /^(server_away|again|frozen)$/);
  await expect(phone.page.getByText("The server does not answer. Trying again…")).toBeVisible();
  await shared.start();
  await expect(viewer.state).toHaveAttribute("data-phase", "live");
  await viewer.live();
  await viewer.changes(() => viewer.tap([0.85, 0.886]), "a tap after the restart");
  const id = page.url().split("/").at(-1) ?? "";
  await page.getByRole("button", { name: "End session" }).click();
  await viewer.covered("ended");

  await page.goto(`/audit?session=${id}`);
  const log = page.getByRole("region", { name: "Audit" });
  for (const action of ["Session requested", "Session accepted", "Connection interrupted", "Connection restored", "Session ended"]) {
    await expect(log.getByRole("row").filter({ hasText: action }).first(), action).toBeVisible();
  }
  await page.getByRole("button", { name: "Check the chain" }).click();
  await expect(page.getByText(/^The chain holds over/)).toBeVisible();
});

test("eight tabs hear of everything over one stream", async ({ shared, newDesk, newWindow }) => {
  const page = await newDesk(shared);
  let streams = 0;
  page.context().on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/v1/events") streams++;
  });
  const tabs = [page];
  while (tabs.length < 8) tabs.push(await page.context().newPage());
  for (const tab of tabs) await tab.goto("/help");
  const phone = await userOf(newWindow, shared, page, "AMS-TC58-novak-028");
  await phone.page.getByRole("textbox", { name: "What is it about?" }).fill("Which tab hears this?");
  await phone.press("Ask for help");
  for (const tab of tabs) await expect(tab.getByText("Which tab hears this?")).toBeVisible();
  await phone.press("I do not need help any more");
  for (const tab of tabs) await expect(tab.getByText("Which tab hears this?")).toHaveCount(0);
  // The first page opened one as it came from /devices; a tab that reloads may hand the stream over to another.
  expect(streams, "streams that eight tabs opened").toBeLessThanOrEqual(2);
});
