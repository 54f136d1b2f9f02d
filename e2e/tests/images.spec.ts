import type { Page } from "@playwright/test";
import { Phone } from "./phone";
import { Server } from "./server";
import { allThere, deviceFor, expect, setUp, test } from "./stage";
import { home, Viewer } from "./viewer";

// Takes the pictures of the README and the documents anew: UPDATE_IMAGES=1 npx playwright test images
test.skip(process.env.UPDATE_IMAGES !== "1", "pictures are taken only when asked for");

const server = new Server();
test.beforeAll(async () => {
  await server.start();
  await setUp(server);
  await allThere(server);
});
test.afterAll(() => server.stop());

const window = { viewport: { width: 1280, height: 760 }, reducedMotion: "reduce" } as const;
const picture = async (page: Page, name: string) => {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `../docs/images/${name}.png`, animations: "disabled", caret: "hide" });
};

/** A session that runs. */
async function running(page: Page, device: string, reason: string, ticket: string, mode = "attended") {
  const { id } = await deviceFor(page, device);
  const started = await page.request.post(`/api/v1/devices/${id}/sessions`, { data: { mode, reason, ticket } });
  const { session }: { session: { id: string } } = await started.json();
  const state = async () => ((await (await page.request.get(`/api/v1/sessions/${session.id}`)).json()) as { state: string }).state;
  await expect.poll(state).toBe("active");
  return session;
}

/** A session from start to end, as it stands in the history afterwards. */
async function past(page: Page, device: string, reason: string, ticket: string, mode = "attended") {
  const session = await running(page, device, reason, ticket, mode);
  await page.request.post(`/api/v1/sessions/${session.id}/end`, { data: { outcome: "resolved", note: "" } });
}

test("pictures in English", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server, window);
  await past(page, "MUC-PX8-mueller-196", "Mail stopped after the new password", "INC-2041");
  await past(page, "OSK-PX8-saito-095", "VPN asks for a certificate", "INC-2046");
  await past(page, "HAM-AQW4-smith-036", "Scanner app does not start", "INC-2052", "unattended");
  await past(page, "LON-IP15-smith-189", "Cannot find the profile", "");
  await running(page, "BER-XP10-fischer-172", "Roaming abroad", "INC-2057");
  await past(page, "TYO-AQ9-kato-137", "会議室の Wi-Fi につながらない", "問合せ-318");

  await page.goto(`/devices/${(await deviceFor(page, "BER-GA55-obrien-084")).id}`);
  await page.getByTestId("start-now").click();
  const viewer = new Viewer(page);
  await viewer.live();
  await viewer.changes(() => viewer.tap(home.chat), "a tap on Chat", 0.05);
  await expect(page.getByText("Good connection")).toBeAttached();
  await expect(page.getByTestId("viewer-latency")).toHaveText(/^\d\d? ms$/); // the machine may be busy
  await picture(page, "session-en");

  const other = await newDesk(server, window);
  await other.goto("/devices?platform=android");
  await expect(other.getByText("In session", { exact: true }).last()).toBeVisible();
  await expect(other.getByText("Refreshing…")).toHaveCount(0);
  await picture(other, "devices-en");
  await other.goto("/help");
  await expect(other.getByRole("listitem").filter({ hasText: "Sofia Jones" })).toBeVisible();
  await other.getByRole("listitem").filter({ hasText: "Sofia Jones" }).getByRole("button", { name: "Take" }).click();
  await expect(other.getByText("Taken by you")).toBeVisible();
  await picture(other, "help-en");
  await other.goto("/history");
  await expect(other.getByRole("row").filter({ hasText: "INC-2041" })).toBeVisible();
  await picture(other, "history-en");

  const phone = await Phone.open(await newWindow(server, window), (await deviceFor(page, "HAM-AQW4-smith-036")).id);
  await phone.answersByItself(false);
  const { id } = await deviceFor(page, "HAM-AQW4-smith-036");
  await page.request.post(`/api/v1/devices/${id}/sessions`, { data: { mode: "attended", reason: "Mail does not arrive" } });
  await expect(phone.page.getByTestId("sim-accept")).toBeVisible();
  await picture(phone.page, "consent-en");
  await phone.press("Decline");
  await phone.answersByItself(true);

  const made = await page.request.post("/api/v1/shares", { data: { reason: "The figures do not add up" } });
  const { link }: { link: string } = await made.json();
  const guest = await newWindow(server, { ...window, viewport: { width: 1000, height: 640 } });
  await guest.goto(link);
  await guest.getByRole("button", { name: "Continue" }).click();
  await expect(guest.getByTestId("share-accept")).toBeVisible();
  await picture(guest, "share-en");

  await page.setViewportSize({ width: 412, height: 860 });
  await expect(page.getByTestId("viewer-latency")).toHaveText(/^\d\d? ms$/);
  await picture(page, "phone-width");
  await page.getByTestId("end-session").click();
  await viewer.covered("ended");
});

test("pictures in Japanese", async ({ newDesk }) => {
  const page = await newDesk(server, { ...window, locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  await page.goto("/devices?search=東京本社+7階");
  await expect(page.getByRole("heading", { name: "デバイス", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "東 花子" })).toBeVisible();
  await expect(page.getByText("更新中…")).toHaveCount(0);
  await picture(page, "devices-ja");
  await page.goto(`/devices/${(await deviceFor(page, "TYO-AQ9-higashi-003")).id}`);
  await page.getByTestId("start-now").click();
  const viewer = new Viewer(page);
  await viewer.live();
  await expect(page.getByText("接続は良好です")).toBeAttached();
  await expect(page.getByTestId("viewer-latency")).toHaveText(/^\d\d? ms$/);
  await picture(page, "session-ja");
  await page.getByTestId("end-session").click();
  await viewer.covered("ended");
});
