import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { MyTeamViewer } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aMe, aProblem } from "@/test/things";
import * as leaving from "@/ui/leave";

let api: FakeApi;
let mine: MyTeamViewer;

const own: MyTeamViewer = {
  state: "own",
  binding: { kind: "oauth", state: "works", account: { id: "u123", name: "Mika Sato", email: "mika@example.com", company: "Aozora" }, bound_at: "2026-11-22T10:00:00Z" },
};

beforeEach(() => {
  api = new FakeApi();
  mine = { state: "none" };
  api.on("GET /me/teamviewer", () => mine);
  api.on("GET /me/tokens", () => ({ items: [] }));
});

describe("connecting TeamViewer", () => {
  it("goes to TeamViewer and tells how it went on the way back", async () => {
    const left = vi.spyOn(leaving, "leaveFor").mockReturnValue(true);
    api.on("POST /me/teamviewer/connect", () => ({ url: "https://login.teamviewer.com/oauth2/authorize" }));
    const { user } = openConsole("/account?teamviewer=refused");
    expect(await screen.findByText(/Access was refused in TeamViewer's window/)).toBeDefined();
    await user.click(await screen.findByRole("button", { name: "Connect TeamViewer" }));
    await expect.poll(() => left.mock.calls).toEqual([["https://login.teamviewer.com/oauth2/authorize"]]);
    expect(api.of("POST /me/teamviewer/connect")[0]?.body).toEqual({ return_to: "/account" });
  });

  it("checks a script token before it is kept, and shows it never again", async () => {
    let answer: unknown = aProblem({ code: "unavailable", status: 503 });
    api.on("PUT /me/teamviewer/script-token", () => answer);
    const { user } = openConsole("/account");
    await user.click(await screen.findByRole("button", { name: "Use a script token" }));
    await user.type(screen.getByLabelText("Script token"), "123-abc");
    await user.click(screen.getByRole("button", { name: "Check and connect" }));
    expect(await screen.findByRole("alert")).toBeDefined();
    expect(screen.getByLabelText("Script token")).toHaveProperty("value", "123-abc");
    mine = own;
    answer = own.binding;
    await user.click(screen.getByRole("button", { name: "Check and connect" }));
    expect(await screen.findByText("Mika Sato · mika@example.com")).toBeDefined();
    expect(document.documentElement.outerHTML).not.toContain("123-abc");
  });

  it("disconnects, and says what a mapping means", async () => {
    mine = own;
    api.on("DELETE /me/teamviewer", () => {
      mine = { state: "mapped", mapping: { person_id: "usr_1", account_id: "u123", account_name: "Sato M." } };
    });
    const { user } = openConsole("/account");
    await user.click(await screen.findByRole("button", { name: "Disconnect" }));
    expect(await screen.findByText("Sato M.")).toBeDefined();
  });

  it("offers nothing to whoever may not start such sessions", async () => {
    api.on("GET /me", () => aMe({ rights: ["view"] }));
    openConsole("/account");
    expect(await screen.findByText("You do not have the right to start TeamViewer sessions.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Connect TeamViewer" })).toBeNull();
  });

  it.each([
    [
      "en",
      ["Download", "installer", "Basic Installation", "Company / Commercial use", "Accept - finish"],
      ["https://login.teamviewer.com/#register", "password", "Sign Up", "activation e-mail", "Follow"],
      /sign in to the TeamViewer client before/i,
    ],
    [
      "ja",
      ["ダウンロード", "インストーラー", "基本インストール", "企業/商用", "同意する - 終了"],
      ["https://login.teamviewer.com/#register", "パスワード", "登録", "メールが届きます", "有効にします"],
      /サインインしておくと/,
    ],
  ] as const)("leads through every step to the client and an account, in order (%s)", async (language, client, account, before) => {
    openConsole("/get-teamviewer", language);
    expect(await screen.findByText(before)).toBeDefined();
    const steps = within(screen.getByRole("main"))
      .getAllByRole("list")
      .map((list) => within(list).getAllByRole("listitem").map(({ textContent }) => textContent));
    expect(steps[0]).toEqual(client.map((words) => expect.stringContaining(words)));
    expect(steps[1]?.slice(0, 5)).toEqual(account.map((words) => expect.stringContaining(words)));
  });

  it("lets whoever lost the right still disconnect, and nothing else", async () => {
    api.on("GET /me", () => aMe({ rights: ["view"] }));
    mine = own;
    api.on("DELETE /me/teamviewer", () => {
      mine = { state: "none" };
    });
    const { user } = openConsole("/account");
    await user.click(await screen.findByRole("button", { name: "Disconnect" }));
    await expect.poll(() => screen.queryByRole("button", { name: "Disconnect" })).toBeNull();
    expect(api.of("DELETE /me/teamviewer")).toHaveLength(1);
    expect(screen.queryByRole("button", { name: /Connect|script token/ })).toBeNull();
  });

  it.each([
    ["unavailable", "Try again in a few minutes"],
    ["bad_client", "compare client ID, client secret and callback address"],
    ["not_allowed", "lacks a permission"],
    ["expired", "longer than ten minutes"],
  ])("says what to do when the trip to TeamViewer ended with %s", async (outcome, words) => {
    openConsole(`/account?teamviewer=${outcome}&teamviewer_error=invalid_scope`);
    const note = await screen.findByText(new RegExp(words));
    expect(note.textContent).toContain("Code from TeamViewer: invalid_scope");
  });

  it("shows no words that somebody wrote into the address", async () => {
    openConsole("/account?teamviewer=failed&teamviewer_error=Call%20555%20now");
    expect((await screen.findByText(/was not connected/)).textContent).not.toContain("555");
    expect(document.body.textContent).not.toContain("Code from TeamViewer");
  });

  it("guides to the client and an account in TeamViewer's own words", async () => {
    openConsole("/get-teamviewer", "ja");
    for (const words of ["基本インストール", "企業/商用", "同意する - 終了", "登録"]) expect(await screen.findByText(words)).toBeDefined();
    for (const link of screen.getAllByRole("link", { name: /^https:/ })) expect(link.getAttribute("rel")).toBe("noreferrer");
  });
});
