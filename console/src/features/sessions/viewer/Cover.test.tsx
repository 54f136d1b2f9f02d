import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Session } from "@/api/schema";
import { startI18n } from "@/i18n/i18n";
import { ViewerSession } from "@/live/session";
import { firstState, type ViewState } from "@/live/view-state";
import { Look } from "@/ui/Look";
import { Cover } from "./Cover";
import { coverOf } from "./coverOf";

const i18n = startI18n("en");

const aSession = (more: Partial<Session> = {}): Session => ({
  id: "ses_1",
  version: 1,
  device_id: "dev_1",
  state: "waiting",
  mode: "attended",
  provider: "builtin",
  technician_id: "usr_1",
  technician_name: "Yuki Tanaka",
  reason: "Mail does not arrive",
  rights: ["view", "control"],
  requested_at: "2030-01-01T00:00:00Z",
  ...more,
});

function show(state: Partial<ViewState>, session = aSession()) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, enabled: false } } });
  const viewer = new ViewerSession({
    api: { view: vi.fn(), grant: vi.fn(), standing: vi.fn() },
    key: { get: () => null, put: () => {}, drop: () => {} },
  });
  const button = vi.spyOn(viewer.hands, "button").mockReturnValue(true);
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <Look env="test">
          <Cover session={session} viewer={viewer} state={{ ...firstState, ...state }} />
        </Look>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { button };
}

describe.each(["en", "ja"])("the pictures of a session in %s", (language) => {
  beforeAll(async () => {
    await i18n.changeLanguage(language);
  });

  it.each([
    ["connecting", { phase: "connecting" }],
    ["starting", { phase: "connecting", sessionState: "active" }],
    ["again", { phase: "connecting", again: true, sessionState: "active" }],
    ["server_away", { phase: "connecting", again: true, serverAway: true }],
    ["waiting", { phase: "waiting" }],
    ["paused", { phase: "paused" }],
    ["locked", { phase: "live", screen: "locked" }],
    ["off", { phase: "live", screen: "off" }],
    ["secure", { phase: "live", screen: "secure" }],
    ["frozen", { phase: "frozen" }],
    ["interrupted", { phase: "interrupted" }],
    ["no_path", { phase: "no_path" }],
  ] as const)("%s has an icon, a title and what to do", (kind, state) => {
    show(state);
    const card = screen.getByRole("heading", { name: i18n.t(`viewer.${kind}.title`) }).closest("section");
    expect(card?.querySelector("svg")).not.toBeNull();
    expect(card?.querySelector("p")?.textContent).not.toBe("");
    expect(screen.getByTestId("viewer-cover").dataset.cover).toBe(kind);
  });
});

describe("a picture", () => {
  beforeAll(async () => {
    await i18n.changeLanguage("en");
  });

  it("is not there while the screen is live", () => {
    show({ phase: "live" });
    expect(screen.queryByTestId("viewer-cover")).toBeNull();
    expect(coverOf({ ...firstState, phase: "live" })).toBeNull();
  });

  it("never lets a paused or hidden screen shine through", () => {
    for (const state of [{ phase: "paused" }, { phase: "live", screen: "secure" }, { phase: "live", screen: "off" }] as const) {
      show({ ...state, stream: new Object() as MediaStream });
    }
    for (const cover of screen.getAllByTestId("viewer-cover")) expect(cover.dataset.seeThrough).toBeUndefined();
  });

  it("of waiting says what the user sees, how far the request came, and the time left", () => {
    show({ phase: "waiting" }, aSession({ prompted_at: "2030-01-01T00:00:01Z", deadline_at: "2030-01-01T00:05:00Z", deadline_reason: "no_answer" }));
    expect(screen.getByText("The question is on the user's screen.")).toBeTruthy();
    expect(screen.getByText("Yuki Tanaka")).toBeTruthy();
    expect(screen.getByText("Mail does not arrive")).toBeTruthy();
    expect(screen.getByText("See the screen · Control the device")).toBeTruthy();
    expect(screen.getByRole("timer")).toBeTruthy();
  });

  it("of an unattended session counts down to its start", () => {
    show({ phase: "waiting" }, aSession({ mode: "unattended", deadline_at: "2030-01-01T00:00:30Z" }));
    expect(screen.getByText("Starts by itself in")).toBeTruthy();
  });

  it("of a lost device says when the session ends", () => {
    show({ phase: "interrupted" }, aSession({ state: "interrupted", deadline_at: "2030-01-01T00:01:00Z", deadline_reason: "connection_lost" }));
    expect(screen.getByText("The session ends in")).toBeTruthy();
  });

  it("of a dark screen wakes it for who has control, and asks who has not to ask the user", async () => {
    const { button } = show({ phase: "live", screen: "off", rights: ["view", "control"] });
    await userEvent.click(screen.getByRole("button", { name: "Press Power" }));
    expect(button).toHaveBeenCalledWith("power");
    show({ phase: "live", screen: "off", rights: ["view"] });
    expect(screen.getByText("Ask the user to wake the device.")).toBeTruthy();
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });
});
