import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hint } from "./hints";
import { type Channel, Live, type LiveState } from "./live";

/** A stream whose events the test sends. */
class FakeStream {
  readyState: number = 0;
  closedByUs = false;
  private listeners = new Map<string, ((event: MessageEvent) => void)[]>();
  addEventListener(type: string, listener: (event: MessageEvent) => void) {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }
  close() {
    this.closedByUs = true;
    this.readyState = 2;
  }
  send(type: string, data?: unknown) {
    if (type === "open") this.readyState = 1;
    for (const listener of this.listeners.get(type) ?? []) {
      listener(new MessageEvent(type, { data: typeof data === "string" ? data : JSON.stringify(data) }));
    }
  }
  refuse() {
    this.readyState = 2;
    this.send("error");
  }
}

/** One browser: its locks, its channel and the streams its tabs opened. */
class FakeBrowser {
  streams: FakeStream[] = [];
  private channels = new Set<Channel>();
  private queue: (() => Promise<void>)[] = [];
  private held = false;

  locks = {
    request: (_name: string, options: { signal?: AbortSignal }, work: () => Promise<void> | void) =>
      new Promise<void>((done, failed) => {
        const turn = async () => {
          if (options.signal?.aborted) return failed(new DOMException("aborted", "AbortError"));
          await work();
          done();
        };
        this.queue.push(turn);
        void this.next();
      }),
  };

  private async next() {
    if (this.held) return;
    const turn = this.queue.shift();
    if (!turn) return;
    this.held = true;
    await turn();
    this.held = false;
    void this.next();
  }

  channel(): Channel {
    const others = this.channels;
    const channel: Channel = {
      onmessage: null,
      postMessage: (message) => {
        for (const other of others) if (other !== channel) other.onmessage?.(new MessageEvent("message", { data: message }));
      },
      close: () => others.delete(channel),
    };
    others.add(channel);
    return channel;
  }

  tab({ locks = true } = {}) {
    const seen = { hints: [] as Hint[], resets: 0, state: "connecting" as LiveState, signedOut: 0, refused: 0 };
    const live = new Live({
      openStream: () => {
        const stream = new FakeStream();
        this.streams.push(stream);
        return stream;
      },
      openChannel: () => this.channel(),
      // The fake has the one form of request() that is used.
      locks: locks ? (this.locks as unknown as LockManager) : undefined,
      onHint: (hint) => seen.hints.push(hint),
      onReset: () => seen.resets++,
      onState: (state) => (seen.state = state),
      onSignedOut: () => seen.signedOut++,
      onRefused: () => seen.refused++,
      random: () => 1,
    });
    live.start();
    return { live, seen };
  }

  get stream(): FakeStream {
    const last = this.streams.at(-1);
    if (!last) throw new Error("no tab opened a stream");
    return last;
  }
}

const hint: Hint = { kind: "help", id: "hlp_1", version: 3 };
const settled = () => vi.advanceTimersByTimeAsync(0);

describe("live hints", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("opens one stream for eight tabs and tells them all", async () => {
    const browser = new FakeBrowser();
    const tabs = Array.from({ length: 8 }, () => browser.tab());
    await settled();
    expect(browser.streams).toHaveLength(1);
    browser.stream.send("open");
    browser.stream.send("hint", hint);
    for (const { seen } of tabs) {
      expect(seen.hints).toEqual([hint]);
      expect(seen.state).toBe("live");
    }
  });

  it("hands over to another tab when the leader closes, and that one counts hints as missed", async () => {
    const browser = new FakeBrowser();
    const first = browser.tab();
    const second = browser.tab();
    const third = browser.tab();
    await settled();
    browser.stream.send("open");
    const before = [second.seen.resets, third.seen.resets];
    first.live.stop();
    await settled();
    expect(browser.streams).toHaveLength(2);
    expect(browser.streams[0]?.closedByUs).toBe(true);
    browser.stream.send("open");
    expect([second.seen.resets, third.seen.resets]).toEqual(before.map((n) => n + 1));
    browser.stream.send("hint", hint);
    expect([first.seen.hints, second.seen.hints, third.seen.hints]).toEqual([[], [hint], [hint]]);
  });

  it("leaves out a tab that closed while it waited for its turn", async () => {
    const browser = new FakeBrowser();
    const first = browser.tab();
    const second = browser.tab();
    const third = browser.tab();
    await settled();
    second.live.stop();
    first.live.stop();
    await settled();
    expect(browser.streams).toHaveLength(2);
    browser.stream.send("open");
    browser.stream.send("hint", hint);
    expect(second.seen.hints).toEqual([]);
    expect(third.seen.hints).toEqual([hint]);
  });

  it("tells every tab to ask for all again on reset", async () => {
    const browser = new FakeBrowser();
    const tabs = [browser.tab(), browser.tab()];
    await settled();
    browser.stream.send("open");
    const before = tabs.map(({ seen }) => seen.resets);
    browser.stream.send("reset", "");
    expect(tabs.map(({ seen }) => seen.resets)).toEqual(before.map((n) => n + 1));
  });

  it("does not count hints as missed when the browser reconnects by itself", async () => {
    const browser = new FakeBrowser();
    const { seen } = browser.tab();
    await settled();
    browser.stream.send("open");
    const before = seen.resets;
    browser.stream.readyState = 0;
    browser.stream.send("error");
    expect(seen.state).toBe("connecting");
    browser.stream.send("open");
    expect([seen.state, seen.resets, browser.streams.length]).toEqual(["live", before, 1]);
  });

  it("opens a new stream after a refusal, waiting longer each time up to 30 seconds", async () => {
    const browser = new FakeBrowser();
    const { seen } = browser.tab();
    await settled();
    for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const streams = browser.streams.length;
      browser.stream.refuse();
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(browser.streams).toHaveLength(streams);
      await vi.advanceTimersByTimeAsync(1);
      expect(browser.streams).toHaveLength(streams + 1);
    }
    expect(seen.refused).toBe(7);
    browser.stream.send("open");
    browser.stream.refuse();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(browser.streams).toHaveLength(9);
  });

  it("tells a late tab how the stream is", async () => {
    const browser = new FakeBrowser();
    browser.tab();
    await settled();
    browser.stream.send("open");
    const late = browser.tab();
    await settled();
    expect(late.seen.state).toBe("live");
  });

  it("takes a stream of its own where there are no locks", () => {
    const browser = new FakeBrowser();
    browser.tab({ locks: false });
    browser.tab({ locks: false });
    expect(browser.streams).toHaveLength(2);
  });

  it("signs out the other tabs only", async () => {
    const browser = new FakeBrowser();
    const one = browser.tab();
    const two = browser.tab();
    await settled();
    one.live.tellSignedOut();
    expect([one.seen.signedOut, two.seen.signedOut]).toEqual([0, 1]);
  });

  it("ignores what is no hint", async () => {
    const browser = new FakeBrowser();
    const { seen } = browser.tab();
    await settled();
    browser.stream.send("open");
    for (const bad of ["", "{", "null", "[]", '{"kind":"root"}', "x".repeat(5_000)]) browser.stream.send("hint", bad);
    browser.channel().postMessage({ type: "hint", hint: { kind: "nonsense" } });
    browser.channel().postMessage("hello");
    expect(seen.hints).toEqual([]);
  });
});
