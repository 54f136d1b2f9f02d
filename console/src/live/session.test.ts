import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PeerEvents } from "./peer";
import { ViewerSession } from "./session";
import { phaseOf, type Facts } from "./view-state";

/** A connection that a test plays the server of. */
class FakePeer {
  events: PeerEvents | null = null;
  answer = "";
  closed = false;
  sent: string[] = [];
  offer = (events: PeerEvents) => {
    this.events = events;
    return Promise.resolve("offer");
  };
  accept = (answer: string) => {
    this.answer = answer;
    return Promise.resolve();
  };
  sendControl = (message: string) => {
    this.sent.push(message);
    return true;
  };
  sendMove = this.sendControl;
  stats = () => Promise.resolve(new Map() as RTCStatsReport);
  close = () => {
    this.closed = true;
  };
  say = (message: object) => this.events?.message(JSON.stringify(message));
}

const refused = (code: string) => Object.assign(new Error(code), { code });
const aRoom = (more: object = {}) => ({
  t: "room",
  state: "active",
  paused: false,
  rights: ["view", "control"],
  publisher: "connected",
  geometry: { t: "geometry", epoch: 1, width: 360, height: 800, rotation: 0 },
  ...more,
});

function aSession({ key = "grant" as string | null } = {}) {
  const peers: FakePeer[] = [];
  let held = key;
  let resume = 0;
  const api = {
    view: vi.fn((_key: string, _offer: string) => Promise.resolve({ sdp: "answer", resumeKey: `resume-${++resume}` })),
    grant: vi.fn(() => Promise.resolve("new-grant")),
    standing: vi.fn((): Promise<{ state: "active" | "ended"; endReason: string }> =>
      Promise.resolve({ state: "active", endReason: "" }),
    ),
  };
  const box = { get: () => held, put: (k: string) => void (held = k), drop: () => void (held = null) };
  const session = new ViewerSession({
    api,
    key: box,
    now: () => Date.now(),
    newPeer: () => {
      const peer = new FakePeer();
      peers.push(peer);
      return peer;
    },
  });
  const video = document.createElement("video");
  video.play = () => Promise.resolve();
  let srcObject: unknown = null;
  Object.defineProperty(video, "srcObject", { get: () => srcObject, set: (v) => void (srcObject = v) });
  session.attach(video);
  const peer = () => peers.at(-1) as FakePeer;
  const settle = () => vi.advanceTimersByTimeAsync(0);
  /** Connects, and shows a first frame. */
  const live = async () => {
    session.start();
    await settle();
    peer().events?.opened();
    peer().events?.track(new Object() as MediaStream);
    peer().say(aRoom());
    video.dispatchEvent(new Event("playing"));
  };
  const phase = () => session.state.get().phase;
  return { session, api, peers, peer, settle, live, video, phase, key: () => held };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("joining", () => {
  it("redeems the grant of this tab and keeps the key that comes back", async () => {
    const { live, api, key, phase, session } = aSession();
    await live();
    expect(api.view).toHaveBeenCalledWith("grant", "offer");
    expect(api.grant).not.toHaveBeenCalled();
    expect(key()).toBe("resume-1");
    expect(phase()).toBe("live");
    session.stop();
  });

  it("asks for a grant when it has no key, and when its key is void", async () => {
    const without = aSession({ key: null });
    await without.live();
    expect(without.api.view).toHaveBeenCalledWith("new-grant", "offer");
    without.session.stop();

    const old = aSession({ key: "old" });
    old.api.view.mockRejectedValueOnce(refused("bad_key"));
    await old.live();
    expect(old.api.view.mock.calls).toEqual([["old", "offer"], ["new-grant", "offer"]]);
    old.session.stop();
  });

  it("says when one may not see the session, and does not try again", async () => {
    const { session, api, settle, phase } = aSession();
    api.view.mockRejectedValue(refused("not_found"));
    session.start();
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phase()).toBe("refused");
    expect(session.state.get().refusal).toBe("not_found");
    expect(api.view).toHaveBeenCalledTimes(1);
    session.stop();
  });

  it("says when the browser makes no connections", async () => {
    const session = new ViewerSession({
      api: { view: vi.fn(), grant: vi.fn(), standing: vi.fn() },
      key: { get: () => null, put: () => {}, drop: () => {} },
      newPeer: () => {
        throw new ReferenceError("RTCPeerConnection is not defined");
      },
    });
    session.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(session.state.get()).toMatchObject({ phase: "refused", refusal: "no_webrtc" });
    session.stop();
  });

  it("says when the server answers but media does not get through, and goes on trying", async () => {
    const { session, peers, settle, phase, live } = aSession();
    session.start();
    await settle();
    await vi.advanceTimersByTimeAsync(8_100);
    expect(phase()).toBe("no_path");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(peers.length).toBe(2);
    await live();
    expect(phase()).toBe("live");
    session.stop();
  });
});

describe("coming back", () => {
  it("makes a new connection with the resume key after 3 s without a word", async () => {
    const { session, live, peers, api, phase } = aSession();
    await live();
    await vi.advanceTimersByTimeAsync(3_300);
    expect(peers[0]?.closed).toBe(true);
    expect(phase()).toBe("connecting");
    expect(session.state.get().again).toBe(true);
    await vi.advanceTimersByTimeAsync(300);
    expect(api.view).toHaveBeenLastCalledWith("resume-1", "offer");
    session.stop();
  });

  it("keeps the connection while the server is heard", async () => {
    const { session, live, peer, peers, phase } = aSession();
    await live();
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(1_000);
      peer().say({ t: "heartbeat", frame: i, at: 0 });
    }
    expect(peers).toHaveLength(1);
    expect(phase()).toBe("live");
    session.stop();
  });

  it("tries on while the server is away, slower and slower up to 5 s, and comes back when it answers", async () => {
    const { session, live, peer, api, phase } = aSession();
    await live();
    api.view.mockRejectedValue(refused("network"));
    peer().events?.failed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.get()).toMatchObject({ phase: "connecting", again: true, serverAway: true });
    const tries = api.view.mock.calls.length;
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(22);
    api.view.mockResolvedValue({ sdp: "answer", resumeKey: "later" });
    await vi.advanceTimersByTimeAsync(5_000);
    peer().events?.opened();
    peer().say(aRoom({ state: "waiting", publisher: "none" }));
    expect(phase()).toBe("waiting");
    session.stop();
  });

  it("stops when the session ended meanwhile, with its reason", async () => {
    const { session, live, peer, api, phase, key } = aSession();
    await live();
    api.view.mockRejectedValue(refused("session_ended"));
    api.standing.mockResolvedValue({ state: "ended", endReason: "connection_lost" });
    peer().events?.failed();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(phase()).toBe("ended");
    expect(session.state.get().endReason).toBe("connection_lost");
    expect(key()).toBeNull();
    const tries = api.view.mock.calls.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(api.view.mock.calls.length).toBe(tries);
    session.stop();
  });

  it("leaves nothing of the screen in the page when the session ended", async () => {
    const { session, live, video } = aSession();
    await live();
    expect(video.srcObject).not.toBeNull();
    session.sawEnd("ended_by_administrator");
    expect(video.srcObject).toBeNull();
    expect(session.state.get().stream).toBeNull();
    session.stop();
  });

  it("hears nothing of a connection that was given up", async () => {
    const { session, live, peers, phase } = aSession();
    await live();
    const [first] = peers;
    const events = first?.events;
    first?.events?.failed();
    events?.message(JSON.stringify(aRoom({ state: "ended", end_reason: "declined" })));
    expect(phase()).not.toBe("ended");
    session.stop();
  });
});

describe("what is shown", () => {
  it("is frozen after 3 s without a heartbeat while the server is heard, and live with the next one", async () => {
    const { session, live, peer, phase } = aSession();
    await live();
    for (let i = 0; i < 4; i++) {
      await vi.advanceTimersByTimeAsync(900);
      peer().say({ t: "pong", at: Date.now() });
    }
    expect(phase()).toBe("frozen");
    peer().say({ t: "heartbeat", frame: 3, at: 0 });
    expect(phase()).toBe("live");
    session.stop();
  });

  it("takes control away at once when the user takes it back", async () => {
    const { session, live, peer } = aSession();
    await live();
    expect(session.hands.down(0, { x: 0.5, y: 0.5 })).toBe(true);
    peer().say(aRoom({ rights: ["view"] }));
    expect(session.hands.allowedNow).toBe(false);
    expect(peer().sent.at(-1)).toContain("release");
    session.stop();
  });

  it("goes by a new geometry only when a frame of that shape is shown", async () => {
    const { session, live, peer, video } = aSession();
    const frame = { width: 360, height: 800 };
    Object.defineProperty(video, "videoWidth", { get: () => frame.width });
    Object.defineProperty(video, "videoHeight", { get: () => frame.height });
    await live();
    peer().say({ t: "geometry", epoch: 2, width: 800, height: 360, rotation: 90 });
    expect(session.state.get().geometry?.epoch).toBe(1);
    Object.assign(frame, { width: 800, height: 360 });
    video.dispatchEvent(new Event("resize"));
    expect(session.state.get().geometry?.epoch).toBe(2);
    session.stop();
  });

  it("survives garbage on the channel", async () => {
    const { session, live, peer, phase } = aSession();
    await live();
    for (const junk of ["", "{", "[]", "null", '{"t":7}', '{"t":"room","state":"nonsense"}', '{"t":"geometry","epoch":-1}']) {
      peer().events?.message(junk);
    }
    peer().events?.message(new ArrayBuffer(4));
    expect(phase()).toBe("live");
    session.stop();
  });

  const facts: Facts = {
    room: { state: "active", paused: false, endReason: "", rights: [], publisher: "connected", screen: null, geometry: null, watchers: [] },
    linked: true,
    pathless: false,
    refused: false,
    ended: false,
    framed: true,
    silence: 0,
  };
  it.each([
    ["live", {}],
    ["connecting", { framed: false }],
    ["connecting", { linked: false }],
    ["no_path", { linked: false, pathless: true }],
    ["frozen", { silence: 3_000 }],
    ["refused", { refused: true }],
    ["ended", { ended: true, refused: true }],
  ] as const)("is %s for %o", (want, change) => {
    expect(phaseOf({ ...facts, ...change })).toBe(want);
  });
  it.each([
    ["waiting", { state: "waiting" }],
    ["waiting", { state: "requested" }],
    ["interrupted", { state: "interrupted" }],
    ["interrupted", { publisher: "lost" }],
    ["connecting", { publisher: "none" }],
    ["paused", { paused: true }],
    ["ended", { state: "ended" }],
  ] as const)("is %s for a room that is %o", (want, change) => {
    expect(phaseOf({ ...facts, room: facts.room && { ...facts.room, ...change } })).toBe(want);
  });
});
