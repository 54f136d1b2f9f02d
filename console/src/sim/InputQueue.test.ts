import { describe, expect, it, vi } from "vitest";
import { InputQueue } from "./InputQueue";

describe("a queue of input", () => {
  it("sends one after the other and only the newest of waiting moves", async () => {
    const sent: string[] = [];
    const done: (() => void)[] = [];
    const queue = new InputQueue((input) => {
      sent.push(JSON.parse(input).n);
      return new Promise<void>((resolve) => done.push(resolve));
    });
    const move = (n: string, finger = 0) => queue.moves(JSON.stringify({ n, finger }));
    queue.control(JSON.stringify({ n: "down" }));
    move("move 1");
    move("move 2");
    move("other finger", 1);
    move("move 3");
    queue.control(JSON.stringify({ n: "up" }));
    expect(sent).toEqual(["down"]);
    for (let i = 0; i < 5; i++) {
      await vi.waitFor(() => expect(done.length).toBe(i + 1));
      done[i]?.();
    }
    await vi.waitFor(() => expect(sent).toEqual(["down", "move 2", "other finger", "move 3", "up"]));
  });

  it("goes on after a refused input", async () => {
    const sent: string[] = [];
    const queue = new InputQueue((input) => {
      sent.push(input);
      return Promise.reject(new Error("stale"));
    });
    queue.control("{}");
    queue.control("[]");
    await vi.waitFor(() => expect(sent).toEqual(["{}", "[]"]));
  });

  it("takes no more than it can hold", () => {
    const queue = new InputQueue(() => new Promise(() => {}));
    const taken = Array.from({ length: 300 }, () => queue.control("{}")).filter(Boolean).length;
    expect(taken).toBe(201); // one is on its way
  });
});
