import type { components } from "@/api/generated/schema";
import { words } from "@/api/generated/words";
import { DeviceLink, type DeviceLinkConfig, type FrameType, RefusedError } from "./device-link";
import { Publisher, type PublisherEvents } from "./publisher";
import { Store } from "./store";

type Schemas = components["schemas"];

/** What a computer got for its code: who it is, for one session. */
export type Ticket = Pick<Schemas["GuestDevice"], "device_id" | "token" | "session_id" | "technician_name" | "reason">;

/** The question to the user. */
export type Prompt = Omit<Schemas["Ring"], "key">;

export type GuestStep =
  | "connecting" // to the server, or the question has not come yet
  | "asking" // the question is on the screen
  | "picking" // the browser asks which screen
  | "starting" // the answer and the screen are on their way
  | "sharing" // the technician can see the screen
  | "again" // accepted before, but this page has no screen: after a reload
  | "ended";

export interface GuestState {
  step: GuestStep;
  /** There is a link to the server. */
  linked: boolean;
  /** The screen is on its way to the server; false while it is lost for a moment. */
  flowing: boolean;
  prompt: Prompt | null;
  paused: boolean;
  watchers: readonly string[];
  endReason: string;
  /** What went wrong last: a code, or not_picked, no_capture, bad_proof, bad_version, replaced, disconnected. */
  problem: string;
}

export interface GuestConfig {
  ticket: Ticket;
  capture?: () => Promise<MediaStream>;
  newLink?: (config: DeviceLinkConfig) => Pick<DeviceLink, "start" | "stop" | "renew" | "request">;
  newPublisher?: (stream: MediaStream, track: MediaStreamTrack, events: PublisherEvents) => Pick<Publisher, "offer" | "accept" | "show" | "close">;
}

const firstWait = 500;
const longestWait = 5_000;

/** A computer that shares its screen from a browser, for one session, and sends no input anywhere. */
export class Guest {
  readonly state = new Store<GuestState>({
    step: "connecting",
    linked: false,
    flowing: false,
    prompt: null,
    paused: false,
    watchers: [],
    endReason: "",
    problem: "",
  });

  private readonly link: Pick<DeviceLink, "start" | "stop" | "renew" | "request">;
  private key = "";
  private accepted = false;
  private stream: MediaStream | null = null;
  private publisher: Pick<Publisher, "offer" | "accept" | "show" | "close"> | null = null;
  private wait = firstWait;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly config: GuestConfig) {
    const linkConfig: DeviceLinkConfig = {
      deviceId: config.ticket.device_id,
      token: config.ticket.token,
      onFrame: (type, body) => this.told(type, body),
      onState: (state, reason) => this.linkIs(state, reason),
    };
    this.link = config.newLink?.(linkConfig) ?? new DeviceLink(linkConfig);
  }

  start() {
    this.link.start();
  }

  stop() {
    this.link.stop();
    this.stopSharing();
  }

  /** The user agrees. Must be called from a click: the browser asks which screen, and allows that only then. */
  async accept() {
    if (!(await this.pick())) return;
    this.state.set({ step: "starting" });
    try {
      if (!this.accepted) await this.link.request("answer", { session_id: this.config.ticket.session_id, accepted: true });
      this.accepted = true;
    } catch (error) {
      this.stopSharing();
      this.failed(error, "asking");
      return;
    }
    await this.publish();
  }

  async decline() {
    try {
      await this.link.request("answer", { session_id: this.config.ticket.session_id, accepted: false });
      this.finish("declined");
    } catch (error) {
      this.failed(error, "asking");
    }
  }

  /** Hides the screen for a moment, shows it again, or ends the session. The screen stops at once, whatever the server says. */
  async act(action: "pause" | "resume" | "end") {
    const { session_id } = this.config.ticket;
    if (action !== "resume") this.show(false);
    if (action === "end") this.stopSharing();
    try {
      await this.link.request("user", { session_id, action });
      if (action === "end") this.finish("ended_by_user");
      else {
        this.show(action === "resume");
        this.state.set({ paused: action === "pause", problem: "" });
      }
    } catch (error) {
      if (action === "end") this.finish("ended_by_user");
      else this.failed(error, this.state.get().step);
    }
  }

  private told(type: FrameType, body: unknown) {
    if (type === "ring") this.rung(body);
    if (type === "session") this.stands(body);
  }

  private rung(body: unknown) {
    const ring = ringOf(body);
    if (!ring || ring.session_id !== this.config.ticket.session_id) return;
    const { key, ...prompt } = ring;
    this.key = key;
    this.state.set({ prompt });
    if (ring.accepted) {
      this.accepted = true;
      if (this.stream) void this.publish();
      else this.state.set({ step: "again" });
      return;
    }
    if (this.state.get().step === "connecting") this.state.set({ step: "asking" });
    // The server counts the time to answer from when the question was seen.
    this.link.request("prompted", { session_id: ring.session_id }).catch(() => {}); // it is told again with the next ring
  }

  private stands(body: unknown) {
    const state = standingOf(body);
    if (!state || state.session_id !== this.config.ticket.session_id) return;
    this.state.set({ paused: state.paused === true, watchers: state.watchers ?? [] });
    this.show(!state.paused);
    if (state.state === "ended") this.finish(state.end_reason ?? "");
  }

  private linkIs(state: "up" | "down" | "over", reason: string) {
    this.state.set({ linked: state === "up" });
    if (state === "over") {
      this.stopSharing();
      this.state.set({ step: "ended", problem: reason });
    }
  }

  /** Lets the user pick what is shared; false when nothing was. */
  private async pick(): Promise<boolean> {
    const before = this.state.get().step;
    this.state.set({ step: "picking", problem: "" });
    try {
      const stream = await (this.config.capture ?? captureScreen)();
      const [track] = stream.getVideoTracks();
      if (!track) throw new DOMException("no picture", "NotFoundError");
      track.contentHint = "detail";
      // "Stop sharing" of the browser's own bar ends the session: the user has said so.
      track.addEventListener("ended", () => this.stream === stream && void this.act("end"));
      this.stream = stream;
      return true;
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      this.state.set({ step: before, problem: refused ? "not_picked" : "no_capture" });
      return false;
    }
  }

  private async publish() {
    const { stream } = this;
    const track = stream?.getVideoTracks()[0];
    if (!stream || !track || this.state.get().step === "ended") return;
    clearTimeout(this.timer);
    this.publisher?.close();
    const events: PublisherEvents = {
      connected: () => {
        if (this.publisher !== publisher) return;
        this.wait = firstWait;
        this.state.set({ step: "sharing", flowing: true, problem: "" });
      },
      lost: () => this.publisher === publisher && this.again(),
    };
    const publisher = this.config.newPublisher?.(stream, track, events) ?? new Publisher(stream, track, events);
    this.publisher = publisher;
    this.show(!this.state.get().paused);
    this.state.set({ flowing: false });
    try {
      const sdp = await publisher.offer();
      const body = await this.link.request("publish", { session_id: this.config.ticket.session_id, key: this.key, sdp });
      const published = publishedOf(body);
      if (!published) throw new RefusedError("unexpected", "publish was not answered");
      this.key = published.resume_key;
      if (this.publisher === publisher) await publisher.accept(published.sdp);
    } catch (error) {
      if (this.publisher !== publisher) return;
      // A key that is void: the server rings with a new one when this device connects anew.
      if (error instanceof RefusedError && error.code === "bad_key") this.link.renew();
      if (error instanceof RefusedError && error.code === "session_ended") this.finish("");
      else this.again();
    }
  }

  private again() {
    this.publisher?.close();
    this.publisher = null;
    this.state.set({ flowing: false });
    if (!this.stream) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.publish(), this.wait);
    this.wait = Math.min(this.wait * 2, longestWait);
  }

  private show(shown: boolean) {
    this.publisher?.show(shown);
  }

  private stopSharing() {
    clearTimeout(this.timer);
    this.publisher?.close();
    this.publisher = null;
    const { stream } = this;
    this.stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.state.set({ flowing: false });
  }

  private finish(reason: string) {
    this.stopSharing();
    this.link.stop();
    this.state.set({ step: "ended", endReason: this.state.get().endReason || reason, linked: false });
  }

  private failed(error: unknown, step: GuestStep) {
    const code = error instanceof RefusedError ? error.code : "unexpected";
    if (code === "session_ended" || code === "too_late") {
      this.state.set({ problem: code });
      this.finish("");
    } else this.state.set({ step, problem: code });
  }
}

/** Asks the user which screen, window or tab to share. */
function captureScreen(): Promise<MediaStream> {
  return navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
}

/** Whether this browser can share a screen from this page: phones cannot, and pages without TLS may not. */
export const canCapture = (): boolean => 
  typeof navigator.mediaDevices?.getDisplayMedia === "function" && typeof RTCPeerConnection === "function";

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null;
const text = (v: unknown) => (typeof v === "string" ? v : "");
const texts = (v: unknown) => (Array.isArray(v) ? v.filter((x): x is string => typeof x === "string") : []);

/** What the company says of consent and privacy: texts of a few thousand characters, by language. */
function noticeOf(notice: Record<string, unknown>): Schemas["Notice"] {
  const byLanguage = (v: unknown) => (isObject(v) ? Object.fromEntries(words.Language.map((l) => [l, text(v[l]).slice(0, 4_000)])) : {});
  return { consent: byLanguage(notice.consent), privacy: byLanguage(notice.privacy), help_page: text(notice.help_page).slice(0, 1_000) };
}

function ringOf(body: unknown): Schemas["Ring"] | null {
  if (!isObject(body)) return null;
  const technician = isObject(body.technician) ? body.technician : {};
  const ring = {
    session_id: text(body.session_id),
    key: text(body.key),
    technician: { name: text(technician.name), role: words.Role.find((r) => r === technician.role) ?? "technician" },
    company: text(body.company),
    reason: text(body.reason),
    mode: words.Mode.find((m) => m === body.mode) ?? "attended",
    rights: words.Right.filter((r) => texts(body.rights).includes(r)),
    answer_by: text(body.answer_by),
    accepted: body.accepted === true,
    ...(isObject(body.notice) && { notice: noticeOf(body.notice) }),
  };
  return ring.session_id && ring.key ? ring : null;
}

function standingOf(body: unknown): Schemas["SessionState"] | null {
  if (!isObject(body)) return null;
  const state = words.SessionStateName.find((s) => s === body.state);
  const session_id = text(body.session_id);
  if (!state || !session_id) return null;
  return {
    session_id,
    state,
    paused: body.paused === true,
    rights: words.Right.filter((r) => texts(body.rights).includes(r)),
    end_reason: words.EndReason.find((r) => r === body.end_reason),
    watchers: texts(body.watchers),
  };
}

function publishedOf(body: unknown): Schemas["Published"] | null {
  if (!isObject(body)) return null;
  const published = { sdp: text(body.sdp), resume_key: text(body.resume_key) };
  return published.sdp && published.resume_key ? published : null;
}
