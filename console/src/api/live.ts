import { type Hint, parseHint } from "./hints";

/** Whether hints are arriving: connecting at first and after a loss. */
export type LiveState = "connecting" | "live";

/** What the tabs of one browser say to each other. */
type Message =
  | { type: "hint"; hint: Hint }
  | { type: "reset" }
  | { type: "state"; state: LiveState }
  | { type: "who" }
  | { type: "signed_out" };

/** The part of an EventSource that is used. */
export interface Stream {
  readonly readyState: number;
  addEventListener: (type: "open" | "hint" | "reset" | "error", listener: (event: MessageEvent) => void) => void;
  close: () => void;
}

/** The part of a BroadcastChannel that is used. */
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage: (message: unknown) => void;
  close: () => void;
}

export interface LiveConfig {
  openStream: () => Stream;
  openChannel: () => Channel;
  /** The browser's locks; undefined where pages have none (an insecure address), and then each tab has its own stream. */
  locks: Pick<LockManager, "request"> | undefined;
  onHint: (hint: Hint) => void;
  /** Hints were missed: everything must be asked for again. */
  onReset: () => void;
  onState: (state: LiveState) => void;
  /** Another tab signed out. */
  onSignedOut: () => void;
  /** The stream was refused; the sign-in may be over. */
  onRefused: () => void;
  /** From 0 up to 1; spreads reconnecting browsers. */
  random?: () => number;
}

const lockName = "haw:live";
const closed = 2; // EventSource.CLOSED, which a test has no EventSource to take from
const firstWait = 1_000;
const longestWait = 30_000;

/**
 * Live hints with one event stream per browser: the tab that holds the lock reads the stream and tells the others;
 * when it closes, the next tab in line takes over. Browsers allow few connections to one server, and eight tabs with a
 * stream each would leave none for requests.
 */
export class Live {
  private channel: Channel | null = null;
  private stream: Stream | null = null;
  private stopped = new AbortController();
  private leading = false;
  private state: LiveState = "connecting";
  private wait = firstWait;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly config: LiveConfig) {}

  /** Begins; call once. */
  start() {
    this.channel = this.config.openChannel();
    this.channel.onmessage = (event) => this.hear(event.data);
    const { locks } = this.config;
    if (!locks) {
      this.lead();
      return;
    }
    const { signal } = this.stopped;
    // The lock is held until this tab stops or closes; whoever asked next then gets it.
    locks
      .request(lockName, { signal }, () => {
        if (signal.aborted) return;
        this.lead();
        return new Promise<void>((done) => signal.addEventListener("abort", () => done()));
      })
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    this.say({ type: "who" });
  }

  /** Ends; another tab takes over. */
  stop() {
    this.stopped.abort();
    clearTimeout(this.timer);
    this.stream?.close();
    this.stream = null;
    this.leading = false;
    this.channel?.close();
    this.channel = null;
  }

  /** Tells the other tabs that this browser signed out. */
  tellSignedOut() {
    this.say({ type: "signed_out" });
  }

  private lead() {
    this.leading = true;
    this.connect();
  }

  private connect() {
    const stream = this.config.openStream();
    this.stream = stream;
    let opened = false;
    stream.addEventListener("open", () => {
      this.wait = firstWait;
      this.become("live");
      // The browser repeats its last event id only within one stream. What changed before a new stream opened was
      // told to nobody, so it counts as missed.
      if (!opened) this.reset();
      opened = true;
    });
    stream.addEventListener("hint", (event) => {
      const hint = parseHint(event.data);
      if (!hint) return;
      this.say({ type: "hint", hint });
      this.config.onHint(hint);
    });
    stream.addEventListener("reset", () => this.reset());
    stream.addEventListener("error", () => {
      this.become("connecting");
      // While it is not closed, the browser reconnects by itself.
      if (stream.readyState !== closed) return;
      stream.close();
      this.config.onRefused();
      this.reconnect();
    });
  }

  private reconnect() {
    const random = this.config.random ?? Math.random;
    const wait = this.wait * (0.5 + random() / 2);
    this.wait = Math.min(this.wait * 2, longestWait);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  private reset() {
    this.say({ type: "reset" });
    this.config.onReset();
  }

  private become(state: LiveState) {
    this.state = state;
    this.say({ type: "state", state });
    this.config.onState(state);
  }

  private say(message: Message) {
    this.channel?.postMessage(message);
  }

  private hear(data: unknown) {
    if (!isMessage(data)) return;
    switch (data.type) {
      case "hint":
        return this.config.onHint(data.hint);
      case "reset":
        return this.config.onReset();
      case "state":
        if (!this.leading) this.config.onState(data.state);
        return;
      case "who":
        if (this.leading) this.say({ type: "state", state: this.state });
        return;
      case "signed_out":
        return this.config.onSignedOut();
    }
  }
}

/** Only tabs of our own origin can post, but one of them may run an older version of this page. */
function isMessage(data: unknown): data is Message {
  if (typeof data !== "object" || data === null || !("type" in data)) return false;
  if (data.type === "hint") return "hint" in data && parseHint(JSON.stringify(data.hint)) !== null;
  if (data.type === "state") return "state" in data && (data.state === "live" || data.state === "connecting");
  return data.type === "reset" || data.type === "who" || data.type === "signed_out";
}

/** Live hints of this browser, from the real stream. */
export function browserLive(config: Omit<LiveConfig, "openStream" | "openChannel" | "locks">): Live {
  return new Live({
    ...config,
    openStream: () => new EventSource("/api/v1/events"),
    openChannel: () => new BroadcastChannel("haw:live"),
    locks: navigator.locks,
  });
}
