import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeviceLink, RefusedError, type Socket } from "./device-link";

class FakeSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send = (data: string | ArrayBufferLike | Blob | ArrayBufferView) => void this.sent.push(JSON.parse(String(data)));
  close = () => {
    this.closed = true;
  };
  say = (frame: unknown) => {
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.onmessage?.call(Object.create(WebSocket.prototype), new MessageEvent("message", { data }));
  };
  hangUp = (reason: string) => this.onclose?.call(Object.create(WebSocket.prototype), new CloseEvent("close", { reason }));
}

function aLink() {
  const sockets: FakeSocket[] = [];
  const frames: [string, unknown][] = [];
  const states: [string, string][] = [];
  const link = new DeviceLink({
    deviceId: "dev_1",
    token: "secret",
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onFrame: (type, body) => frames.push([type, body]),
    onState: (state, reason) => states.push([state, reason]),
    random: () => 1,
  });
  const socket = () => sockets.at(-1) as FakeSocket;
  const up = () => {
    link.start();
    socket().say({ t: "challenge", body: { nonce: "AA==", server: "x", version: 1 } });
    socket().say({ t: "welcome", body: {} });
  };
  return { link, sockets, socket, frames, states, up };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a device link", () => {
  it("proves itself by its token, once it is challenged", () => {
    const { link, socket, states } = aLink();
    link.start();
    expect(socket().sent).toEqual([]);
    socket().say({ t: "challenge", body: { nonce: "AA==", server: "x", version: 1 } });
    expect(socket().sent).toEqual([{ t: "hello", body: { device_id: "dev_1", version: 1, token: "secret" } }]);
    expect(states).toEqual([]);
    socket().say({ t: "welcome", body: {} });
    expect(states).toEqual([["up", ""]]);
  });

  it("answers what it is asked, and hands it on", () => {
    const { socket, frames, up } = aLink();
    up();
    socket().say({ t: "ring", id: "7", body: { session_id: "ses_1" } });
    expect(socket().sent.at(-1)).toEqual({ t: "ok", id: "7" });
    expect(frames).toEqual([["ring", { session_id: "ses_1" }]]);
  });

  it("gives each request its own answer", async () => {
    const { link, socket, up } = aLink();
    up();
    const first = link.request("publish", { a: 1 });
    const second = link.request("user", { b: 2 });
    const [a, b] = socket().sent.slice(-2);
    socket().say({ t: "error", id: b?.id, body: { code: "wrong_state", detail: "no" } });
    socket().say({ t: "ok", id: a?.id, body: { sdp: "x" } });
    await expect(first).resolves.toEqual({ sdp: "x" });
    await expect(second).rejects.toMatchObject({ code: "wrong_state" });
  });

  it("does not wait for ever for an answer", async () => {
    const { link, up } = aLink();
    up();
    const asked = expect(link.request("user")).rejects.toBeInstanceOf(RefusedError);
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
  });

  it("refuses requests without a link, and those that were under way when it was lost", async () => {
    const { link, socket, up } = aLink();
    await expect(link.request("user")).rejects.toMatchObject({ code: "network" });
    up();
    const asked = expect(link.request("user")).rejects.toMatchObject({ code: "network" });
    socket().hangUp("");
    await asked;
  });

  it("comes back, slower and slower, until it is welcomed", async () => {
    const { sockets, socket, up } = aLink();
    up();
    for (const wait of [500, 1_000, 2_000, 4_000]) {
      const before = sockets.length;
      socket().hangUp("going_away");
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(sockets.length).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(sockets.length).toBe(before + 1);
    }
  });

  it.each(["bad_proof", "bad_version", "replaced", "disconnected"])("stays away after %s", async (reason) => {
    const { sockets, socket, states, up } = aLink();
    up();
    socket().hangUp(reason);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
    expect(states.at(-1)).toEqual(["over", reason]);
  });

  it("survives garbage", () => {
    const { socket, frames, states, up } = aLink();
    up();
    for (const junk of ["", "{", "[]", "null", '{"t":5}', '{"t":"nonsense"}', '{"t":"ok","id":"99"}', `{"t":"ring","x":"${"y".repeat(70_000)}"}`]) {
      socket().say(junk);
    }
    expect(frames).toEqual([]);
    expect(states).toEqual([["up", ""]]);
  });
});
