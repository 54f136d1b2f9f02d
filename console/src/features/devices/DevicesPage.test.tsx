import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDevice, aFinding, aMe, aPerson, aProblem, aWay } from "@/test/things";

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /devices", () => ({ items: [aDevice()] }));
  api.on("GET /devices/counts", () => ({ matching: 1, online: 1, in_session: 0 }));
});

const rowOf = (name: string | RegExp) => screen.findByRole("row", { name });

describe("the device list", () => {
  it("keeps search and filters in the address and asks the server for them", async () => {
    const { user, router } = openConsole("/devices");
    await user.type(await screen.findByRole("searchbox", { name: "Search devices" }), "tanaka");
    await user.selectOptions(screen.getByRole("combobox", { name: "Platform" }), "Android");
    await user.click(screen.getByRole("button", { name: /^Online/ }));
    await expect.poll(() => router.state.location.search).toMatchObject({ search: "tanaka", platform: "android", presence: "online" });
    await expect
      .poll(() => Object.fromEntries(api.of("GET /devices").at(-1)?.query ?? []))
      .toEqual({ search: "tanaka", platform: "android", presence: "online", limit: "100" });
  });

  it("begins with the filters of the address and leaves out what is no filter", async () => {
    openConsole("/devices?search=shibuya&platform=toaster&in_session=true");
    await rowOf(/田中/);
    expect(screen.getByRole("searchbox", { name: "Search devices" })).toHaveProperty("value", "shibuya");
    expect(Object.fromEntries(api.of("GET /devices")[0]?.query ?? [])).toEqual({ search: "shibuya", in_session: "true", limit: "100" });
  });

  it("shows names from devices as text", async () => {
    const hostile = '<img src=x onerror="alert(1)">';
    api.on("GET /devices", () => ({ items: [aDevice({ name: hostile, owner: { name: hostile } })] }));
    openConsole("/devices");
    const row = await screen.findByRole("link", { name: hostile });
    expect(row).toBeDefined();
    expect(document.querySelector("img[src='x']")).toBeNull();
  });

  it("says why an action cannot be done now", async () => {
    api.on("GET /devices", () => ({
      items: [aDevice({ actions: [{ name: "start_remote_control", enabled: false, findings: [aFinding({ code: "retired", severity: "block" })] }] })],
    }));
    const { user } = openConsole("/devices");
    await user.click(await screen.findByRole("button", { name: "Actions for 田中 美咲" }));
    const item = await screen.findByRole("menuitem", { name: /Start remote control/ });
    expect(item).toHaveProperty("disabled", true);
    expect(item.textContent).toContain("The device is retired.");
  });

  it("does not let an observer make a code, and says so", async () => {
    api.on("GET /me", () => aMe({ person: aPerson({ role: "observer" }), rights: ["view"] }));
    const { user } = openConsole("/devices");
    await user.click(await screen.findByRole("button", { name: "Add device" }));
    const item = await screen.findByRole("menuitem", { name: /Share this computer/ });
    expect(item).toHaveProperty("disabled", true);
    expect(item.textContent).toContain("Observers do not make codes.");
  });

  it("opens a device from its row, in Japanese", async () => {
    api.on("GET /devices/dev_1", () => aDevice());
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay()] }));
    const { user } = openConsole("/devices", "ja");
    const row = within(await rowOf(/田中/));
    expect(row.getByText("デバイス所有者")).toBeDefined();
    await user.click(row.getByRole("button", { name: "田中 美咲のアクション" }));
    expect(await screen.findByRole("menuitem", { name: "リモート制御を開始" })).toBeDefined();
    await user.click(await screen.findByRole("menuitem", { name: "開く" }));
    expect(await screen.findByRole("button", { name: "アクション" })).toBeDefined();
  });

  it("tells nothing found from nothing there", async () => {
    api.on("GET /devices", () => ({ items: [] }));
    const { user } = openConsole("/devices?search=nobody");
    expect(await screen.findByText("No device matches")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("No devices yet")).toBeDefined();
  });

  it("can try again after a failure", async () => {
    api.on("GET /devices", () => aProblem({ code: "internal", status: 500 }));
    const { user } = openConsole("/devices");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Request req_1");
    api.on("GET /devices", () => ({ items: [aDevice()] }));
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await rowOf(/田中/);
  });

  it("shares a computer by a code in groups of three, and goes to the session once it was used", async () => {
    let state = "waiting";
    api.on("POST /shares", () => ({ id: "shr_1", code: "482913507", link: "http://127.0.0.1/share/#482913507", expires_at: "2099-01-01T00:00:00Z" }));
    api.on("GET /shares/shr_1", () => ({ id: "shr_1", state, expires_at: "2099-01-01T00:00:00Z", session_id: "ses_1", device_id: "dev_2" }));
    api.on("POST /sessions/ses_1/grants", () => ({ grant: "key_1", rights: ["view"] }));
    const { user, router, client } = openConsole("/devices");
    await user.click(await screen.findByRole("button", { name: "Add device" }));
    await user.click(await screen.findByRole("menuitem", { name: "Share this computer" }));
    await user.type(await screen.findByRole("textbox", { name: "Reason" }), "Printer");
    await user.click(screen.getByRole("button", { name: "Make the code" }));
    expect((await screen.findByRole("status", { name: "Code" })).textContent).toBe("482 913 507");
    expect(router.state.location.pathname).toBe("/devices");
    state = "redeemed";
    await client.invalidateQueries({ queryKey: ["shares"] });
    await expect.poll(() => router.state.location.pathname).toBe("/sessions/ses_1");
  });
});
