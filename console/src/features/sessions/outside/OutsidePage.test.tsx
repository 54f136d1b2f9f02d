import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AtProvider, Session } from "@/api/schema";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aProblem, aSession } from "@/test/things";
import * as leaving from "@/ui/leave";
import { standing } from "./standing";

let api: FakeApi;
let session: Session;

const at = (change: AtProvider = {}): AtProvider => ({
  code: "s12-345-678",
  user_link: "https://get.teamviewer.com/s12345678",
  expires_at: "2099-01-01T00:00:00Z",
  delivered: "ordered",
  ...change,
});

const elsewhere = (change: Partial<Session> = {}) => aSession({ provider: "teamviewer", at_provider: at(), ...change });

beforeEach(() => {
  api = new FakeApi();
  session = elsewhere();
  api.on("GET /sessions/ses_1", () => session);
  api.on("GET /sessions/ses_1/reaches", () => ({ items: [], ways: ["copied_link", "qr_code", "spoken_code", "email"] }));
});

const state = async () => (await screen.findByTestId("outside-state")).dataset.state;

describe("where a session at a provider stands", () => {
  it.each<[string, Partial<Session>]>([
    ["opening", { state: "requested" }],
    ["waiting", {}],
    ["ready", { state: "user_ready", at_provider: at({ online_at: "2026-11-22T10:01:00Z" }) }],
    ["gone", { at_provider: at({ online_at: "2026-11-22T10:01:00Z", gone_at: "2026-11-22T10:02:00Z" }) }],
    ["unattended", { mode: "unattended" }],
    ["handed_over", { state: "handed_over" }],
    ["connected", { state: "handed_over", at_provider: at({ connected_at: "2026-11-22T10:01:00Z" }) }],
    ["ended", { state: "ended" }],
  ])("%s", (want, change) => expect(standing(elsewhere(change))).toBe(want));
});

describe("a session at a provider", () => {
  it("shows the code, what the user may have to do, and follows the user", async () => {
    const { client } = openConsole("/sessions/ses_1");
    expect((await screen.findByRole("status", { name: "Session ID to read aloud" })).textContent).toBe("s12-345-678");
    expect(await state()).toBe("waiting");
    expect(screen.getByText("Accept the TeamViewer EULA when it is shown.")).toBeDefined();
    expect(api.of("POST /sessions/ses_1/view")).toEqual([]);

    session = elsewhere({ version: 2, state: "user_ready", at_provider: at({ delivered: "proven", online_at: "2026-11-22T10:01:00Z", evidence: "session s12-345-678: state open, online true" }) });
    await client.invalidateQueries({ queryKey: ["sessions"] });
    expect(await screen.findByText("The user is ready")).toBeDefined();
    expect(screen.queryByText("Accept the TeamViewer EULA when it is shown.")).toBeNull();
    expect(screen.getByText("TeamViewer: s12-345-678 is open, the user waits")).toBeDefined();

    session = elsewhere({ version: 3, at_provider: at({ online_at: "2026-11-22T10:01:00Z", gone_at: "2026-11-22T10:02:00Z" }) });
    await client.invalidateQueries({ queryKey: ["sessions"] });
    expect(await screen.findByRole("heading", { name: "The user is no longer waiting" })).toBeDefined();
  });

  it("opens TeamViewer in a tab of its own and keeps the technician's link nowhere", async () => {
    const secret = "https://start.teamviewer.com/secret-of-mika";
    const opened: string[] = [];
    vi.spyOn(leaving, "openWhenKnown").mockImplementation(async (ask) => opened.push(await ask()) > 0);
    api.on("POST /sessions/ses_1/hand-over", () => ({ url: secret }));
    const { user, client } = openConsole("/sessions/ses_1");
    await user.click(await screen.findByRole("button", { name: "Open the web client" }));
    await expect.poll(() => api.of("POST /sessions/ses_1/hand-over")[0]?.body).toEqual({ client: "web" });
    await expect.poll(() => opened).toEqual([secret]);
    const kept = [
      document.documentElement.outerHTML,
      JSON.stringify({ ...sessionStorage, ...localStorage }),
      JSON.stringify(client.getQueryCache().getAll().map((query) => query.state.data ?? null)),
      JSON.stringify(client.getMutationCache().getAll().map((mutation) => mutation.state)),
    ].join();
    expect(kept).not.toContain("secret-of-mika");
  });

  it("says when TeamViewer cannot be opened by whoever did not start it", async () => {
    session = elsewhere({ technician_id: "usr_2", technician_name: "Ken Ito" });
    openConsole("/sessions/ses_1");
    expect(await screen.findByText(/Ken Ito started this session/)).toBeDefined();
    expect(screen.queryByTestId("hand-over")).toBeNull();
  });

  it("tries to reach the user, tells how each try went, and reads a code in groups", async () => {
    const tries = [{ id: "rch_1", channel: "configuration", at: "2026-11-22T10:00:00Z", outcome: "proven" }];
    api.on("GET /sessions/ses_1/reaches", () => ({ items: tries, ways: ["copied_link", "qr_code", "spoken_code", "email"] }));
    api.on("POST /sessions/ses_1/reach", () => {
      const one = { id: "rch_2", channel: "email", at: "2026-11-22T10:01:00Z", outcome: "failed", problem: "refused", to: "…@example.com" };
      tries.push(one);
      return one;
    });
    api.on("POST /sessions/ses_1/spoken-code", () => ({ code: "482913507", page: "https://help.example/join", expires_at: "2099-01-01T00:00:00Z" }));
    const { user } = openConsole("/sessions/ses_1");
    await user.click(await screen.findByRole("button", { name: "E-mail" }));
    const table = within(await screen.findByRole("table"));
    expect(screen.getByRole("button", { name: "MDM message" })).toHaveProperty("disabled", true); // nobody set it up
    expect(await table.findByText(/Failed \(the other side refused or did not answer\)/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "QR code" }));
    expect(await screen.findByRole("img", { name: /QR code with the link/ })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Code to read aloud" }));
    expect((await screen.findByRole("status", { name: "Code to read aloud" })).textContent).toBe("482 913 507");
    expect(screen.getByText(/help\.example\/join/)).toBeDefined();
  });

  it("sends again, or makes a new code, and says when that is refused", async () => {
    api.on("POST /sessions/ses_1/send-again", ({ body }) =>
      Object(body).new_code ? aProblem({ code: "unavailable", status: 503 }) : elsewhere({ version: 2 }),
    );
    const { user } = openConsole("/sessions/ses_1");
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    await user.click(screen.getByRole("button", { name: "New session ID" }));
    expect(await screen.findByRole("alert")).toBeDefined();
    expect(api.of("POST /sessions/ses_1/send-again").map(({ body }) => body)).toEqual([{ new_code: false }, { new_code: true }]);
  });

  it("shows what TeamViewer said, as text", async () => {
    session = elsewhere({ at_provider: at({ problem: "invalid", words: "<b>groupid</b> is missing" }) });
    openConsole("/sessions/ses_1");
    expect(await screen.findByText("<b>groupid</b> is missing")).toBeDefined();
  });

  it("tells an end that is proven from one that is not", async () => {
    session = elsewhere({ state: "ended", end_reason: "ended_by_technician", ended_at: "2026-11-22T10:09:00Z", at_provider: at({ handed_over_at: "2026-11-22T10:02:00Z" }) });
    const { client } = openConsole("/sessions/ses_1");
    expect(await screen.findByText("Closed by us, end not confirmed")).toBeDefined();
    session = { ...session, version: 2, at_provider: at({ handed_over_at: "2026-11-22T10:02:00Z", ended_at: "2026-11-22T10:10:00Z", evidence: "connection report r-1" }) };
    await client.invalidateQueries({ queryKey: ["sessions"] });
    expect((await screen.findAllByText("Connection report r-1")).length).toBeGreaterThan(0);
    expect(screen.queryByText("Closed by us, end not confirmed")).toBeNull();
  });

  it("asks how it went when a user had asked for help", async () => {
    session = elsewhere({ help_request_id: "hlp_1" });
    api.on("POST /sessions/ses_1/end", () => {
      session = elsewhere({ state: "ended", end_reason: "ended_by_technician", help_request_id: "hlp_1", version: 2 });
      return session;
    });
    const { user } = openConsole("/sessions/ses_1");
    await user.click(await screen.findByTestId("end-session"));
    expect(within(await screen.findByRole("dialog")).getByRole("radio", { name: "Resolved" })).toBeDefined();
  });
});
