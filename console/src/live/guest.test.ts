import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type DeviceLinkConfig, RefusedError } from "./device-link";
import { Guest } from "./guest";
import type { PublisherEvents } from "./publisher";

class FakeTrack extends EventTarget {
  contentHint = "";
  stopped = false;
  stop = () => {
    this.stopped = true;
  };
}

const ticket = { device_id: "dev_g", token: "t", session_id: "ses_1", technician_name: "Yuki", reason: "VPN" };
const aRing = (more: object = {}) => ({
  session_id: "ses_1",
  key: "ring-key",
  technician: { name: "Yuki", role: "technician" },
  reason: "VPN",
  mode: "attended",
  rights: ["view"],
  answer_by: "2030-01-01T00:00:00Z",
  ...more,
});

function aGuest() {
  const requests: [string, Record<string, unknown>][] = [];
  const refuse = new Map<string, string>();
  let link: DeviceLinkConfig | undefined;
  const publishers: { events: PublisherEvents; closed: boolean; shown: boolean }[] = [];
  const track = new FakeTrack();
  const capture = vi.fn(() => Promise.resolve({ getVideoTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream));
  const renew = vi.fn();
  let resume = 0;
  const guest = new Guest({
    ticket,
    capture,
    newLink: (config) => {
      link = config;
      return {
        start: () => {},
        stop: () => {},
        renew,
        request: (type, body) => {
          requests.push([type, { ...(body as object) }]);
          const code = refuse.get(type);
          if (code) return Promise.reject(new RefusedError(code, ""));
          return Promise.resolve(type === "publish" ? { sdp: "answer", resume_key: `resume-${++resume}` } : undefined);
        },
      };
    },
    newPublisher: (_stream, _track, events) => {
      const publisher = { events, closed: false, shown: true };
      publishers.push(publisher);
      return {
        offer: () => Promise.resolve("offer"),
        accept: () => Promise.resolve(),
        show: (shown) => void (publisher.shown = shown),
        close: () => void (publisher.closed = true),
      };
    },
  });
  const tell = (type: "ring" | "session", body: unknown) => link?.onFrame(type, body);
  const step = () => guest.state.get().step;
  const published = () => requests.filter(([type]) => type === "publish").map(([, body]) => body.key);
  const sharing = async () => {
    link?.onState("up", "");
    tell("ring", aRing());
    await guest.accept();
    publishers.at(-1)?.events.connected();
  };
  return { guest, requests, refuse, publishers, track, capture, renew, tell, step, published, sharing, link: () => link };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a guest", () => {
  it("shows who asks, says that the question was seen, and shares nothing yet", () => {
    const { guest, tell, step, requests, capture } = aGuest();
    tell("ring", aRing());
    expect(step()).toBe("asking");
    expect(guest.state.get().prompt).toMatchObject({ technician: { name: "Yuki" }, rights: ["view"] });
    expect(guest.state.get().prompt).not.toHaveProperty("key");
    expect(requests.map(([type]) => type)).toEqual(["prompted"]);
    expect(capture).not.toHaveBeenCalled();
  });

  it("ignores a ring for another session", () => {
    const { tell, step } = aGuest();
    tell("ring", aRing({ session_id: "ses_other" }));
    expect(step()).toBe("connecting");
  });

  it("agrees only once a screen was picked, and then publishes it with the key of the ring", async () => {
    const { sharing, requests, step, published } = aGuest();
    await sharing();
    expect(requests.map(([type]) => type)).toEqual(["prompted", "answer", "publish"]);
    expect(published()).toEqual(["ring-key"]);
    expect(step()).toBe("sharing");
  });

  it("asks again when nothing was picked, and answers nothing", async () => {
    const { guest, tell, step, capture, requests } = aGuest();
    capture.mockRejectedValueOnce(new DOMException("", "NotAllowedError"));
    tell("ring", aRing());
    await guest.accept();
    expect(step()).toBe("asking");
    expect(guest.state.get().problem).toBe("not_picked");
    expect(requests.map(([type]) => type)).not.toContain("answer");
  });

  it("comes too late in words, and lets go of the screen", async () => {
    const { guest, tell, step, refuse, track } = aGuest();
    refuse.set("answer", "too_late");
    tell("ring", aRing());
    await guest.accept();
    expect(step()).toBe("ended");
    expect(guest.state.get().problem).toBe("too_late");
    expect(track.stopped).toBe(true);
  });

  it("publishes again with the resume key when the media is lost", async () => {
    const { sharing, publishers, published, guest } = aGuest();
    await sharing();
    publishers[0]?.events.lost();
    expect(guest.state.get().flowing).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(published()).toEqual(["ring-key", "resume-1"]);
    publishers[1]?.events.connected();
    expect(guest.state.get().flowing).toBe(true);
  });

  it("asks for a new key when the old one is void, and goes by it", async () => {
    const { sharing, publishers, published, renew, refuse, tell } = aGuest();
    await sharing();
    refuse.set("publish", "bad_key");
    publishers[0]?.events.lost();
    await vi.advanceTimersByTimeAsync(500);
    expect(renew).toHaveBeenCalledOnce();
    refuse.clear();
    tell("ring", aRing({ key: "new-key", accepted: true }));
    await vi.advanceTimersByTimeAsync(0);
    expect(published().at(-1)).toBe("new-key");
  });

  it("waits for a click after a reload, as browsers want it", async () => {
    const { guest, tell, step, requests, published } = aGuest();
    tell("ring", aRing({ accepted: true }));
    expect(step()).toBe("again");
    await guest.accept();
    expect(requests.map(([type]) => type)).toEqual(["publish"]);
    expect(published()).toEqual(["ring-key"]);
  });

  it("hides the screen at once on pause, before the server knows", async () => {
    const { guest, sharing, publishers, requests } = aGuest();
    await sharing();
    const asked = guest.act("pause");
    expect(publishers[0]?.shown).toBe(false);
    await asked;
    expect(guest.state.get().paused).toBe(true);
    await guest.act("resume");
    expect(publishers[0]?.shown).toBe(true);
    expect(requests.slice(-2).map(([, body]) => body.action)).toEqual(["pause", "resume"]);
  });

  it("stops for good when its user stops, even without a server", async () => {
    const { guest, sharing, publishers, refuse, track, step } = aGuest();
    await sharing();
    refuse.set("user", "network");
    await guest.act("end");
    expect(track.stopped).toBe(true);
    expect(publishers[0]?.closed).toBe(true);
    expect(step()).toBe("ended");
  });

  it("ends the session when the browser's own button stops the capture", async () => {
    const { sharing, track, requests } = aGuest();
    await sharing();
    track.dispatchEvent(new Event("ended"));
    await vi.advanceTimersByTimeAsync(0);
    expect(requests.at(-1)).toEqual(["user", { session_id: "ses_1", action: "end" }]);
  });

  it("stops when the technician ends, and says why", async () => {
    const { guest, sharing, tell, track } = aGuest();
    await sharing();
    tell("session", { session_id: "ses_1", state: "ended", rights: [], end_reason: "ended_by_technician" });
    expect(guest.state.get()).toMatchObject({ step: "ended", endReason: "ended_by_technician" });
    expect(track.stopped).toBe(true);
  });

  it("survives garbage", async () => {
    const { sharing, tell, step } = aGuest();
    await sharing();
    for (const junk of [null, 5, "x", [], {}, { session_id: "ses_1" }, { session_id: "ses_1", state: "nonsense" }]) {
      tell("ring", junk);
      tell("session", junk);
    }
    expect(step()).toBe("sharing");
  });
});
