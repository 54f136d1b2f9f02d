import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { SupportAppDetail } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDevice, aDeviceRef, aProblem } from "@/test/things";

const anApp = (change: Partial<SupportAppDetail> = {}): SupportAppDetail => ({
  id: "app_1",
  version: 1,
  name: "TeamViewer Host",
  role: "host",
  provider: "teamviewer",
  platform: "android",
  built_in: true,
  package: { value: "com.teamviewer.host.market", source: "documented" },
  min_os: { value: "8.0", source: "unverified" },
  counts: { unknown: 2, absent: 1, pending: 3, installed: 40, failed: 1, removed: 0 },
  ...change,
});

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /support-apps/app_1", () => anApp());
  api.on("GET /mdm-connections", () => ({ items: [{ id: "mdm_1", version: 1, kind: "simulated", name: "Ivanti", devices: 5 }] }));
});

describe("the catalog", () => {
  it("says what each app is for, where its package is from, and how far it has come", async () => {
    const counts = { ...anApp().counts, installed: 100_000, more: ["installed"] };
    api.on("GET /support-apps", () => ({ items: [anApp({ package: { value: "com.tv.addon", source: "unverified" } }), anApp({ id: "app_2", name: "Add-on", counts })] }));
    openConsole("/admin/apps");
    const row = (await screen.findByRole("link", { name: "TeamViewer Host" })).closest("tr");
    expect(row?.textContent).toContain("Unattended sessions");
    expect(row?.textContent).toContain("Unverified");
    expect(row?.textContent).toContain("Installed 40 · Pending 3 · Failed 1");
    expect(screen.getByRole("link", { name: "Add-on" }).closest("tr")?.textContent).toContain("Installed 100,000+ · Pending 3");
    expect(api.of("GET /support-apps/app_1")).toEqual([]);
  });

  it("takes a new add-on with its maker and opens it", async () => {
    api.on("GET /support-apps", () => ({ items: [] }));
    api.on("POST /support-apps", () => anApp());
    const { user, router } = openConsole("/admin/apps");
    await user.click(await screen.findByRole("button", { name: "Add an add-on" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Add" }));
    expect(dialog.getAllByText("This is required.")).toHaveLength(2);
    await user.type(dialog.getByRole("textbox", { name: "Maker" }), "Zebra ");
    await user.type(dialog.getByRole("textbox", { name: "Name" }), "Add-on for Zebra");
    await user.type(dialog.getByRole("textbox", { name: "Package name" }), "com.example.zebra");
    await user.click(dialog.getByRole("button", { name: "Add" }));
    await expect.poll(() => router.state.location.pathname).toBe("/admin/apps/app_1");
    expect(api.of("POST /support-apps")[0]?.body).toEqual({
      name: "Add-on for Zebra",
      maker: "Zebra",
      role: "oem_addon",
      platform: "android",
      provider: "teamviewer",
      package: { value: "com.example.zebra" },
    });
  });

  it("makes a fact the administrator's that was checked, and leaves the others as they are", async () => {
    api.on("PUT /support-apps/app_1", () => anApp({ version: 2 }));
    const { user } = openConsole("/admin/apps/app_1");
    await user.click(await screen.findByRole("button", { name: "I checked it: Minimum system version" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await expect.poll(() => api.of("PUT /support-apps/app_1")[0]?.body).toEqual({
      version: 1,
      name: "TeamViewer Host",
      package: { value: "com.teamviewer.host.market", source: "documented" },
      store_id: {},
      min_os: { value: "8.0", source: "administrator" },
      min_version: {},
    });
  });
});

describe("distribution", () => {
  beforeEach(() => {
    api.on("GET /support-apps/app_1/distribution", () => ({ app_id: "app_1", version: 4, to: "no_one" }));
    api.on("POST /support-apps/app_1/distribution/count", () => ({ devices: 12, managed: 9, users: [] }));
    api.on("GET /groups", () => ({ items: [{ id: "grp_1", name: "Tokyo", devices: 12 }] }));
    api.on("GET /devices", () => ({ items: [aDevice({ id: "dev_7", name: "TABLET-7", owner: { name: "鈴木" } })] }));
    api.on("GET /devices/dev_7", () => aDevice({ id: "dev_7", name: "TABLET-7", owner: { name: "鈴木" } }));
  });

  it("counts the devices before it is saved, and says how many licenses are missing", async () => {
    api.on("PUT /support-apps/app_1/distribution", () =>
      aProblem({ code: "not_enough_seats", status: 409, seats: { needed: 12, free: 3 } }),
    );
    const { user } = openConsole("/admin/apps/app_1?tab=distribution");
    await user.click(await screen.findByRole("radio", { name: "Custom Distribution" }));
    expect(screen.getByText("Choose at least one group, user or device.")).toBeDefined();
    await user.click(await screen.findByRole("checkbox", { name: "Tokyo (12)" }));
    expect(await screen.findByText(/Reaches 12 devices, 9 of them managed/)).toBeDefined();
    expect(screen.getByText(/Acts only when the app is newly installed/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Needed licenses: 12. Free: 3. Nothing was changed.")).toBeDefined();
    expect(api.of("PUT /support-apps/app_1/distribution")[0]?.body).toEqual({
      version: 4,
      to: "custom",
      install: "required",
      auto_launch: false,
      group_ids: ["grp_1"],
      users: [],
      device_ids: [],
      excluded: [],
    });
  });

  it("finds devices to leave out by searching, and Enter there saves nothing", async () => {
    api.on("PUT /support-apps/app_1/distribution", (sent) => ({ ...Object(sent.body), app_id: "app_1", version: 5 }));
    const { user } = openConsole("/admin/apps/app_1?tab=distribution");
    await user.click(await screen.findByRole("radio", { name: "To everyone" }));
    const exclude = within(screen.getByRole("group", { name: "Exclude" }));
    await user.type(exclude.getByRole("searchbox"), "suzuki{Enter}");
    expect(api.of("PUT /support-apps/app_1/distribution")).toEqual([]);
    await user.click(await exclude.findByRole("button", { name: /鈴木/ }));
    expect(await exclude.findByRole("button", { name: "Take out 鈴木" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeDefined();
    expect(api.of("PUT /support-apps/app_1/distribution")[0]?.body).toMatchObject({ to: "everyone", excluded: ["dev_7"] });
  });

  it("refuses more than 100 targets and what is no e-mail address", async () => {
    api.on("GET /owners", () => ({ items: [] }));
    const { user } = openConsole("/admin/apps/app_1?tab=distribution");
    await user.click(await screen.findByRole("radio", { name: "Custom Distribution" }));
    const users = screen.getByRole("searchbox", { name: "Users: Search" });
    await user.type(users, "mika{Enter}");
    expect(screen.getByText("mika is not an e-mail address.")).toBeDefined();
    expect(await screen.findByText("No user found")).toBeDefined();
    await user.clear(users);
    await user.paste(Array.from({ length: 101 }, (_, i) => `user${i}@example.com`).join("\n"));
    expect(screen.queryByText("mika is not an e-mail address.")).toBeNull();
    expect(screen.getByText("These are 101 targets; at most 100 are possible. Use groups.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(api.of("PUT /support-apps/app_1/distribution")).toEqual([]);
  });

  it("finds users by what the directory knows, and takes an address that no device has yet", async () => {
    const mika = { email: "mika@example.com", name: "佐藤 美香", department: "営業", devices: 2 };
    api.on("GET /owners", ({ query }) => ({ items: query.get("search") === "sato" ? [mika] : [] }));
    api.on("POST /support-apps/app_1/distribution/count", ({ body }) => {
      const users: string[] = Object(body).users ?? [];
      return { devices: 2, managed: 2, users: users.map((email) => (email === mika.email ? mika : { email, devices: 0 })) };
    });
    api.on("PUT /support-apps/app_1/distribution", (sent) => ({ ...Object(sent.body), app_id: "app_1", version: 5 }));
    const { user } = openConsole("/admin/apps/app_1?tab=distribution");
    await user.click(await screen.findByRole("radio", { name: "Custom Distribution" }));
    const users = within(screen.getByRole("group", { name: "Users" }));
    await user.click(users.getByRole("searchbox"));
    await user.paste("sato");
    await user.click(await users.findByRole("button", { name: /佐藤 美香.*mika@example.com · 営業/ }));
    expect(await users.findByRole("button", { name: "Take out 佐藤 美香" })).toBeDefined();
    await user.click(users.getByRole("searchbox"));
    await user.paste("Nobody@example.com");
    await user.click(await users.findByRole("button", { name: "Add Nobody@example.com" }));
    expect(await screen.findByText("No device belongs to nobody@example.com yet. The app comes as soon as one does.")).toBeDefined();
    expect(users.getByText("no device yet")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeDefined();
    expect(api.of("PUT /support-apps/app_1/distribution")[0]?.body).toMatchObject({ to: "custom", users: ["mika@example.com", "nobody@example.com"] });
  });

  it("names the app that auto-launches on the same devices already", async () => {
    api.on("POST /support-apps/app_1/distribution/count", ({ body }) => ({
      devices: 2,
      managed: 2,
      users: [],
      ...(Object(body).auto_launch ? { also_auto_launch: [{ id: "app_qs", name: "TeamViewer QuickSupport" }] } : {}),
    }));
    const { user } = openConsole("/admin/apps/app_1?tab=distribution");
    await user.click(await screen.findByRole("radio", { name: "To everyone" }));
    expect(await screen.findByText(/Reaches 2 devices/)).toBeDefined();
    expect(screen.queryByText(/TeamViewer QuickSupport is set to auto-launch/)).toBeNull();
    await user.click(screen.getByRole("checkbox", { name: "Auto-launch on install" }));
    expect(await screen.findByText(/TeamViewer QuickSupport is set to auto-launch on some of the same devices/)).toBeDefined();
  });

  it("keeps what was typed when someone else saved meanwhile", async () => {
    const { user, client } = openConsole("/admin/apps/app_1?tab=distribution");
    await user.click(await screen.findByRole("radio", { name: "To everyone" }));
    api.on("GET /support-apps/app_1/distribution", () => ({ app_id: "app_1", version: 5, to: "custom", users: ["a@example.com"] }));
    await client.invalidateQueries({ queryKey: ["support-apps", "distribution"] });
    expect(await screen.findByText(/Someone else saved in between/)).toBeDefined();
    expect(screen.getByRole("radio", { name: "To everyone" })).toHaveProperty("checked", true);
  });
});

describe("the key profile", () => {
  beforeEach(() => {
    api.on("GET /support-apps/app_1/keys", () => ({ app_id: "app_1", version: 0, source: "by_hand", schema: [], keys: [] }));
  });

  it("takes the app's keys from the store, with their types", async () => {
    api.on("POST /support-apps/app_1/keys/schema", () => ({ properties: [{ key: "sim_assignment_id", type: "string", title: "Assignment" }] }));
    api.on("PUT /support-apps/app_1/keys", (sent) => ({ ...Object(sent.body), app_id: "app_1", version: 1 }));
    const { user } = openConsole("/admin/apps/app_1?tab=configuration");
    await user.click(await screen.findByRole("button", { name: "Import from the store" }));
    expect(await screen.findByText(/from the store \(1 key\)/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Add a key" }));
    const key = within(screen.getByRole("group", { name: "Key 1" }));
    await user.selectOptions(key.getByRole("combobox", { name: "Key" }), "sim_assignment_id");
    await user.click(key.getByRole("textbox", { name: "Value" }));
    await user.paste("{{assignment}}");
    expect(key.getByRole("combobox", { name: "Type" })).toHaveProperty("disabled", true);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeDefined();
    expect(api.of("PUT /support-apps/app_1/keys")[0]?.body).toEqual({
      version: 0,
      source: "store",
      schema: [{ key: "sim_assignment_id", type: "string", title: "Assignment" }],
      keys: [{ name: "sim_assignment_id", type: "string", value: "{{assignment}}" }],
    });
  });

  it("refuses a value that its type cannot hold, and a key that is there twice", async () => {
    const { user } = openConsole("/admin/apps/app_1?tab=configuration");
    const add = await screen.findByRole("button", { name: "Add a key" });
    await user.click(add);
    await user.click(add);
    const one = within(screen.getByRole("group", { name: "Key 1" }));
    const two = within(screen.getByRole("group", { name: "Key 2" }));
    await user.type(one.getByRole("textbox", { name: "Key" }), "port");
    await user.selectOptions(one.getByRole("combobox", { name: "Type" }), "Whole number");
    await user.type(one.getByRole("textbox", { name: "Value" }), "many");
    await user.type(two.getByRole("textbox", { name: "Key" }), "port");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(one.getByText("It has to be a whole number.")).toBeDefined();
    expect(two.getByText("This key is there twice.")).toBeDefined();
    expect(api.of("PUT /support-apps/app_1/keys")).toEqual([]);
  });

  it("reads the AppConfig XML of an iOS app and says what is wrong with one", async () => {
    api.on("GET /support-apps/app_1", () => anApp({ platform: "ios", role: "quicksupport" }));
    api.on("POST /support-apps/app_1/keys/appconfig", () =>
      aProblem({ code: "invalid", status: 422, errors: [{ location: "body.xml", message: "is not an AppConfig specification" }] }),
    );
    const { user } = openConsole("/admin/apps/app_1?tab=configuration");
    await screen.findByRole("button", { name: "Add a key" });
    const input = screen.getByLabelText("Upload AppConfig XML", { selector: "input" });
    await user.upload(input, new File(["<html>"], "spec.xml", { type: "text/xml" }));
    expect((await screen.findByRole("alert")).textContent).toContain("xml: is not an AppConfig specification");
    expect(api.of("POST /support-apps/app_1/keys/appconfig")[0]?.body).toEqual({ xml: "<html>" });
    await user.upload(input, new File(["x".repeat(256 * 1024 + 1)], "spec.xml", { type: "text/xml" }));
    expect(await screen.findByText(/between 1 byte and 256 KB/)).toBeDefined();
    expect(api.of("POST /support-apps/app_1/keys/appconfig")).toHaveLength(1);
  });

  it("shows what a device would get", async () => {
    api.on("GET /devices", () => ({ items: [aDevice()] }));
    api.on("GET /devices/dev_1", () => aDevice());
    api.on("GET /support-apps/app_1/preview", () => ({
      items: [
        { name: "sim_session_id", type: "string", value: "{{session_id}}", from: "session_id", session: true },
        { name: "company", type: "string", missing: true },
      ],
    }));
    const { user } = openConsole("/admin/apps/app_1?tab=configuration");
    await user.type(await screen.findByRole("searchbox", { name: "Device: Search" }), "tanaka");
    await user.click(await screen.findByRole("button", { name: /田中/ }));
    expect((await screen.findByRole("row", { name: /sim_session_id/ })).textContent).toContain("Session only");
    expect(screen.getByRole("row", { name: /company/ }).textContent).toContain("Left out: no value");
    expect(api.of("GET /support-apps/app_1/preview")[0]?.query.get("device")).toBe("dev_1");
  });
});

describe("the devices of an app", () => {
  it("say why it failed, with the MDM's own words as text, and try again", async () => {
    api.on("GET /support-apps/app_1/devices", () => ({
      items: [
        { device_id: "dev_1", device: aDeviceRef(), state: "failed", reason: "storage_full", words: "<i>ERR 7</i>", evidence: "MDM report", problem: "no_seat", wanted: "required", at: "2026-11-22T10:00:00Z" },
      ],
    }));
    api.on("POST /devices/dev_1/support-apps/app_1/retry", () => aProblem({ code: "mdm_cannot", status: 409 }));
    const { user } = openConsole("/admin/apps/app_1?tab=devices");
    const row = await screen.findByRole("row", { name: /田中/ });
    expect(row.textContent).toContain("The device has no room left.");
    expect(row.textContent).toContain("<i>ERR 7</i>");
    expect(row.textContent).toContain("No unattended license is free.");
    expect(api.of("GET /support-apps/app_1/devices")[0]?.query.get("state")).toBe("failed");
    await user.click(screen.getByRole("button", { name: "Retry Install: 田中 美咲" }));
    expect((await screen.findByRole("alert")).textContent).toContain("This MDM cannot do that.");
    await user.selectOptions(screen.getByRole("combobox", { name: "State" }), "Pending (3)");
    await expect.poll(() => api.of("GET /support-apps/app_1/devices").at(-1)?.query.get("state")).toBe("pending");
  });
});
