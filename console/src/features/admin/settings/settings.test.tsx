import { fireEvent, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aPerson, aProblem } from "@/test/things";

const at = (section: string) => `/admin/infrastructure/help-at-work?section=${section}`;

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /help-at-work", () => ({
    cards: [{ provider: "teamviewer", mode: "unattended", state: "active", binding: { kind: "oauth", state: "works", account: { id: "u1" } } }],
    seats: { total: 10, held: 4, leaving: 1 },
  }));
});

const aBranding = (change: object = {}) => ({ version: 2, company: "Example KK", hours: [], words: {}, open_now: false, ...change });
const colorOf = (sent: { query: URLSearchParams }) => sent.query.get("color");

describe("branding", () => {
  beforeEach(() => {
    api.on("GET /branding", () => aBranding());
    api.on("GET /branding/contrast", (sent) => (colorOf(sent) === "#ffff00" ? { contrast: 1.07, enough: false } : { contrast: 8.59, enough: true }));
  });

  it("says while a color is typed whether it can be read, and refuses what is no color", async () => {
    const { user } = openConsole(at("branding"));
    const color = await screen.findByRole("textbox", { name: "Accent color" });
    await user.type(color, "#ffff00");
    expect(await screen.findByText(/1 : 1\. It needs at least 4\.5/)).toBeDefined();
    await user.clear(color);
    await user.type(color, "#0000ff");
    expect(await screen.findByText(/8\.5 : 1\. It can be read/)).toBeDefined();
    await user.clear(color);
    await user.type(color, "blue");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("Write it as #rrggbb.")).toBeDefined();
    expect(api.of("PUT /branding")).toEqual([]);
  });

  it("shows on a phone what is typed, and saves it whole over the version it began from", async () => {
    api.on("PUT /branding", (sent) => ({ ...aBranding({ version: 3 }), ...Object(sent.body), logo: undefined }));
    const { user } = openConsole(at("branding"));
    const company = await screen.findByRole("textbox", { name: "Company name" });
    await user.clear(company);
    await user.type(company, "みどり商事");
    await user.click(screen.getByRole("button", { name: "Monday to Friday, 9 to 17" }));
    const phone = within(screen.getByTestId("phone-preview"));
    expect(phone.getByText("みどり商事")).toBeDefined();
    expect(phone.getByText(/Friday 09:00–17:00/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeDefined();
    const body = api.of("PUT /branding")[0]?.body;
    expect(body).toMatchObject({ base: 2, company: "みどり商事", hours: [1, 2, 3, 4, 5].map((day) => ({ day, from: 540, to: 1020 })) });
    expect(body).not.toHaveProperty("logo"); // the one there is stays
  });

  it("keeps what was typed when someone else saved, and says so", async () => {
    const { user, client } = openConsole(at("branding"));
    const company = await screen.findByRole("textbox", { name: "Company name" });
    await user.type(company, " Tokyo");
    api.on("GET /branding", () => aBranding({ version: 5, company: "Someone else" }));
    await client.invalidateQueries({ queryKey: ["branding"] });
    expect(await screen.findByText(/Someone else saved in between/)).toBeDefined();
    expect(company).toHaveProperty("value", "Example KK Tokyo");
    await user.click(screen.getByRole("button", { name: "Discard" }));
    await expect.poll(() => screen.getByRole("textbox", { name: "Company name" })).toHaveProperty("value", "Someone else");
  });

  it("takes a PNG as logo and nothing else", async () => {
    const { user } = openConsole(at("branding"));
    await screen.findByRole("textbox", { name: "Company name" });
    const input = screen.getByLabelText("Choose a PNG file", { selector: "input" });
    await user.upload(input, new File(["<svg onload='alert(1)'/>"], "logo.png", { type: "image/png" }));
    expect(await screen.findByText("This is not a PNG file.")).toBeDefined();
    expect(screen.queryByRole("img", { name: "Logo" })).toBeNull();
    await user.upload(input, new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])], "logo.png", { type: "image/png" }));
    expect(await screen.findByRole("img", { name: "Logo" })).toHaveProperty("src", "data:image/png;base64,iVBORw0KGgoB");
  });
});

describe("sending", () => {
  const sending = (change: object = {}) => ({
    version: 1,
    mail: { host: "mail.example.com", port: 587, security: "starttls", from: "help@example.com", user: "help", password_set: true },
    text: { secret_set: false },
    ...change,
  });

  it("never shows a password and keeps it when nothing is typed", async () => {
    api.on("GET /sending", () => sending());
    api.on("PUT /sending", () => sending({ version: 2 }));
    const { user } = openConsole(at("sending"));
    const password = await screen.findByLabelText("Password", { selector: "input" });
    expect(password).toHaveProperty("value", "");
    await user.type(screen.getByRole("textbox", { name: "User name" }), "2");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeDefined();
    expect(api.of("PUT /sending")[0]?.body).toEqual({
      version: 1,
      mail: { host: "mail.example.com", port: 587, security: "starttls", from: "help@example.com", user: "help2" },
      text: {},
    });
  });

  it("says in words why a test message was not sent, with the other side's own as text", async () => {
    api.on("GET /sending", () => sending());
    api.on("POST /sending/test", () =>
      aProblem({ code: "message_refused", status: 502, sending: { kind: "auth", words: "535 <b>no</b>" } }),
    );
    const { user } = openConsole(at("sending"));
    await user.type(await screen.findByRole("textbox", { name: "Send a test to this address" }), "me@example.com{Enter}");
    expect(await screen.findByText("User name, password or secret are wrong.")).toBeDefined();
    expect(screen.getByText("535 <b>no</b>")).toBeDefined();
    expect(api.of("POST /sending/test")[0]?.body).toEqual({ channel: "mail", to: "me@example.com" });
    expect(api.of("PUT /sending")).toEqual([]); // Enter sent the test, not the form
  });
});

describe("licenses", () => {
  it("stand beside TeamViewer's own, and a difference is said", async () => {
    api.on("GET /seats", () => ({ total: 10, held: 4, leaving: 1 }));
    api.on("GET /seats/holders", () => ({ items: [{ device_id: "dev_1", device_name: "PIXEL-1", taken_at: "2026-11-01T00:00:00Z", leaving: true }] }));
    api.on("POST /help-at-work/accounts/test", () => ({
      checked_at: "2026-11-22T10:00:00Z",
      licenses: [
        { name: "Tensor", active: true, managed_devices: 8 },
        { name: "Old", active: false, managed_devices: 99 },
      ],
    }));
    const { user } = openConsole(at("seats"));
    expect(await screen.findByText("PIXEL-1")).toBeDefined();
    expect(screen.getByText("Being freed")).toBeDefined();
    await user.click(await screen.findByRole("button", { name: "Compare with TeamViewer" }));
    expect(await screen.findByText("The numbers differ: TeamViewer reports 8 managed devices, 10 are entered here.")).toBeDefined();
    const total = screen.getByRole("textbox", { name: "Licenses the company has" });
    api.on("PUT /seats", () => ({ total: 8, held: 4, leaving: 1 }));
    fireEvent.change(total, { target: { value: "8" } });
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/TeamViewer reports the same number/)).toBeDefined();
    expect(api.of("PUT /seats")[0]?.body).toEqual({ total: 8 });
  });
});

describe("MDM connections and TeamViewer users", () => {
  it("take the license that was entered, and none for not applicable", async () => {
    api.on("GET /mdm-connections", () => ({
      items: [{ id: "mdm_1", version: 3, kind: "simulated", name: "Ivanti Tokyo", devices: 500, tier_needed: "platinum" }],
    }));
    api.on("PUT /mdm-connections/mdm_1", () => ({}));
    const { user } = openConsole(at("mdm"));
    await user.click(await screen.findByRole("button", { name: "Ivanti Tokyo" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.selectOptions(dialog.getByRole("combobox", { name: "License" }), "Gold");
    await user.selectOptions(dialog.getByRole("combobox", { name: "License needed for TeamViewer" }), "Not applicable");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await expect.poll(() => api.of("PUT /mdm-connections/mdm_1")[0]?.body).toEqual({ version: 3, name: "Ivanti Tokyo", tier: "gold" });
  });

  it("assign a person a TeamViewer user, and take it away again", async () => {
    api.on("GET /people", () => ({ items: [aPerson(), aPerson({ id: "usr_2", name: "Gone", disabled: true })] }));
    api.on("GET /help-at-work/mappings", () => ({ items: [{ person_id: "usr_1", account_id: "u77", account_name: "Mika" }] }));
    api.on("PUT /help-at-work/mappings", () => undefined);
    const { user } = openConsole(at("users"));
    await user.click(await screen.findByRole("button", { name: "Mika Sato" }));
    expect(screen.queryByText("Gone")).toBeNull();
    const dialog = within(await screen.findByRole("dialog"));
    await user.clear(dialog.getByRole("textbox", { name: "TeamViewer user ID" }));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await expect.poll(() => api.of("PUT /help-at-work/mappings")[0]?.body).toEqual({ person_id: "usr_1", account_id: "" });
  });
});
