import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aDeviceRef, aHelpRequest, aProblem } from "@/test/things";

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
});
