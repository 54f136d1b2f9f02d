import { sameShape } from "./geometry";
import { Hands } from "./hands";
import { FrameCounter } from "./frame-counter";
import { linkQuality, packetsOf } from "./quality";
import { Peer, type PeerEvents } from "./peer";
import { Store } from "./store";
import { type Facts, firstState, phaseOf, type Stats, type ViewState } from "./view-state";
import { type Geometry, readFromServer, type RoomState } from "./wire";

/** What a viewer asks of the server. Failures carry a `code` of the API, or "network" when no answer came. */
export interface SessionApi {
  view: (key: string, offer: string) => Promise<{ sdp: string; resumeKey: string }>;
  /** A new key: to join, or to come back when the old one is void. */
  grant: () => Promise<string>;
  /** Where the session stands, when its room cannot say. */
  standing: () => Promise<{ state: RoomState["state"]; endReason: string }>;
}

/** Where the key of a session is kept for this tab. */
export interface KeyBox {
  get: () => string | null;
  put: (key: string) => void;
  drop: () => void;
}

export interface SessionConfig {
  api: SessionApi;
  key: KeyBox;
  newPeer?: () => Pick<Peer, "offer" | "accept" | "sendControl" | "sendMove" | "stats" | "close">;
  /** Milliseconds, rising. */
  now?: () => number;
}

/** The link counts as lost after this many milliseconds without a word. */
const silentAfter = 3_000;
/** A connection that is not up after this many milliseconds has no way through the network. */
const pathWithin = 8_000;
const pingEvery = 1_000;
const tickEvery = 250;
const statsEvery = 2_000;
const firstWait = 200;
const longestWait = 5_000;
/** A change of the frame's shape is believed without a matching frame after this many milliseconds. */
const shapeWithin = 1_500;

type Link = ReturnType<NonNullable<SessionConfig["newPeer"]>>;

/** What a failed request says: its code, or "network". */
const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "unexpected";

/** Failures that trying again cannot mend. */
const final = new Set(["not_found", "forbidden", "not_signed_in"]);

/**
 * A technician's view of one session. There is one way back from everything (a lost network, a sleeping laptop, a
 * server that was killed): a new connection with the key of the last one, until the session has ended.
 */
export class ViewerSession {
  readonly state = new Store<ViewState>(firstState);
  readonly stats = new Store<Stats>({ latency: null, fps: null, quality: null });
  readonly hands: Hands;

  private readonly now: () => number;
  private readonly newPeer: () => Link;
  private readonly frames: FrameCounter;
  private running = false;
  private attempt = 0;
  private link: Link | null = null;
  private linked = false;
  private wasLinked = false;
  private room: RoomState | null = null;
  private ended = false;
  private refused = false;
  private pathless = false;
  private framed = false;
  private heardAt = 0;
  private beatAt = 0;
  private tickedAt = 0;
  private wait = firstWait;
  private nextGeometry: Geometry | null = null;
  private packets = { received: 0, lost: 0 };
  private loss = 0;
  private timers: ReturnType<typeof setInterval>[] = [];
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pathTimer: ReturnType<typeof setTimeout> | undefined;
  private shapeTimer: ReturnType<typeof setTimeout> | undefined;
  private video: HTMLVideoElement | null = null;
  private still: HTMLCanvasElement | null = null;
  private detachVideo = () => {};

  constructor(private readonly config: SessionConfig) {
    this.now = config.now ?? (() => performance.now());
    this.newPeer = config.newPeer ?? (() => new Peer());
    this.hands = new Hands({
      now: this.now,
      sink: {
        control: (m) => this.link?.sendControl(m) ?? false,
        moves: (m) => this.link?.sendMove(m) ?? false,
      },
    });
    this.frames = new FrameCounter(this.now);
  }

  /** Begins. */
  start() {
    if (this.running) return;
    this.running = true;
    this.tickedAt = this.now();
    this.timers = [
      setInterval(() => this.tick(), tickEvery),
      setInterval(() => this.ping(), pingEvery),
      setInterval(() => void this.measure(), statsEvery),
    ];
    window.addEventListener("online", this.hurry);
    void this.connect();
  }

  /** Ends for this tab; the session itself goes on. */
  stop() {
    if (!this.running) return;
    this.running = false;
    this.hands.releaseAll();
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.shapeTimer);
    window.removeEventListener("online", this.hurry);
    this.unlink();
    this.attach(null);
  }

  /** Shows the picture in a video element, and in a canvas the last frame of a lost connection; null takes both away. */
  attach(video: HTMLVideoElement | null, still: HTMLCanvasElement | null = null) {
    if (video === this.video) return;
    this.detachVideo();
    this.video = video;
    this.still = still;
    if (!video) return;
    const resized = () => this.adoptGeometry(false);
    const stopCounting = this.frames.watch(video, () => {
      this.framed = true;
      this.refresh();
    });
    video.addEventListener("resize", resized);
    this.detachVideo = () => {
      stopCounting();
      video.removeEventListener("resize", resized);
      video.srcObject = null;
      this.detachVideo = () => {};
    };
    this.show(this.state.get().stream);
  }

  /** Asks the device for a whole picture. */
  askKeyFrame() {
    this.link?.sendControl(JSON.stringify({ t: "keyframe" }));
  }

  /** The session was seen to have ended by other means, such as the answer to our own End. */
  sawEnd(reason: string) {
    this.finish(reason);
  }

  private connect = async () => {
    if (!this.running || this.ended || this.refused) return;
    const attempt = ++this.attempt;
    const current = () => this.running && this.attempt === attempt;
    let link: Link;
    try {
      link = this.newPeer();
    } catch {
      this.refuse("no_webrtc"); // switched off by a policy of the company, or by an extension
      return;
    }
    this.link = link;
    try {
      const offer = await link.offer(this.eventsOf(attempt));
      const { sdp, resumeKey } = await this.admit(offer, current);
      if (!current()) return;
      this.config.key.put(resumeKey);
      this.state.set({ serverAway: false });
      this.pathTimer = setTimeout(() => current() && this.noPath(), pathWithin);
      await link.accept(sdp);
    } catch (error) {
      if (current()) await this.failedRequest(codeOf(error), current);
    }
  };

  /** Redeems the key that this tab has; one that is void is replaced by a new grant, once. */
  private async admit(offer: string, current: () => boolean) {
    const { api, key } = this.config;
    const held = key.get();
    if (held) {
      try {
        return await api.view(held, offer);
      } catch (error) {
        if (codeOf(error) !== "bad_key") throw error;
        key.drop();
      }
    }
    const grant = await api.grant();
    if (current()) key.put(grant); // a failing view leaves it for the next attempt
    return api.view(grant, offer);
  }

  private async failedRequest(code: string, current: () => boolean) {
    if (code === "session_ended") return this.learnEnd();
    if (final.has(code)) return this.refuse(code);
    this.state.set({ serverAway: code === "network" });
    this.pathless = false;
    this.retry();
    this.refresh();
    // The room may be gone because the session is: only the server knows.
    if (code !== "network") await this.checkStanding(current);
  }

  private refuse(code: string) {
    this.refused = true;
    this.unlink();
    this.state.set({ refusal: code });
    this.refresh();
  }

  private async checkStanding(current: () => boolean) {
    try {
      const { state, endReason } = await this.config.api.standing();
      if (current() && state === "ended") this.finish(endReason);
    } catch {
      // the next attempt says why
    }
  }

  private async learnEnd() {
    const reason = await this.config.api.standing().then(({ endReason }) => endReason, () => "");
    if (this.running) this.finish(reason);
  }

  private eventsOf(attempt: number): PeerEvents {
    const current = () => this.running && this.attempt === attempt;
    return {
      opened: () => {
        if (!current()) return;
        clearTimeout(this.pathTimer);
        this.linked = this.wasLinked = true;
        this.pathless = false;
        this.wait = firstWait;
        this.heardAt = this.beatAt = this.now();
        this.ping();
        this.refresh();
      },
      message: (data) => current() && this.hear(data),
      track: (stream) => {
        if (!current()) return;
        this.state.set({ stream });
        this.show(stream);
      },
      failed: () => {
        if (!current()) return;
        if (this.linked) this.lost();
        else this.noPath();
      },
    };
  }

  private hear(data: unknown) {
    this.heardAt = this.now();
    const message = readFromServer(data);
    if (!message) return;
    switch (message.t) {
      case "room":
        if (restarts(this.room, message.room)) this.beatAt = this.now();
        this.room = message.room;
        if (message.room.geometry) this.takeGeometry(message.room.geometry);
        if (message.room.screen) this.state.set({ screen: message.room.screen });
        if (message.room.state === "ended") this.finish(message.room.endReason);
        break;
      case "geometry":
        this.takeGeometry(message.geometry);
        break;
      case "heartbeat":
        this.beatAt = this.now();
        break;
      case "screen":
        this.state.set({ screen: message.screen });
        break;
      case "pong":
        this.stats.set({ latency: Math.max(0, this.now() - message.at) });
        break;
      case "dropped": {
        const { count } = this.state.get().dropped;
        this.state.set({ dropped: { reason: message.reason, count: count + message.count } });
      }
    }
    this.refresh();
  }

  /** The shape of the coming frames. Input goes by it only when such a frame is shown: before, it would hit another place. */
  private takeGeometry(geometry: Geometry) {
    const shown = this.state.get().geometry;
    if (geometry.epoch === shown?.epoch || geometry.epoch === this.nextGeometry?.epoch) return;
    this.nextGeometry = geometry;
    clearTimeout(this.shapeTimer);
    this.shapeTimer = setTimeout(() => this.adoptGeometry(true), shapeWithin);
    this.adoptGeometry(shown === null || sameShape(shown, geometry));
  }

  private adoptGeometry(anyway: boolean) {
    const next = this.nextGeometry;
    const frame = { width: this.video?.videoWidth ?? 0, height: this.video?.videoHeight ?? 0 };
    if (!next || (!anyway && !sameShape(frame, next))) return;
    clearTimeout(this.shapeTimer);
    this.nextGeometry = null;
    this.hands.see(next.epoch);
    this.state.set({ geometry: next });
  }

  private show(stream: MediaStream | null) {
    if (!this.video || this.video.srcObject === stream) return;
    this.framed = false;
    this.video.srcObject = stream;
    if (stream) this.video.play().catch(() => {}); // refused only without muted; the page has it
  }

  private tick() {
    const now = this.now();
    // A page in the background or a laptop that slept ticks late; what came meanwhile has not been read yet.
    const late = now - this.tickedAt - tickEvery;
    this.tickedAt = now;
    if (late > 1_000) {
      this.heardAt += Math.min(late, silentAfter);
      this.beatAt += Math.min(late, silentAfter);
    }
    this.stats.set({ fps: this.linked && this.framed ? this.frames.perSecond() : null });
    if (this.linked && now - this.heardAt >= silentAfter) this.lost();
    else this.refresh();
  }

  private ping() {
    if (this.linked) this.link?.sendControl(JSON.stringify({ t: "ping", at: this.now() }));
  }

  private async measure() {
    const { link, linked } = this;
    if (!link || !linked) return;
    const packets = packetsOf(await link.stats().catch(() => null));
    if (!packets || this.link !== link) return;
    const lost = packets.lost - this.packets.lost;
    const all = packets.received - this.packets.received + lost;
    this.packets = packets;
    this.loss = all > 0 ? Math.max(0, lost / all) : 0;
    this.stats.set({ quality: linkQuality(this.stats.get().latency, this.loss) });
  }

  private lost() {
    this.unlink();
    this.retry();
    this.refresh();
  }

  private noPath() {
    this.pathless = true;
    this.lost();
  }

  private retry() {
    this.unlink();
    if (!this.running || this.ended || this.refused) return;
    this.retryTimer = setTimeout(this.connect, this.wait);
    this.wait = Math.min(this.wait * 1.6, longestWait);
  }

  /** The network came back: no need to wait. */
  private hurry = () => {
    if (this.retryTimer === undefined) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    this.wait = firstWait;
    void this.connect();
  };

  private unlink() {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    clearTimeout(this.pathTimer);
    this.attempt++;
    this.keepStill();
    this.link?.close();
    this.link = null;
    this.linked = false;
    this.framed = false;
    this.packets = { received: 0, lost: 0 };
    this.hands.forget();
    this.stats.set({ latency: null, fps: null, quality: null });
  }

  /** Keeps the last frame: with its connection a video turns black. */
  private keepStill() {
    const { still, video } = this;
    if (!still || !video || !this.framed || video.videoWidth === 0) return;
    still.width = video.videoWidth;
    still.height = video.videoHeight;
    still.getContext("2d")?.drawImage(video, 0, 0);
  }

  /** Nothing of a screen stays in the page, not even under a cover, once it is not shared any more. */
  private forgetPicture() {
    this.show(null);
    if (this.still) this.still.width = this.still.height = 0;
    this.state.set({ stream: null });
  }

  private finish(reason: string) {
    if (this.ended) return;
    this.ended = true;
    this.config.key.drop();
    this.unlink();
    this.forgetPicture();
    this.state.set({ endReason: reason, serverAway: false });
    this.refresh();
  }

  private refresh() {
    const { room, linked, pathless, refused, ended, framed } = this;
    const facts: Facts = { room, linked, pathless, refused, ended, framed, silence: this.heardAt - this.beatAt };
    const phase = phaseOf(facts);
    const rights = room?.rights ?? [];
    this.state.set({
      phase,
      again: this.wasLinked && !linked,
      seen: this.state.get().seen || phase === "live",
      rights: same(rights, this.state.get().rights) ? this.state.get().rights : rights,
      watchers: same(room?.watchers ?? [], this.state.get().watchers) ? this.state.get().watchers : (room?.watchers ?? []),
      sessionState: ended ? "ended" : (room?.state ?? null),
    });
    this.hands.allow(phase === "live" && rights.includes("control"));
  }
}

/** True when the device's heartbeat is due anew: it may have had no reason to beat before. */
const restarts = (old: RoomState | null, next: RoomState) =>
  old?.state !== next.state || old.paused !== next.paused || old.publisher !== next.publisher;

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((v, i) => v === b[i]);
