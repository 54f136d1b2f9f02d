import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { MyHelp } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openPage } from "@/test/openPage";
import { aProblem } from "@/test/things";
import { HelpMePage } from "./HelpMePage";

let api: FakeApi;
let help: MyHelp;

beforeEach(() => {
  api = new FakeApi();
  help = { hours: [], open_now: true };
  api.on("GET /help-link", () => help);
  history.replaceState(null, "", "/help-me#tok_abc");
});

describe("the page of a help link", () => {
  it("asks by one press, shows the place in line, and takes it back", async () => {
    api.on("POST /help-link", () => (help = { ...help, state: "open", place: 3 }));
    api.on("DELETE /help-link", () => (help = { hours: [], open_now: true, state: "cancelled" }));
    const { user } = openPage(<HelpMePage />);
    expect(location.hash).toBe("");
    await user.click(await screen.findByRole("button", { name: "Ask for help" }));
    expect(await screen.findByText("Your place in the line: 3")).toBeDefined();
    expect(api.of("POST /help-link")[0]?.body).toEqual({});
    await user.click(screen.getByRole("button", { name: "I do not need help any more" }));
    expect(await screen.findByText("Your request was taken back.")).toBeDefined();
    expect(screen.getByRole("button", { name: "Ask for help" })).toBeDefined();
  });

  it("sends the words along, and comes back after a reload", async () => {
    api.on("POST /help-link", () => (help = { ...help, state: "taken" }));
    const first = openPage(<HelpMePage />);
    await first.user.type(await screen.findByRole("textbox"), "Mail is stuck");
    await first.user.click(screen.getByRole("button", { name: "Ask for help" }));
    expect(await screen.findByText("Somebody is taking care of it")).toBeDefined();
    expect(api.of("POST /help-link")[0]?.body).toEqual({ text: "Mail is stuck" });
    document.body.replaceChildren();
    openPage(<HelpMePage />);
    expect(await screen.findByText("Somebody is taking care of it")).toBeDefined();
  });

  it("shows the hours, the answer and a promised call, in Japanese", async () => {
    help = {
      state: "open",
      place: 1,
      answer: "明日の朝に確認します。",
      call_back_at: "2099-01-01T00:00:00Z",
      hours: [
        ...[1, 2, 3, 4, 5].map((day) => ({ day, from: 540, to: 1080 })),
        { day: 6, from: 780, to: 1440 },
        { day: 6, from: 600, to: 720 },
        { day: 0, from: 0, to: 1440 },
      ],
      time_zone: "Asia/Tokyo",
      phone: "+81 3-1234-5678",
      open_now: false,
      opens_at: "2099-01-01T00:00:00Z",
    };
    openPage(<HelpMePage />, "ja");
    expect(await screen.findByText("明日の朝に確認します。")).toBeDefined();
    const times = (day: Element) => Array.from(day.nextElementSibling?.children ?? [], (span) => span.textContent);
    const week = screen.getAllByRole("term").map((day) => [day.textContent, ...times(day)].join(" "));
    expect(week).toEqual(["日曜日 終日", "月曜日～金曜日 9:00～18:00", "土曜日 10:00～12:00 13:00～24:00"]);
    expect(screen.getByRole("link", { name: "+81 3-1234-5678" }).getAttribute("href")).toBe("tel:+81312345678");
  });

  it("says when a link is void, or is none", async () => {
    api.on("GET /help-link", () => aProblem({ code: "not_found", status: 404 }));
    openPage(<HelpMePage />);
    expect((await screen.findByRole("alert")).textContent).toContain("not valid any more");
    document.body.replaceChildren();
    history.replaceState(null, "", "/help-me#%3Cb%3E");
    openPage(<HelpMePage />);
    expect((await screen.findByRole("alert")).textContent).toContain("not complete");
    expect(location.hash).toBe("");
  });
});
