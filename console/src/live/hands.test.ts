import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Hands, pieces } from "./hands";

interface Sent {
  channel: "control" | "moves";
  t: string;
  seq: number;
  epoch: number;
  [field: string]: unknown;
}

function aHand({ epoch = 1, allowed = true } = {}) {
  const sent: Sent[] = [];
  const put = (channel: Sent["channel"]) => (message: string) => {
    sent.push({ channel, ...JSON.parse(message) });
    return true;
  };
  const hands = new Hands({ sink: { control: put("control"), moves: put("moves") }, now: () => Date.now() });
  hands.see(epoch);
  hands.allow(allowed);
  return { hands, sent };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const middle = { x: 0.5, y: 0.5 };

describe("fingers", () => {
  it("go down, move and come up with one rising number across both channels", () => {
    const { hands, sent } = aHand();
    hands.down(0, middle);
    hands.move(0, { x: 0.6, y: 0.5 });
    hands.up(0, { x: 0.7, y: 0.5 });
    expect(sent.map(({ channel, kind, seq, epoch, x }) => [channel, kind, seq, epoch, x])).toEqual([
      ["control", "down", 1, 1, 0.5],
      ["moves", "move", 2, 1, 0.6],
      ["control", "up", 3, 1, 0.7],
    ]);
  });

  it("send the newest place at most every 16 ms", () => {
    const { hands, sent } = aHand();
    hands.down(0, middle);
    for (let i = 0; i < 100; i++) {
      hands.move(0, { x: i / 100, y: 0 });
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(20);
    const moves = sent.filter(({ kind }) => kind === "move");
    expect(moves.length).toBeGreaterThan(3);
    expect(moves.length).toBeLessThanOrEqual(8);
    expect(moves.at(-1)?.x).toBe(0.99);
  });

  it("stay within what the server takes when ten of them move", () => {
    const { hands, sent } = aHand();
    for (let finger = 0; finger < 10; finger++) hands.down(finger, middle);
    sent.length = 0;
    for (let ms = 0; ms < 1000; ms += 5) {
      for (let finger = 0; finger < 10; finger++) hands.move(finger, { x: ms / 1000, y: finger / 10 });
      vi.advanceTimersByTime(5);
    }
    expect(sent.length).toBeLessThanOrEqual(210);
  });

  it("are not sent without the right, without a geometry, or when they never went down", () => {
    const { hands, sent } = aHand({ allowed: false });
    expect(hands.down(0, middle)).toBe(false);
    const { hands: blind, sent: blindSent } = aHand({ epoch: 0 });
    expect(blind.down(0, middle)).toBe(false);
    hands.move(0, middle);
    hands.up(0, middle);
    expect([...sent, ...blindSent]).toEqual([]);
  });

  it("are let go when the right is lost, before nothing more may be sent", () => {
    const { hands, sent } = aHand();
    hands.down(0, middle);
    hands.allow(false);
    hands.up(0, middle);
    expect(sent.map(({ t, kind }) => kind ?? t)).toEqual(["down", "release"]);
  });

  it("are let go when the frame's geometry changes, with the old epoch", () => {
    const { hands, sent } = aHand();
    hands.down(0, middle);
    hands.see(2);
    hands.down(0, middle);
    expect(sent.map(({ t, kind, epoch }) => [kind ?? t, epoch])).toEqual([["down", 1], ["release", 1], ["down", 2]]);
  });

  it("release nothing when nothing is held", () => {
    const { hands, sent } = aHand();
    hands.releaseAll();
    expect(sent).toEqual([]);
  });

  it("are forgotten without a word when the link is gone, and waiting moves with them", () => {
    const { hands, sent } = aHand();
    hands.down(0, middle);
    hands.move(0, middle);
    hands.move(0, { x: 0.9, y: 0.9 });
    sent.length = 0;
    hands.forget();
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([]);
    expect(hands.down(0, middle)).toBe(true);
  });
});

describe("the wheel", () => {
  it("adds up what comes within 16 ms and stays in bounds", () => {
    const { hands, sent } = aHand();
    hands.wheel(middle, 0, 0.1);
    hands.wheel(middle, 0, 0.2);
    hands.wheel(middle, 0, 30);
    vi.advanceTimersByTime(20);
    expect(sent.map(({ dy }) => dy)).toEqual([0.1, 10]);
  });
});

describe("keys", () => {
  it("carry their modifiers and end only what began", () => {
    const { hands, sent } = aHand();
    hands.key("KeyA", false);
    hands.key("KeyA", true, { ctrl: true });
    hands.key("KeyA", false, { ctrl: true });
    expect(sent).toMatchObject([{ t: "key", code: "KeyA", down: true, ctrl: true }, { t: "key", code: "KeyA", down: false }]);
    expect(sent).toHaveLength(2);
  });

  it("come after the text that was typed before them", () => {
    const { hands, sent } = aHand();
    hands.type("a");
    hands.type("b");
    hands.key("Enter", true);
    expect(sent.map(({ t, text }) => text ?? t)).toEqual(["a", "b", "key"]);
  });

  it("take no code that the server would refuse", () => {
    const { hands, sent } = aHand();
    hands.key("", true);
    hands.key("Browser Back", true);
    expect(sent).toEqual([]);
  });
});

describe("text", () => {
  it("is joined when typed faster than the server takes it", () => {
    const { hands, sent } = aHand();
    for (const c of "abcdefghij") {
      hands.type(c);
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(100);
    expect(sent.map(({ text }) => text).join("")).toBe("abcdefghij");
    expect(sent.length).toBeLessThanOrEqual(4);
  });

  it("is split between characters when it is long", () => {
    const text = "日本語😀".repeat(1000);
    const parts = pieces(text);
    expect(parts.join("")).toBe(text);
    expect(Math.max(...parts.map((p) => new TextEncoder().encode(p).length))).toBeLessThanOrEqual(4096);
    expect(() => parts.map(encodeURIComponent), "a half of a character").not.toThrow();
  });
});
