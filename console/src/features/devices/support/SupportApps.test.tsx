import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { DeviceApps } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDeviceApp, aDeviceDetail, aMe, aPerson, aProblem, aWay, someDeviceApps } from "@/test/things";

let api: FakeApi;
let apps: DeviceApps;

const host = aDeviceApp({ app: { ...aDeviceApp().app, id: "app_host", name: "TeamViewer Host", role: "host" }, state: "installed", managed: "yes", app_version: "15.60" });

beforeEach(() => {
  api = new FakeApi();
  apps = someDeviceApps();
  api.on("GET /devices/dev_1", () => aDeviceDetail());
  api.on("GET /devices/dev_1/ways", () => ({ items: [aWay()] }));
  api.on("GET /devices/dev_1/support-apps", () => apps);
});

const entry = async (name: string) => within((await screen.findByRole("heading", { name, level: 3 })).closest("li") ?? document.body);

describe("the support apps of a device", () => {
  it("say what was wanted, what there is, and how that is known", async () => {
    apps = someDeviceApps({
      apps: [host, aDeviceApp({ state: "failed", wanted: "required", reason: "user_refused", words: "<i>USER_REJECTED</i>", evidence: "report of Neurons", at: "2026-11-22T10:00:00Z", manner: "prompted" })],
    });
    let retried = 0;
    api.on("POST /devices/dev_1/support-apps/app_qs/retry", () => {
      retried++;
    });
    const { user } = openConsole("/devices/dev_1?tab=support");
    const failed = await entry("TeamViewer QuickSupport");
    for (const words of ["Failed", "Require installation on device", "The user declined the installation.", "<i>USER_REJECTED</i>", "Report of Neurons", "The user is asked"]) {
      expect(failed.getByText(words)).toBeDefined();
    }
    const there = await entry("TeamViewer Host");
    expect(there.getByText("15.60")).toBeDefined();
    expect(there.queryByRole("button", { name: "Retry" })).toBeNull();
    await user.click(failed.getByRole("button", { name: "Retry" }));
    expect(await failed.findByText(/^Ordered\./)).toBeDefined();
    expect(retried).toBe(1);
  });

  it("offer the conversion to a managed app on iOS, and show its refusal", async () => {
    api.on("GET /devices/dev_1", () => aDeviceDetail({ platform: "ios", management: "ios_supervised" }));
    apps = someDeviceApps({ apps: [aDeviceApp({ state: "installed", managed: "no", convertible: true })] });
    api.on("POST /devices/dev_1/support-apps/app_qs/convert", () => aProblem({ code: "unavailable", status: 503 }));
    const { user } = openConsole("/devices/dev_1?tab=support", "ja");
    await user.click(await screen.findByRole("button", { name: "マネージドアプリに変換" }));
    expect(await screen.findByRole("alert")).toBeDefined();
  });

  it("put the lists right by one press", async () => {
    apps = someDeviceApps({ missing: { allow: ["com.teamviewer.host.market"], hide: [], permit: [], allow_screen_capture: true }, posture: { at: "2026-11-22T10:00:00Z" } });
    api.on("POST /devices/dev_1/allow", ({ body }) => {
      const { missing } = apps;
      apps = someDeviceApps({ posture: { at: "2026-11-22T10:00:00Z" }, missing: { ...missing, ...(Object(body).what === "apps" ? { allow: [] } : { allow_screen_capture: false }) } });
      return { ...missing };
    });
    const { user } = openConsole("/devices/dev_1?tab=support");
    expect(await screen.findByText("com.teamviewer.host.market")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Allow the apps" }));
    await user.click(await screen.findByRole("button", { name: "Allow screen capture" }));
    expect(await screen.findByText("Every app that support needs is allowed.")).toBeDefined();
    expect(api.of("POST /devices/dev_1/allow").map(({ body }) => body)).toEqual([{ what: "apps" }, { what: "capture" }]);
  });

  it("say whether Host was activated, and that an ambiguous match opens nothing", async () => {
    const told = { activated: "no", activated_by: "app feedback, report of Neurons", activated_at: "2026-11-20T10:00:00Z" } as const;
    apps = someDeviceApps({ apps: [{ ...host, ...told }], match: { source: "delivered_value", at: "2026-11-22T10:00:00Z", ambiguous: true } });
    openConsole("/devices/dev_1?tab=support");
    expect(await screen.findByText(/^Not done/)).toBeDefined();
    expect(screen.getByText("App feedback (Report of Neurons)")).toBeDefined();
    expect(screen.getByText("Known since")).toBeDefined();
    expect(screen.getByText(/More than one device at TeamViewer fits/)).toBeDefined();
    expect(screen.getByText("None held")).toBeDefined();
  });

  it("say that nobody can tell whether Host was activated", async () => {
    apps = someDeviceApps({ apps: [host] });
    openConsole("/devices/dev_1?tab=support", "ja");
    const fact = (await screen.findByText("ワンタイム認証")).closest("div");
    expect(fact?.textContent).toContain("不明");
    expect(screen.queryByText("確認日時")).toBeNull();
  });

  it("make a help link that is shown once, and revoke it", async () => {
    let made = false;
    api.on("GET /devices/dev_1/help-link", () => (made ? { created_at: "2026-11-22T10:00:00Z", created_by: { kind: "person", name: "Mika Sato" } } : aProblem()));
    api.on("POST /devices/dev_1/help-link", () => {
      made = true;
      return { link: "https://help.example/help-me#tok" };
    });
    api.on("DELETE /devices/dev_1/help-link", () => {
      made = false;
    });
    const { user } = openConsole("/devices/dev_1?tab=support");
    await user.click(await screen.findByRole("button", { name: "Make a help link" }));
    expect(await screen.findByDisplayValue("https://help.example/help-me#tok")).toBeDefined();
    await user.click(await screen.findByRole("button", { name: "Revoke" }));
    await expect.poll(() => screen.queryByDisplayValue("https://help.example/help-me#tok")).toBeNull();
    expect(await screen.findByRole("button", { name: "Make a help link" })).toBeDefined();
  });

  it("show an observer the help link, and why it cannot be changed", async () => {
    api.on("GET /me", () => aMe({ person: aPerson({ role: "observer" }), rights: ["view"] }));
    api.on("GET /devices/dev_1/help-link", () => ({ created_at: "2026-11-22T10:00:00Z", created_by: { kind: "person", name: "Mika Sato" } }));
    openConsole("/devices/dev_1?tab=support");
    expect(await screen.findByText(/Made by Mika Sato/)).toBeDefined();
    expect(screen.getByText("Observers neither make nor revoke help links.")).toBeDefined();
    expect(screen.queryByRole("button", { name: /Make a new one|Revoke/ })).toBeNull();
  });

  it("force a check-in after a confirmation, and say what the MDM made of it", async () => {
    api.on("GET /devices/dev_1", () => aDeviceDetail({ actions: [{ name: "force_check_in", enabled: true, findings: [] }] }));
    api.on("POST /devices/dev_1/check-in", () => ({ how: "asked" }));
    const { user } = openConsole("/devices/dev_1");
    await user.click(await screen.findByRole("button", { name: "Actions" }));
    await user.click(await screen.findByRole("menuitem"));
    expect(api.of("POST /devices/dev_1/check-in")).toEqual([]);
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Check in now" }));
    expect(await screen.findByText(/The device was asked to check in/)).toBeDefined();
  });
});
