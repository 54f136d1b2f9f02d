import type { components } from "@/api/generated/schema";
import { words } from "@/api/generated/words";
import { fieldsOf } from "./wire";

type Schemas = components["schemas"];
export type FrameType = Schemas["FrameType"];
type Frame = Schemas["Frame"];

const version = 1;
const maxFrameBytes = 64 * 1024;
const answerWithin = 10_000;
const firstWait = 500;
const longestWait = 10_000;

/** The server refused a request of this device; code is one of the API's. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail || code);
  }
}

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, "send" | "close" | "onmessage" | "onclose">;

export interface DeviceLinkConfig {
  deviceId: string;
  /** What a guest device shows in place of a signature; it is good for one session. */
  token: string;
  open?: () => Socket;
  /** Something the server tells or asks; it is answered at once. */
  onFrame: (type: FrameType, body: unknown) => void;
  /** up: proved and welcomed. down: it comes back by itself. over: the server will not have this device again. */
  onState: (state: "up" | "down" | "over", reason: string) => void;
  /** From 0 up to 1; spreads devices that come back at once. */
  random?: () => number;
}

/** Reasons of the server after which coming back makes no sense. */
const final = new Set(["bad_proof", "bad_version", "replaced", "disconnected"]);

const isFrameType = (v: unknown): v is FrameType => words.FrameType.some((t) => t === v);

/** The WebSocket that a device keeps to the server, for a guest device that proves itself by a token. */
export class DeviceLink {
  private socket: Socket | null = null;
  private up = false;
  private stopped = false;
  private wait = firstWait;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastId = 0;
  private asked = new Map<string, { done: (body: unknown) => void; failed: (error: Error) => void }>();

  constructor(private readonly config: DeviceLinkConfig) {}

  start() {
    const socket = this.config.open?.() ?? new WebSocket(linkAddress());
    this.socket = socket;
    socket.onmessage = (e) => this.read(e.data);
    socket.onclose = (e) => this.closed(socket, e.reason);
  }

  /** Ends for good. */
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.drop();
  }

  /** Makes a new connection: the server then tells again what it wants of this device. */
  renew() {
    if (this.stopped || !this.socket) return;
    const { socket } = this;
    socket.onclose = null;
    this.closed(socket, "");
    socket.close();
  }

  /** Sends a request and gives the body of its answer. */
  request(type: FrameType, body?: unknown): Promise<unknown> {
    const { socket } = this;
    if (!socket || !this.up) return Promise.reject(new RefusedError("network", "no link"));
    const id = String(++this.lastId);
    return new Promise((done, failed) => {
      const late = setTimeout(() => {
        this.asked.delete(id);
        failed(new RefusedError("network", `no answer to ${type}`));
      }, answerWithin);
      this.asked.set(id, {
        done: (answer) => (clearTimeout(late), done(answer)),
        failed: (error) => (clearTimeout(late), failed(error)),
      });
      this.send(socket, { t: type, id, body });
    });
  }

  private send(socket: Socket, frame: Frame) {
    socket.send(JSON.stringify(frame));
  }

  private read(data: unknown) {
    const frame = fieldsOf(data, maxFrameBytes);
    const { socket } = this;
    if (!socket || !frame || !isFrameType(frame.t)) return;
    const id = typeof frame.id === "string" ? frame.id : "";
    switch (frame.t) {
      case "challenge": {
        const body: Schemas["Hello"] = { device_id: this.config.deviceId, version, token: this.config.token };
        this.send(socket, { t: "hello", body });
        return;
      }
      case "welcome":
        this.up = true;
        this.wait = firstWait;
        this.config.onState("up", "");
        return;
      case "ok":
        this.asked.get(id)?.done(frame.body);
        this.asked.delete(id);
        return;
      case "error":
        this.asked.get(id)?.failed(refusalOf(frame.body));
        this.asked.delete(id);
        return;
    }
    if (id) this.send(socket, { t: "ok", id });
    this.config.onFrame(frame.t, frame.body);
  }

  private closed(socket: Socket, reason: string) {
    if (this.stopped || this.socket !== socket) return;
    this.drop();
    if (final.has(reason)) {
      this.stopped = true;
      this.config.onState("over", reason);
      return;
    }
    this.config.onState("down", reason);
    const random = this.config.random ?? Math.random;
    this.timer = setTimeout(() => this.start(), this.wait * (0.5 + random() / 2));
    this.wait = Math.min(this.wait * 2, longestWait);
  }

  private drop() {
    const { socket, asked } = this;
    this.socket = null;
    this.up = false;
    this.asked = new Map();
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    for (const { failed } of asked.values()) failed(new RefusedError("network", "the link was lost"));
  }
}

function linkAddress(): string {
  const address = new URL("/api/v1/link", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

function refusalOf(body: unknown): RefusedError {
  const fields = typeof body === "object" && body !== null ? body : {};
  const code = "code" in fields && typeof fields.code === "string" ? fields.code : "unexpected";
  return new RefusedError(code, "detail" in fields && typeof fields.detail === "string" ? fields.detail : "");
}
