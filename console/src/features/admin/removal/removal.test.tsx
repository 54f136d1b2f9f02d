import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { RemovalDetail } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aProblem } from "@/test/things";

const path = "/help-at-work/removals/rem_1";
const page = "/admin/infrastructure/help-at-work/removals/rem_1";

const aRemoval = (change: Partial<RemovalDetail> = {}): RemovalDetail => ({
  id: "rem_1",
  version: 4,
  provider: "teamviewer",
  mode: "unattended",
  step: "proof",
  started_at: "2026-11-22T10:00:00Z",
  affected: [
    { device_id: "dev_9", device_name: "TABLET-9", owner_name: "田中 美咲", proof: "unknown", check_in: "policy" },
    { device_id: "dev_1", device_name: "PIXEL-1", proof: "gone", evidence: "MDM report", at: "2026-11-22T11:00:00Z", check_in: "asked" },
  ],
  counts: { gone: 499, unenrolled: 0, present: 0, unknown: 1 },
  can_finish: false,
  accounts: [],
  ...change,
});

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /help-at-work", () => ({
    cards: [{ provider: "teamviewer", mode: "unattended", state: "active" }],
    seats: { total: 0, held: 0, leaving: 0 },
    connected_people: 2,
  }));
  api.on("GET /help-at-work/agreement", () => ({ version: 1, text: { en: "Words" } }));
});

describe("removing an activation", () => {
  it("says what will happen, asks once more, and opens the walk", async () => {
    api.on("POST /help-at-work/removals", () => aRemoval({ step: "sessions" }));
    api.on(`GET ${path}`, () => aRemoval({ step: "sessions" }));
    const { user, router } = openConsole("/admin/infrastructure/help-at-work");
    await user.click(await screen.findByRole("button", { name: "Remove Activation" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Confirm Remove Activation" }));
    const effects = dialog.getAllByRole("listitem").map((item) => item.textContent);
    expect(effects).toHaveLength(5);
    expect(effects[3]).toContain("deleted from all devices");
    expect(api.of("POST /help-at-work/removals")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Remove Activation" }));
    await expect.poll(() => router.state.location.pathname).toBe(page);
    expect(api.of("POST /help-at-work/removals")[0]?.body).toEqual({ provider: "teamviewer", mode: "unattended", keep_accounts: false });
  });

  it("disconnects technicians' accounts too when nothing else uses them, unless somebody says no", async () => {
    api.on("POST /help-at-work/removals", () => aRemoval({ step: "sessions" }));
    const { user } = openConsole("/admin/infrastructure/help-at-work");
    await user.click(await screen.findByRole("button", { name: "Remove Activation" }));
    const dialog = within(await screen.findByRole("dialog"));
    const box = dialog.getByRole("checkbox", { name: "Also disconnect the TeamViewer accounts that 2 technicians connected" });
    expect(box).toHaveProperty("checked", true);
    await user.click(box);
    await user.click(dialog.getByRole("button", { name: "Remove Activation" }));
    await expect.poll(() => api.of("POST /help-at-work/removals")[0]?.body).toEqual({ provider: "teamviewer", mode: "unattended", keep_accounts: true });
  });

  it("leaves technicians' accounts alone while another way uses them", async () => {
    api.on("GET /help-at-work", () => ({
      cards: [
        { provider: "teamviewer", mode: "attended", state: "active" },
        { provider: "teamviewer", mode: "unattended", state: "active" },
      ],
      seats: { total: 0, held: 0, leaving: 0 },
      connected_people: 2,
    }));
    const { user } = openConsole("/admin/infrastructure/help-at-work");
    const [first] = await screen.findAllByRole("button", { name: "Remove Activation" });
    await user.click(first as HTMLElement);
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.queryByRole("checkbox")).toBeNull();
  });

  it("tells what came of each account, and what it waits for", async () => {
    api.on(`GET ${path}`, () =>
      aRemoval({
        step: "unbind",
        closing: 2,
        accounts: [
          { kind: "oauth", state: "begun", account_name: "IT" },
          { kind: "script_token", state: "forgotten", person_id: "usr_1", person_name: "Mika Sato", account_name: "Mika" },
        ],
      }),
    );
    openConsole(page);
    const table = within(await screen.findByRole("region", { name: "TeamViewer accounts" }));
    const rows = table.getAllByRole("row").map((row) => row.textContent);
    expect(rows[1]).toContain("TeamViewer has not confirmed yet");
    expect(rows[2]).toContain("Mika Sato");
    expect(rows[2]).toContain("delete it in the TeamViewer Management Console");
    expect(screen.getByText(/2 session codes are closed/)).toBeDefined();
  });

  it("walks the steps in their order and lets the binding go only when all devices are proven", async () => {
    api.on(`GET ${path}`, () => aRemoval());
    openConsole(page);
    const steps = within(await screen.findByRole("list", { name: "Steps of the removal" })).getAllByRole("listitem");
    expect(steps.map((step) => step.querySelector("p")?.textContent)).toEqual([
      "Close open sessions",
      "Undistribute the app",
      "Force Check-in",
      "Verify that the app is deleted from all devices",
      "Remove the account binding",
    ]);
    expect(steps.find((step) => step.getAttribute("aria-current") === "step")?.textContent).toContain("Verify");
    const rows = screen.getAllByRole("row");
    expect(rows[1]?.textContent).toContain("TABLET-9");
    expect(rows[1]?.textContent).toContain("By a policy change, at its next report");
    expect(rows[2]?.textContent).toContain("MDM report");
    expect(screen.getByRole("button", { name: "Remove the account binding" })).toHaveProperty("disabled", true);
  });

  it("asks the devices again, and says when the removal has gone on", async () => {
    api.on(`GET ${path}`, () => aRemoval());
    api.on(`POST ${path}/recheck`, () => aProblem({ code: "wrong_step", status: 409 }));
    const { user } = openConsole(page);
    await user.click(await screen.findByRole("button", { name: "Recheck" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The removal is at another step now.");
    await expect.poll(() => api.of(`GET ${path}`).length).toBeGreaterThan(1);
  });

  it("is left without proof only for a reason, with the devices named", async () => {
    let removal = aRemoval();
    api.on(`GET ${path}`, () => removal);
    api.on(`POST ${path}/finish`, () => {
      removal = aRemoval({
        step: "done",
        override_at: "2026-11-22T12:00:00Z",
        override_by: { kind: "person", id: "usr_1", name: "Mika Sato" },
        override_reason: "Lost in a river",
        unproven: ["TABLET-9"],
        unproven_count: 1,
      });
      return removal;
    });
    const { user } = openConsole(page);
    await user.click(await screen.findByRole("button", { name: "Leave without proof…" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("region", { name: "1 device not proven" }).textContent).toContain("TABLET-9");
    expect(dialog.getByRole("region", { name: "1 device not proven" }).textContent).not.toContain("PIXEL-1");
    await user.click(dialog.getByRole("button", { name: "Leave without proof" }));
    expect(dialog.getByText("This is required.")).toBeDefined();
    expect(api.of(`POST ${path}/finish`)).toEqual([]);
    await user.type(dialog.getByRole("textbox", { name: "Reason" }), "Lost in a river");
    await user.click(dialog.getByRole("button", { name: "Leave without proof" }));
    expect(await screen.findByText("The activation is removed.")).toBeDefined();
    expect(api.of(`POST ${path}/finish`)[0]?.body).toEqual({ override_reason: "Lost in a river" });
    expect(screen.getByText("Lost in a river")).toBeDefined();
  });

  it("finishes by hand when all devices are proven", async () => {
    api.on(`GET ${path}`, () => aRemoval({ can_finish: true, counts: { gone: 499, unenrolled: 1, present: 0, unknown: 0 } }));
    api.on(`POST ${path}/finish`, () => aRemoval({ step: "unbind" }));
    const { user } = openConsole(page);
    await user.click(await screen.findByRole("button", { name: "Remove the account binding" }));
    await expect.poll(() => api.of(`POST ${path}/finish`)[0]?.body).toEqual({});
    expect(screen.queryByRole("button", { name: "Leave without proof…" })).toBeNull();
  });
});
