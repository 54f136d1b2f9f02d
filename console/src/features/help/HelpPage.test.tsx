import { fireEvent, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDeviceRef, aHelpRequest, aMe, aPerson, aProblem } from "@/test/things";

let api: FakeApi;
let requests: ReturnType<typeof aHelpRequest>[];

beforeEach(() => {
  api = new FakeApi();
  requests = [aHelpRequest()];
  api.on("GET /help-requests", () => ({ items: requests }));
});

const items = async () => within(await screen.findByRole("list", { name: "Help requests" })).getAllByRole("listitem");

describe("help requests", () => {
  it("tells the one who was too late who won", async () => {
    api.on("POST /help-requests/hlp_1/take", () => {
      requests = [aHelpRequest({ state: "taken", taken_by: "usr_2", taken_by_name: "Ken Ito" })];
      return aProblem({ code: "already_taken", status: 409 });
    });
    const { user } = openConsole("/help");
    await user.click(await screen.findByRole("button", { name: "Take" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Ken Ito took this help request.");
    expect(screen.queryByRole("button", { name: "Take" })).toBeNull();
  });

  it("lets the one who took it start, close and give back", async () => {
    api.on("POST /help-requests/hlp_1/take", () => {
      requests = [aHelpRequest({ state: "taken", taken_by: "usr_1", taken_by_name: "Mika Sato" })];
      return requests[0];
    });
    api.on("POST /help-requests/hlp_1/close", () => {
      requests = [];
    });
    const { user } = openConsole("/help");
    await user.click(await screen.findByRole("button", { name: "Take" }));
    expect(await screen.findByRole("button", { name: "Start the session" })).toBeDefined();
    expect(screen.getByRole("button", { name: "Give back" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Close…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("radio", { name: "Escalate" }));
    await user.type(dialog.getByRole("textbox", { name: /Note/ }), "needs a new battery");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Nobody is waiting for help")).toBeDefined();
    expect(api.of("POST /help-requests/hlp_1/close")[0]?.body).toEqual({ outcome: "escalate", note: "needs a new battery" });
  });

  it("reads aloud who asks, counts in the window's title, and keeps the order", async () => {
    const { client } = openConsole("/help");
    expect(await items()).toHaveLength(1);
    expect(document.title).toBe("(1) Help@Work");
    requests = [...requests, aHelpRequest({ id: "hlp_2", device: aDeviceRef({ owner_name: "佐藤 健" }), text: "<b>now</b>" })];
    await client.invalidateQueries({ queryKey: ["help"] });
    expect(await screen.findByText("New help request from 佐藤 健")).toBeDefined();
    expect((await items()).map((item) => within(item).getByRole("link").textContent)).toEqual(["田中 美咲", "佐藤 健"]);
    expect(screen.getByText("<b>now</b>")).toBeDefined();
    expect(document.title).toBe("(2) Help@Work");
  });

  it("declines with an answer, promises a call, hides and assigns", async () => {
    requests = [aHelpRequest(), aHelpRequest({ id: "hlp_2", call_back_at: "2099-01-01T10:00:00Z", answer: "We call you." })];
    api.on("GET /me", () => aMe({ rights: ["view", "control"] })); // who may answer may hand on, too
    api.on("GET /help-requests/hlp_1/helpers", () => ({ items: [{ id: "usr_2", name: "Ken Ito", role: "technician" }] }));
    for (const what of ["decline", "call-back", "snooze", "assign"]) api.on(`POST /help-requests/hlp_1/${what}`, () => requests[0]);
    const { user } = openConsole("/help");
    const first = within((await items())[0] ?? document.body);
    expect(first.getByText("Place 1 in the line")).toBeDefined();
    expect(screen.getByText(/A call is promised/)).toBeDefined();
    const choose = async (name: string) => {
      await user.click(first.getByRole("button", { name: "More" }));
      await user.click(await screen.findByRole("menuitem", { name }));
      return within(await screen.findByRole("dialog"));
    };
    const decline = await choose("Decline with an answer…");
    await user.click(decline.getByRole("button", { name: "Decline" }));
    expect(decline.getByText("This is required.")).toBeDefined();
    await user.type(decline.getByRole("textbox", { name: "Answer to the user" }), "Ask the shop, please.");
    await user.click(decline.getByRole("button", { name: "Decline" }));
    await expect.poll(() => api.of("POST /help-requests/hlp_1/decline")[0]?.body).toEqual({ answer: "Ask the shop, please." });
    await expect.poll(() => screen.queryByRole("dialog")).toBeNull();

    const later = await choose("Call back later…");
    fireEvent.change(later.getByLabelText("Call at"), { target: { value: "2020-01-01T10:00" } });
    await user.click(later.getByRole("button", { name: "Promise the call" }));
    expect(later.getByText("Choose a time to come.")).toBeDefined();
    fireEvent.change(later.getByLabelText("Call at"), { target: { value: "2099-01-01T10:00" } });
    await user.click(later.getByRole("button", { name: "Promise the call" }));
    await expect.poll(() => api.of("POST /help-requests/hlp_1/call-back")[0]?.body).toEqual({ at: new Date("2099-01-01T10:00").toISOString() });
    await expect.poll(() => screen.queryByRole("dialog")).toBeNull();

    const assign = await choose("Assign…");
    await user.selectOptions(await assign.findByRole("combobox", { name: "To" }), "Ken Ito");
    await user.click(assign.getByRole("button", { name: "Assign" }));
    await expect.poll(() => api.of("POST /help-requests/hlp_1/assign")[0]?.body).toEqual({ person_id: "usr_2" });
  });

  it("shows an observer the line, and why nothing can be done with it", async () => {
    requests = [aHelpRequest(), aHelpRequest({ id: "hlp_2", state: "taken", taken_by: "usr_1", taken_by_name: "Mika Sato" })];
    api.on("GET /me", () => aMe({ person: aPerson({ role: "observer" }), rights: ["view"] }));
    openConsole("/help", "ja");
    const list = await screen.findByRole("list", { name: "ヘルプ要請" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(2);
    expect(within(list).queryAllByRole("button")).toEqual([]);
    expect(screen.getByText("閲覧者はヘルプ要請を確認できますが、対応はできません。")).toBeDefined();
  });

  it("asks for notifications by the switch only, and shows one for who asks next", async () => {
    const shown: string[] = [];
    class FakeNotification {
      static permission = "default";
      static requestPermission = vi.fn(async () => (FakeNotification.permission = "granted"));
      constructor(title: string) {
        shown.push(title);
      }
    }
    vi.stubGlobal("Notification", FakeNotification);
    const { user, client } = openConsole("/help");
    const toggle = await screen.findByRole("switch", { name: "Notifications" });
    expect(FakeNotification.requestPermission).not.toHaveBeenCalled();
    await user.click(toggle);
    await expect.poll(() => toggle).toHaveProperty("checked", true);
    requests = [...requests, aHelpRequest({ id: "hlp_2", device: aDeviceRef({ owner_name: "佐藤 健" }) })];
    await client.invalidateQueries({ queryKey: ["help"] });
    await expect.poll(() => shown).toEqual(["New help request from 佐藤 健"]);
  });
});
