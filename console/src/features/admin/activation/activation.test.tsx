import { cleanup, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ActivationCard } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aMe, aProblem } from "@/test/things";
import * as leaving from "@/ui/leave";

const page = "/admin/infrastructure/help-at-work";
const off = (change: Partial<ActivationCard> = {}): ActivationCard => ({ provider: "teamviewer", mode: "attended", state: "off", ...change });
const binding: NonNullable<ActivationCard["binding"]> = {
  kind: "oauth",
  state: "works",
  account: { id: "u1", name: "Support", email: "it@example.com", company: "Example KK" },
};

let api: FakeApi;
let cards: ActivationCard[];

beforeEach(() => {
  api = new FakeApi();
  cards = [off(), off({ mode: "unattended" }), { provider: "builtin", state: "active" }];
  api.on("GET /help-at-work", () => ({ cards, seats: { total: 0, held: 0, leaving: 0 }, connected_people: 0 }));
  api.on("GET /help-at-work/agreement", () => ({ version: 3, text: { en: "The words of the agreement", ja: "契約の文面" } }));
  api.on("GET /help-at-work/oauth-client", () => ({ set: false, redirect_url: "https://help.example.com/api/v1/oauth/teamviewer/callback" }));
});

const dialog = async () => within(await screen.findByRole("dialog"));

describe("activating", () => {
  it.each([
    ["en", "Admin", "Infrastructure", "Activate TeamViewer", "Activate Now"],
    ["ja", "管理", "インフラ", "TeamViewer のアクティブ化", "今すぐアクティブ化"],
  ] as const)("is found under Admin, Infrastructure, Help@Work (%s)", async (language, menu, area, section, button) => {
    const { user, router } = openConsole("/account", language);
    await user.click(await screen.findByRole("link", { name: menu }));
    await user.click(within(await screen.findByRole("group", { name: area })).getByRole("link", { name: "Help@Work" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Help@Work" })).toBeDefined();
    expect(router.state.location.pathname).toBe(page);
    const shown = within(await screen.findByRole("region", { name: section }));
    expect(shown.getByRole("button", { name: button })).toHaveProperty("disabled", false);
  });

  it("goes to TeamViewer with the client entered once, and comes back to the same step", async () => {
    const left = vi.spyOn(leaving, "leaveFor").mockReturnValue(true);
    api.on("PUT /help-at-work/oauth-client", () => undefined);
    api.on("POST /help-at-work/accounts/connect", () => ({ url: "https://login.teamviewer.example/oauth2/authorize?state=s" }));
    const { user } = openConsole(page);
    await user.click(await screen.findByRole("button", { name: "Activate Now" }));
    let shown = await dialog();
    await user.click(shown.getByRole("radio", { name: "TeamViewer Unattended (Android only)" }));
    await user.click(shown.getByRole("button", { name: "Continue" }));
    shown = await dialog();
    expect(await shown.findByRole("textbox", { name: /Callback address/ })).toHaveProperty(
      "value",
      "https://help.example.com/api/v1/oauth/teamviewer/callback",
    );
    await user.click(shown.getByRole("button", { name: "Connect TeamViewer" }));
    expect(shown.getAllByText("This is required.")).toHaveLength(2); // nothing is sent without id and secret
    expect(api.of("POST /help-at-work/accounts/connect")).toEqual([]);
    await user.type(shown.getByRole("textbox", { name: "Client ID" }), "123-abc");
    await user.type(shown.getByLabelText("Client secret"), "hush");
    await user.click(shown.getByRole("button", { name: "Connect TeamViewer" }));
    await expect.poll(() => left.mock.calls).toEqual([["https://login.teamviewer.example/oauth2/authorize?state=s"]]);
    expect(api.of("PUT /help-at-work/oauth-client")[0]?.body).toEqual({ client_id: "123-abc", client_secret: "hush" });
    expect(api.of("POST /help-at-work/accounts/connect")[0]?.body).toEqual({
      provider: "teamviewer",
      mode: "unattended",
      return_to: `${page}?activate=unattended`,
    });
  });

  it("does not follow an address that is no web page", async () => {
    cards = [off()];
    api.on("GET /help-at-work/oauth-client", () => ({ set: true, client_id: "123-abc", redirect_url: "https://help.example.com/callback" }));
    api.on("POST /help-at-work/accounts/connect", () => ({ url: "javascript:alert(1)" }));
    const { user } = openConsole(`${page}?activate=attended`);
    const shown = await dialog();
    await user.click(await shown.findByRole("button", { name: "Connect TeamViewer" }));
    expect((await shown.findByRole("alert")).textContent).toContain("an answer that was not expected");
    expect(api.of("PUT /help-at-work/oauth-client")).toEqual([]); // the client is there already
  });

  it("shows the agreement after the return and activates the version that was read", async () => {
    cards = [off({ binding }), off({ mode: "unattended" }), { provider: "builtin", state: "active" }];
    api.on("POST /help-at-work/activations", () => {
      cards = [off({ binding, state: "active" }), off({ mode: "unattended" }), { provider: "builtin", state: "active" }];
      return {};
    });
    const { user, router } = openConsole(`${page}?activate=attended&teamviewer=connected`);
    const shown = await dialog();
    expect(await shown.findByText("The words of the agreement")).toBeDefined();
    await user.click(shown.getByRole("button", { name: "Agree" }));
    expect(await shown.findByText("Your Enterprise License is now activated")).toBeDefined();
    expect(api.of("POST /help-at-work/activations")[0]?.body).toEqual({ provider: "teamviewer", mode: "attended", agreement_version: 3 });
    await user.click(shown.getByRole("button", { name: "Done" }));
    await expect.poll(() => router.state.location.search).toEqual({});
    expect(await screen.findAllByRole("button", { name: "Remove Activation" })).toHaveLength(2);
  });

  it("asks to read again when the agreement has changed meanwhile", async () => {
    cards = [off({ binding })];
    api.on("POST /help-at-work/activations", () => {
      api.on("GET /help-at-work/agreement", () => ({ version: 4, text: { en: "Newer words" } }));
      return aProblem({ code: "old_agreement", status: 409 });
    });
    const { user } = openConsole(`${page}?activate=attended`);
    await user.click(await (await dialog()).findByRole("button", { name: "Agree" }));
    expect(await screen.findByText("Newer words")).toBeDefined();
    expect((await screen.findByRole("alert")).textContent).toContain("newer version");
  });

  it("says when TeamViewer refused, and takes a script token instead", async () => {
    api.on("PUT /help-at-work/accounts/script-token", () => aProblem({ code: "provider_refused", status: 502 }));
    const { user } = openConsole(`${page}?activate=attended&teamviewer=refused`);
    const shown = await dialog();
    expect(await shown.findByText(/Access was refused in TeamViewer's window/)).toBeDefined();
    await user.click(shown.getByRole("radio", { name: "Script token" }));
    await user.type(shown.getByLabelText("Script token", { selector: "input[type=password]" }), "tok");
    await user.click(shown.getByRole("button", { name: "Continue" }));
    expect((await shown.findByRole("alert")).textContent).toContain("TeamViewer refused or failed.");
    expect(api.of("PUT /help-at-work/accounts/script-token")[0]?.body).toEqual({ provider: "teamviewer", mode: "attended", token: "tok" });
  });

  it("connects another account instead, or takes away one that was never agreed to", async () => {
    cards = [off({ binding })];
    api.on("DELETE /help-at-work/accounts", () => {
      cards = [off({ binding: { ...binding, state: "revoking" } })];
    });
    const { user } = openConsole(`${page}?activate=attended`);
    let shown = await dialog();
    await user.click(await shown.findByRole("button", { name: "Use another account" }));
    expect(await shown.findByRole("radio", { name: "Script token" })).toBeDefined();
    await user.keyboard("{Escape}");
    const section = within(await screen.findByRole("region", { name: "Activate TeamViewer" }));
    await user.click(section.getByRole("button", { name: "Disconnect" }));
    expect(await section.findByText("Being disconnected")).toBeDefined();
    expect(api.of("DELETE /help-at-work/accounts")).toHaveLength(1);
    expect(String(api.of("DELETE /help-at-work/accounts")[0]?.query)).toBe("provider=teamviewer&mode=attended");
    expect(section.queryByRole("button", { name: "Disconnect" })).toBeNull();
    cards = [off({ binding })];
    await user.click(section.getByRole("button", { name: "Activate Now" }));
    shown = await dialog();
    expect(shown.queryByRole("button", { name: "Disconnect" })).toBeNull(); // what goes cannot be taken away twice
  });

  it.each([
    ["en", "Reconnect", "TeamViewer does not accept this account any more."],
    ["ja", "再接続", "このアカウントはTeamViewerで受け付けられなくなりました。"],
  ] as const)("reconnects an account that died while its way is active (%s)", async (language, label, words) => {
    const left = vi.spyOn(leaving, "leaveFor").mockReturnValue(true);
    cards = [off({ state: "active", binding: { ...binding, state: "dead", problem: "token_dead" } })];
    api.on("GET /help-at-work/oauth-client", () => ({ set: true, client_id: "123-abc", redirect_url: "https://help.example.com/callback" }));
    api.on("POST /help-at-work/accounts/connect", () => ({ url: "https://login.teamviewer.example/oauth2/authorize?state=s" }));
    const { user } = openConsole(page, language);
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    await user.click(screen.getByRole("button", { name: label }));
    const shown = await dialog();
    await user.click(await shown.findByRole("button", { name: language === "en" ? "Connect TeamViewer" : "TeamViewerに接続" }));
    await expect.poll(() => left.mock.calls).toEqual([["https://login.teamviewer.example/oauth2/authorize?state=s"]]);
    expect(api.of("POST /help-at-work/accounts/connect")[0]?.body).toEqual({
      provider: "teamviewer",
      mode: "attended",
      return_to: `${page}?reconnect=attended`,
    });
  });

  it("goes on with another account by a script token, and says whose was there at the activation", async () => {
    const activation = { id: "act_1", version: 1, provider: "teamviewer", mode: "attended", state: "active", account: binding.account } as const;
    cards = [off({ state: "active", binding, activation })];
    api.on("PUT /help-at-work/accounts/script-token", () => {
      const other = { ...binding, kind: "script_token", account: { id: "u2", name: "Another" } } as const;
      cards = [off({ state: "active", binding: other, activation })];
      return other;
    });
    const { user } = openConsole(page);
    await user.click(await screen.findByRole("button", { name: "Reconnect" }));
    const shown = await dialog();
    await user.click(shown.getByRole("radio", { name: "Script token" }));
    await user.type(shown.getByLabelText("Script token", { selector: "input[type=password]" }), "tok");
    await user.click(shown.getByRole("button", { name: "Continue" }));
    await user.click(await shown.findByRole("button", { name: "Done" }));
    const section = within(screen.getByRole("region", { name: "Activate TeamViewer" }));
    expect(section.getByText("Another")).toBeDefined();
    expect(section.getByText("Account at activation")).toBeDefined();
    expect(section.getByText("Support · it@example.com")).toBeDefined();
  });

  it("comes back from TeamViewer to the same dialog, or to the page when the account is connected", async () => {
    cards = [off({ state: "active", binding })];
    const { user, router } = openConsole(`${page}?reconnect=attended&teamviewer=bad_client&teamviewer_error=unauthorized_client`);
    const shown = await dialog();
    expect(shown.getByText(/compare client ID/).textContent).toContain("unauthorized_client");
    await user.click(shown.getByRole("button", { name: "Close" }));
    await expect.poll(() => router.state.location.search).toEqual({});
    cleanup();
    openConsole(`${page}?reconnect=attended&teamviewer=connected`);
    expect(await screen.findByText("The TeamViewer account is connected.")).toBeDefined();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("takes no notice of what is no way in the address", async () => {
    openConsole(`${page}?activate=everything&teamviewer=%3Cscript%3E`);
    expect(await screen.findByRole("button", { name: "Activate Now" })).toBeDefined();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("shows who activated, with which account, and tests the connection", async () => {
    cards = [
      off({
        state: "active",
        binding,
        activation: {
          id: "act_1",
          version: 1,
          provider: "teamviewer",
          mode: "attended",
          state: "active",
          agreement_version: 3,
          agreed_at: "2026-11-20T10:00:00Z",
          agreed_by: { kind: "person", id: "usr_1", name: "Mika Sato" },
        },
      }),
    ];
    api.on("POST /help-at-work/accounts/test", () => ({
      account: { id: "u1", name: "Support", company: "Example KK" },
      checked_at: "2026-11-22T10:00:00Z",
      licenses: [{ name: "Tensor", active: true, managed_devices: 50 }],
    }));
    const { user } = openConsole(page);
    const section = within(await screen.findByRole("region", { name: "Activate TeamViewer" }));
    expect(section.getByText("Mika Sato")).toBeDefined();
    await user.click(section.getByRole("button", { name: "Test connection" }));
    expect(await section.findByText("The connection works.")).toBeDefined();
    expect(section.getByText("Tensor")).toBeDefined();
    expect(screen.getByRole("button", { name: "Activate Now" })).toHaveProperty("disabled", true);
  });

  it("is for administrators only", async () => {
    api.on("GET /me", () => aMe({ rights: ["view"] }));
    openConsole(page);
    expect(await screen.findByText("You do not have the right for this.")).toBeDefined();
    expect(api.of("GET /help-at-work")).toEqual([]);
  });

  it("shows the unattended switch alone on the TeamViewer integration page, in Japanese", async () => {
    openConsole("/admin/infrastructure/teamviewer-integration", "ja");
    expect(await screen.findByRole("heading", { name: "TeamViewer 統合" })).toBeDefined();
    expect(await screen.findByRole("heading", { name: "TeamViewer 無人 (Android のみ)" })).toBeDefined();
    expect(screen.queryByRole("heading", { name: "TeamViewer 有人" })).toBeNull();
    expect(screen.getByRole("button", { name: "今すぐアクティブ化" })).toBeDefined();
  });
});

describe("the agreement", () => {
  it("can be read in the version that was agreed to, with its addresses as links", async () => {
    cards = [
      off({ state: "active", binding, activation: { id: "act_1", version: 1, provider: "teamviewer", mode: "attended", state: "active", agreement_version: 2 } }),
    ];
    api.on("GET /help-at-work/agreement", ({ query }) =>
      query.get("version") === "2" ? { version: 2, text: { en: "See https://example.com/terms. javascript:alert(1)" } } : { version: 3, text: { en: "Newer words" } },
    );
    const { user } = openConsole(page);
    const section = within(await screen.findByRole("region", { name: "Activate TeamViewer" }));
    await user.click(section.getByRole("button", { name: "Read" }));
    const shown = await dialog();
    const link = await shown.findByRole("link");
    expect([link.getAttribute("href"), link.getAttribute("rel")]).toEqual(["https://example.com/terms", "noreferrer"]);
    expect(shown.getByRole("region").textContent).toBe("See https://example.com/terms. javascript:alert(1)");
    expect(shown.queryByText(/comes with Help@Work/)).toBeNull();
  });

  it("says that the text of the product is none of TeamViewer's before anybody agrees to it", async () => {
    cards = [off({ binding })];
    api.on("GET /help-at-work/agreement", () => ({ version: 1, text: { en: "The product's words" } }));
    openConsole(`${page}?activate=attended`);
    expect(await (await dialog()).findByText(/It is not TeamViewer's own agreement/)).toBeDefined();
  });

  it("is not replaced by an empty text", async () => {
    const { user } = openConsole(page);
    await user.click(await screen.findByRole("button", { name: "Change the agreement" }));
    const shown = await dialog();
    await user.clear(shown.getByRole("textbox", { name: "English" }));
    await user.click(shown.getByRole("button", { name: "Save" }));
    expect(shown.getByText("This is required.")).toBeDefined();
    expect(api.of("POST /help-at-work/agreement")).toEqual([]);
    api.on("POST /help-at-work/agreement", () => ({ version: 4, text: {} }));
    await user.type(shown.getByRole("textbox", { name: "English" }), "What legal approved");
    await user.click(shown.getByRole("button", { name: "Save" }));
    await expect.poll(() => api.of("POST /help-at-work/agreement")[0]?.body).toEqual({ text: { en: "What legal approved", ja: "契約の文面" } });
  });
});
