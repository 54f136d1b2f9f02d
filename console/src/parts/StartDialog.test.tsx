import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { sessionKey } from "@/api/session-keys";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDevice, aDeviceDetail, aFinding, aProblem, aSession } from "@/test/things";

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /devices/dev_1", () => aDeviceDetail());
  api.on("GET /devices/dev_1/preflight", () => ({ findings: [] }));
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
      reason: "Mail does not arrive",
      ticket: "INC-7",
    });
    expect(sessionKey("ses_1")).toBe("key_abc");
    expect(router.state.location.href).not.toContain("key_abc");
  });

  it("says why unattended mode cannot be chosen", async () => {
    api.on("GET /devices/dev_1/preflight", ({ query }) => ({
      findings: query.get("mode") === "unattended" ? [aFinding({ code: "no_right_unattended", severity: "block", remedy: "use_attended" })] : [],
    }));
    const { dialog } = await openDialog();
    const unattended = await dialog.findByRole("radio", { name: "Unattended mode" });
    expect(await dialog.findByText("You do not have the right to start without the user's answer.")).toBeDefined();
    expect(unattended).toHaveProperty("disabled", true);
    expect(dialog.getByRole("radio", { name: "Attended mode" })).toHaveProperty("checked", true);
  });

  it("has no unattended mode on iOS", async () => {
    const actions = [{ name: "remote_display" as const, enabled: true, findings: [] }];
    api.on("GET /devices/dev_1", () => aDeviceDetail({ platform: "ios", management: "ios_supervised", actions }));
    const { dialog } = await openDialog();
    await dialog.findByRole("textbox", { name: "Reason" });
    expect(dialog.queryByRole("radio")).toBeNull();
    expect(api.sent.some(({ query }) => query.get("mode") === "unattended")).toBe(false);
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

  it("does not start what is blocked", async () => {
    api.on("GET /devices/dev_1/preflight", () => ({ findings: [aFinding({ code: "retired", severity: "block" })] }));
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
});
