import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openPage } from "@/test/openPage";
import type { SimState } from "./api";
import { UserPanel } from "./UserPanel";

const weekdays = [1, 2, 3, 4, 5].map((day) => ({ day, from: 540, to: 1080 }));
const tokyo = { hours: weekdays, time_zone: "Asia/Tokyo", phone: "+81 3-1234-5678", open_now: true };

const aState = (change: Partial<SimState> = {}): SimState => ({
  screen: { w: 360, h: 800, epoch: 1, kind: "on" },
  battery: 80,
  auto_answer: false,
  link: "online",
  ...change,
});

const show = (change: Partial<SimState>, language: "en" | "ja" = "en") =>
  openPage(<UserPanel id="dev_1" state={aState(change)} />, language);

/** What the help desk says of itself, one text for each line. Ranges have thin spaces, which nobody types. */
const said = () => Array.from(screen.getByTestId("sim-desk").children, (line) => line.textContent?.replaceAll(/\p{Zs}/gu, " "));

describe("the user of a simulated phone", () => {
  const fetched = vi.fn(async () => new Response(null, { status: 204 }));

  beforeEach(() => {
    fetched.mockClear();
    vi.stubGlobal("fetch", fetched);
  });

  it("sees the support hours and the phone number before asking", () => {
    show({ desk: tokyo });
    expect(screen.getByTestId("sim-help")).toBeDefined();
    expect(said()).toEqual(["The help desk is open now.", "Monday – Friday9:00 AM – 6:00 PM", "Asia/Tokyo", "Phone: +81 3-1234-5678"]);
    expect(screen.getByRole("link").getAttribute("href")).toBe("tel:+81312345678");
  });

  it("sees place in line, hours and phone number in Japanese, and cancels", async () => {
    const closed = { ...tokyo, open_now: false, opens_at: "2099-01-05T00:00:00Z" };
    const { user } = show({ help: { request_id: "hlp_1", state: "open", place: 3 }, desk: closed }, "ja");
    expect(screen.getByTestId("sim-help-state").textContent).toBe("ヘルプを依頼しました。順番: 3番目");
    const lines = said();
    expect(lines[0]).toMatch(/^ヘルプデスクの受付開始は 2099\/01\/0\d .* です。要請はそれまで保管されます。$/);
    expect(lines.slice(1)).toEqual(["月曜日～金曜日9:00～18:00", "Asia/Tokyo", "電話番号： +81 3-1234-5678"]);
    await user.click(screen.getByRole("button", { name: "ヘルプを取り消す" }));
    expect(fetched).toHaveBeenCalledWith(
      "/sim/devices/dev_1/user",
      expect.objectContaining({ body: JSON.stringify({ action: "cancel_help", text: "" }) }),
    );
  });

  it("is told nothing by a server that says nothing", () => {
    show({ help: { request_id: "hlp_1", state: "open", place: 1 } });
    expect(screen.queryByTestId("sim-desk")).toBeNull();
    expect(screen.getByTestId("sim-help-state").textContent).toBe("You asked for help. Your place in line: 1");
  });

  it("is told the number alone where no hours are", () => {
    show({ desk: { phone: "110", open_now: false } });
    expect(said()).toEqual(["Phone: 110"]);
  });

  it("sees no empty place where a help desk says nothing of itself any more", () => {
    show({ desk: { open_now: false } });
    expect(screen.queryByTestId("sim-desk")).toBeNull();
  });

  it("is not told that the desk is open by a phone without a link", () => {
    show({ desk: tokyo, link: "offline" });
    expect(said()).toEqual(["Monday – Friday9:00 AM – 6:00 PM", "Asia/Tokyo", "Phone: +81 3-1234-5678"]);
  });

  it("reads why a request was declined, and puts that away", async () => {
    const { user } = show({ help: { request_id: "hlp_1", state: "declined", answer: "Please ask facilities" } });
    const state = within(screen.getByTestId("sim-help-state"));
    expect(state.getByText("Your last request was declined.")).toBeDefined();
    expect(state.getByText("Please ask facilities")).toBeDefined();
    expect(screen.getByTestId("sim-help-state").textContent).not.toContain("place");
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(fetched).toHaveBeenCalled();
  });

  it("is told of a promised call instead of a place", () => {
    show({ help: { request_id: "hlp_1", state: "open", answer: "After lunch", call_back_at: "2099-01-05T00:00:00Z" } });
    const text = screen.getByTestId("sim-help-state").textContent;
    expect(text).toMatch(/^You asked for help\.You will be called at .*2099.*After lunch$/);
  });
});
