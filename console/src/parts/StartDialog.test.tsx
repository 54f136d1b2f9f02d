import { cleanup, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sessionKey } from "@/api/session-keys";
import * as leaving from "@/ui/leave";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDevice, aDeviceDetail, aFinding, aMe, aProblem, aSession, aWay, someDeviceApps } from "@/test/things";

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /devices/dev_1", () => aDeviceDetail());
  api.on("GET /devices/dev_1/ways", () => ({ items: [aWay(), aWay({ mode: "unattended" })] }));
});

async function openDialog(address = "/devices/dev_1") {
  const opened = openConsole(address);
  await opened.user.click(await screen.findByRole("button", { name: "Actions" }));
  await opened.user.click(await screen.findByRole("menuitem", { name: /Start remote control|Remote Display/ }));
  return { ...opened, dialog: within(await screen.findByRole("dialog")) };
}

describe("the start dialog", () => {
  it("wants a reason, starts, keeps the grant in this tab and goes to the session", async () => {
    api.on("POST /devices/dev_1/sessions", () => ({ session: aSession(), grant: "key_abc" }));
    const { user, dialog, router } = await openDialog();
    await user.click(await dialog.findByRole("button", { name: "Start" }));
    expect(dialog.getByText("This is required.")).toBeDefined();
    expect(api.of("POST /devices/dev_1/sessions")).toEqual([]);

    await user.type(dialog.getByRole("textbox", { name: "Reason" }), "Mail does not arrive");
    await user.type(dialog.getByRole("textbox", { name: /Ticket/ }), "INC-7");
    await user.click(dialog.getByRole("button", { name: "Start" }));
    await expect.poll(() => router.state.location.pathname).toBe("/sessions/ses_1");
    expect(api.of("POST /devices/dev_1/sessions")[0]?.body).toEqual({
      mode: "attended",
      provider: "builtin",
      reason: "Mail does not arrive",
      ticket: "INC-7",
    });
    expect(sessionKey("ses_1")).toBe("key_abc");
    expect(router.state.location.href).not.toContain("key_abc");
  });

  it("says why unattended mode cannot be chosen", async () => {
    const findings = [aFinding({ code: "no_right_unattended", severity: "block", remedy: "use_attended" })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay(), aWay({ mode: "unattended", findings })] }));
    const { dialog } = await openDialog();
    const unattended = await dialog.findByRole("radio", { name: "Unattended mode" });
    expect(await dialog.findByText("You do not have the right to start without the user's answer.")).toBeDefined();
    expect(unattended).toHaveProperty("disabled", true);
    expect(dialog.getByRole("radio", { name: "Attended mode" })).toHaveProperty("checked", true);
  });

  it("has no unattended mode on iOS", async () => {
    const actions = [{ name: "remote_display" as const, enabled: true, findings: [] }];
    api.on("GET /devices/dev_1", () => aDeviceDetail({ platform: "ios", management: "ios_supervised", actions }));
    const never = [aFinding({ code: "unattended_not_on_ios", severity: "block", never: true })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer" }), aWay({ provider: "teamviewer", mode: "unattended", findings: never })] }));
    const { dialog } = await openDialog();
    await expect.poll(() => dialog.getByRole("button", { name: "Start" })).toHaveProperty("disabled", false);
    expect(dialog.queryByRole("radio")).toBeNull();
  });

  it("offers to join or to replace when someone was faster, and keeps what was typed", async () => {
    const theirs = aSession({ id: "ses_9", technician_id: "usr_2", technician_name: "Ken Ito" });
    api.on("POST /devices/dev_1/sessions", ({ body }) =>
      typeof body === "object" && body !== null && "replace" in body
        ? { session: aSession(), grant: "key_abc" }
        : aProblem({ code: "device_busy", status: 409, session: theirs }),
    );
    const { user, dialog, router } = await openDialog();
    await user.type(await dialog.findByRole("textbox", { name: "Reason" }), "Mail");
    await user.click(dialog.getByRole("button", { name: "Start" }));
    expect(await dialog.findByText(/Ken Ito has been in a session/)).toBeDefined();
    expect(dialog.getByRole("button", { name: "Join" })).toBeDefined();
    expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveProperty("value", "Mail");

    await user.click(dialog.getByRole("button", { name: "Close it and start mine" }));
    await expect.poll(() => router.state.location.pathname).toBe("/sessions/ses_1");
    expect(api.of("POST /devices/dev_1/sessions").at(-1)?.body).toMatchObject({ reason: "Mail", replace: "ses_9" });
  });

  it("joins the session of someone else", async () => {
    api.on("GET /devices/dev_1", () =>
      aDeviceDetail({
        open_session: { id: "ses_9", state: "active", mode: "attended", technician_id: "usr_2", technician_name: "Ken Ito", requested_at: "2026-11-22T10:00:00Z" },
        actions: [{ name: "start_remote_control", enabled: false, findings: [aFinding({ code: "device_busy", severity: "block" })] }],
      }),
    );
    api.on("POST /sessions/ses_9/grants", () => ({ grant: "key_join", rights: ["view"] }));
    const { user, dialog, router } = await openDialog();
    await user.click(await dialog.findByRole("button", { name: "Join" }));
    await expect.poll(() => router.state.location.pathname).toBe("/sessions/ses_9");
    expect(sessionKey("ses_9")).toBe("key_join");
  });

  it("goes back to one's own session, which blocks no way on the device's page", async () => {
    const busy = aFinding({ code: "device_busy", severity: "block", facts: { technician: "Mika Sato" } });
    api.on("GET /devices/dev_1", () =>
      aDeviceDetail({
        open_session: { id: "ses_9", state: "active", mode: "attended", technician_id: "usr_1", technician_name: "Mika Sato", requested_at: "2026-11-22T10:00:00Z" },
      }),
    );
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ findings: [busy, aFinding({ code: "screen_off", severity: "warn" })] })] }));
    openConsole("/devices/dev_1");
    expect(await screen.findByRole("button", { name: "Go to the session" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
    expect(await screen.findByText("The screen is off.")).toBeDefined();
    expect(screen.queryByText("Blocks the start")).toBeNull();
  });

  it("does not start what is blocked", async () => {
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ findings: [aFinding({ code: "retired", severity: "block" })] })] }));
    const { dialog } = await openDialog();
    const finding = await dialog.findByRole("listitem");
    expect(finding.textContent).toBe("Blocks the startThe device is retired.");
    expect(dialog.getByRole("button", { name: "Start" })).toHaveProperty("disabled", true);
  });

  it("keeps what was typed while the device is asked for again", async () => {
    const { user, dialog, client } = await openDialog();
    await user.type(await dialog.findByRole("textbox", { name: "Reason" }), "half a rea");
    const before = api.of("GET /devices/dev_1").length;
    await client.invalidateQueries();
    expect(api.of("GET /devices/dev_1").length).toBeGreaterThan(before);
    expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveProperty("value", "half a rea");
  });

  it("leaves out actions that can never apply", async () => {
    api.on("GET /devices/dev_1", () => aDeviceDetail({ ...aDevice({ management: "ios_mam_only", platform: "ios" }), actions: [] }));
    openConsole("/devices/dev_1");
    expect(await screen.findByRole("heading", { name: /田中 美咲/ })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Actions" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Start now" })).toBeNull();
  });

  it("offers the providers, begins with the first that can, and starts by the one that was chosen", async () => {
    const missing = [aFinding({ code: "account_missing", severity: "block", remedy: "connect_teamviewer" })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer", findings: missing }), aWay(), aWay({ mode: "unattended" })] }));
    api.on("POST /devices/dev_1/sessions", () => ({ session: aSession(), grant: "key_abc" }));
    const { user, dialog } = await openDialog();
    expect(await dialog.findByRole("radio", { name: "Built-in engine" })).toHaveProperty("checked", true);
    await user.click(dialog.getByRole("radio", { name: "TeamViewer" }));
    expect(dialog.getByRole("button", { name: "Start" })).toHaveProperty("disabled", true);
    expect(dialog.getByRole("button", { name: "Connect TeamViewer" })).toBeDefined();
    await user.click(dialog.getByRole("radio", { name: "Built-in engine" }));
    await user.type(dialog.getByRole("textbox", { name: "Reason" }), "Mail");
    await user.click(dialog.getByRole("button", { name: "Start" }));
    expect(api.of("POST /devices/dev_1/sessions")[0]?.body).toEqual({ mode: "attended", provider: "builtin", reason: "Mail" });
  });

  it("goes to TeamViewer's sign-in and comes back to the same dialog with what was typed", async () => {
    const left = vi.spyOn(leaving, "leaveFor").mockReturnValue(true);
    const missing = [aFinding({ code: "account_missing", severity: "block", remedy: "connect_teamviewer" })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer", findings: missing })] }));
    api.on("POST /me/teamviewer/connect", () => ({ url: "https://login.teamviewer.com/oauth2/authorize" }));
    const { user, dialog } = await openDialog();
    await user.type(await dialog.findByRole("textbox", { name: "Reason" }), "Mail");
    await user.click(await dialog.findByRole("button", { name: "Connect TeamViewer" }));
    await expect.poll(() => left.mock.calls).toEqual([["https://login.teamviewer.com/oauth2/authorize"]]);
    const body = api.of("POST /me/teamviewer/connect")[0]?.body;
    expect(body).toEqual({ return_to: "/devices/dev_1?start=attended&provider=teamviewer" });

    cleanup();
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer" })] }));
    const back = openConsole("/devices/dev_1?start=attended&provider=teamviewer&teamviewer=connected");
    const again = within(await screen.findByRole("dialog"));
    expect((await again.findByRole("textbox", { name: "Reason" }))).toHaveProperty("value", "Mail");
    expect(again.getByText("TeamViewer is connected. You can start now.")).toBeDefined();
    await back.user.click(again.getByRole("button", { name: "Cancel" }));
    await expect.poll(() => back.router.state.location.search).toEqual({});
  });

  it("removes a block by one press, and says what came of it", async () => {
    let findings = [aFinding({ code: "app_failed", severity: "block", remedy: "retry_install", facts: { package: "com.teamviewer.quicksupport.market" } })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer", findings })] }));
    api.on("GET /devices/dev_1/support-apps", () => someDeviceApps());
    api.on("POST /devices/dev_1/support-apps/app_qs/retry", () => {
      findings = [aFinding({ code: "app_pending", severity: "warn", remedy: "check_in" })];
    });
    api.on("POST /devices/dev_1/check-in", () => ({ how: "policy" }));
    const { user, dialog } = await openDialog();
    await user.click(await dialog.findByRole("button", { name: "Retry" }));
    await user.click(await dialog.findByRole("button", { name: "Force Check-in" }));
    expect(await dialog.findByText(/This MDM has no check-in/)).toBeDefined();
    expect(dialog.getByRole("button", { name: "Start" })).toHaveProperty("disabled", false);
  });

  it("offers nobody what they have no right to", async () => {
    api.on("GET /me", () => aMe({ rights: ["view"] }));
    const findings = [aFinding({ code: "not_allowlisted", severity: "block", remedy: "allow_apps" })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer", findings })] }));
    const { dialog } = await openDialog();
    expect(await dialog.findByText("Blocks the start")).toBeDefined();
    expect(dialog.queryByRole("button", { name: "Allow the apps" })).toBeNull();
  });

  it("confirms a match only after a look at the device itself", async () => {
    const findings = [aFinding({ code: "host_ambiguous", severity: "block", remedy: "confirm_match" })];
    api.on("GET /devices/dev_1/ways", () => ({ items: [aWay({ provider: "teamviewer", findings })] }));
    api.on("GET /devices/dev_1/peers", () => ({ items: [{ id: "1234567890", name: "PIXEL-1", online: true }, { id: "1234567891", name: "PIXEL-1", online: false }] }));
    api.on("PUT /devices/dev_1/match", ({ body }) => ({ source: "administrator", at: "2026-11-22T10:00:00Z", ...Object(body) }));
    const { user, dialog } = await openDialog();
    await user.click(await dialog.findByRole("button", { name: "Confirm the match…" }));
    const match = within(await screen.findByRole("dialog", { name: "Which TeamViewer device is this?" }));
    expect(match.getByText("A wrong answer opens somebody else's phone")).toBeDefined();
    await user.click((await match.findAllByRole("radio", { name: "PIXEL-1" }))[1] ?? document.body);
    expect(match.getByRole("button", { name: "Confirm the match" })).toHaveProperty("disabled", true);
    await user.click(match.getByRole("checkbox"));
    await user.click(match.getByRole("button", { name: "Confirm the match" }));
    await expect.poll(() => api.of("PUT /devices/dev_1/match")[0]?.body).toEqual({ peer_id: "1234567891" });
  });
});
