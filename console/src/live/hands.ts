import type { Place } from "./geometry";
import { type Button, type Input, type InputBody, maxFingers, maxTextBytes, maxWheel, type PointerKind } from "./wire";

/** Where input goes. False means that nothing was sent. */
export interface InputSink {
  control: (message: string) => boolean;
  moves: (message: string) => boolean;
}

export interface HandsConfig {
  sink: InputSink;
  /** Milliseconds, rising. */
  now?: () => number;
}

/** One finger sends at most one move in this many milliseconds, and all fingers together at most 200 in a second. */
const moveEvery = 16;
const moveEveryPerFinger = 5;
/** The server takes 20 texts a second; fast typing is joined to less. */
const textEvery = 60;

/** The keys held at most; the server refuses more. */
const maxKeys = 16;

/**
 * What a technician does to a phone: numbered, in order, at a bounded pace, and never left held down. It knows nothing
 * of the page; PointerInput and KeyboardInput feed it.
 */
export class Hands {
  private seq = 0;
  private epoch = 0;
  private allowed = false;
  private fingers = new Map<number, Place>();
  private keys = new Set<string>();
  private waitingMoves = new Map<number, Place>();
  private wheelSum = { x: 0, y: 0, dx: 0, dy: 0 };
  private typed = "";
  private lastMoves = Number.NEGATIVE_INFINITY;
  private lastWheel = Number.NEGATIVE_INFINITY;
  private lastText = Number.NEGATIVE_INFINITY;
  private moveTimer: ReturnType<typeof setTimeout> | undefined;
  private wheelTimer: ReturnType<typeof setTimeout> | undefined;
  private textTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly sink: InputSink;
  private readonly now: () => number;

  constructor({ sink, now = () => performance.now() }: HandsConfig) {
    this.sink = sink;
    this.now = now;
  }

  /** The geometry of the frames that are shown now. Fingers that are down belong to the old one and are let go. */
  see(epoch: number) {
    if (epoch === this.epoch) return;
    this.releaseAll();
    this.epoch = epoch;
  }

  /** Says whether input may be sent. When the right goes, everything is let go first. */
  allow(allowed: boolean) {
    if (this.allowed && !allowed) this.releaseAll();
    this.allowed = allowed;
  }

  get allowedNow(): boolean {
    return this.allowed;
  }

  /** The link is gone: the server lets go for us, and a new link begins with nothing held. */
  forget() {
    this.stopTimers();
    this.fingers.clear();
    this.keys.clear();
    this.waitingMoves.clear();
    this.typed = "";
    this.wheelSum = { x: 0, y: 0, dx: 0, dy: 0 };
  }

  /** Puts a finger down. False means that it was not taken; its moves and its up are then ignored. */
  down(finger: number, at: Place): boolean {
    if (!this.ready() || finger < 0 || finger >= maxFingers || this.fingers.has(finger)) return false;
    this.fingers.set(finger, at);
    if (this.point("down", finger, at)) return true;
    this.fingers.delete(finger);
    return false;
  }

  move(finger: number, at: Place) {
    if (!this.fingers.has(finger)) return;
    this.fingers.set(finger, at);
    this.waitingMoves.set(finger, at);
    const wait = this.lastMoves + Math.max(moveEvery, moveEveryPerFinger * this.fingers.size) - this.now();
    if (wait <= 0) this.sendMoves();
    else this.moveTimer ??= setTimeout(() => this.sendMoves(), wait);
  }

  up(finger: number, at: Place) {
    this.lift("up", finger, at);
  }

  cancel(finger: number) {
    this.lift("cancel", finger, this.fingers.get(finger) ?? { x: 0, y: 0 });
  }

  /** Scrolls at a place by parts of the frame's size; positive dy moves on in the content. */
  wheel(at: Place, dx: number, dy: number) {
    if (!this.ready()) return;
    this.wheelSum = { ...at, dx: this.wheelSum.dx + dx, dy: this.wheelSum.dy + dy };
    const wait = this.lastWheel + moveEvery - this.now();
    if (wait <= 0) this.sendWheel();
    else this.wheelTimer ??= setTimeout(() => this.sendWheel(), wait);
  }

  button(button: Button): boolean {
    return this.ready() && this.send({ t: "button", button });
  }

  /** Presses or lets go of a key, by its KeyboardEvent.code. A held key repeats by being pressed again. */
  key(code: string, down: boolean, modifiers: Modifiers = {}) {
    if (!this.ready() || !/^[A-Za-z0-9]{1,24}$/.test(code)) return;
    if (down ? !this.keys.has(code) && this.keys.size >= maxKeys : !this.keys.has(code)) return;
    this.sendText(); // what was typed before the key comes before it
    if (down) this.keys.add(code);
    else this.keys.delete(code);
    this.send({ t: "key", code, down, ...modifiers });
  }

  /** Types text that is complete: never a part of what an input method is still composing. */
  type(text: string) {
    if (!this.ready() || text === "") return;
    this.typed += text;
    const wait = this.lastText + textEvery - this.now();
    if (wait <= 0) this.sendText();
    else this.textTimer ??= setTimeout(() => this.sendText(), wait);
  }

  /** Lets go of every finger and key. */
  releaseAll() {
    const held = this.fingers.size > 0 || this.keys.size > 0;
    if (this.allowed) this.sendText();
    this.forget();
    if (held && this.allowed) this.send({ t: "release" });
  }

  private ready() {
    return this.allowed && this.epoch > 0;
  }

  private lift(kind: "up" | "cancel", finger: number, at: Place) {
    if (!this.fingers.has(finger)) return;
    this.sendMoves(); // the last move first: the server drops what is older than the up
    this.fingers.delete(finger);
    this.point(kind, finger, at);
  }

  private sendMoves() {
    clearTimeout(this.moveTimer);
    this.moveTimer = undefined;
    if (this.waitingMoves.size === 0) return;
    this.lastMoves = this.now();
    for (const [finger, at] of this.waitingMoves) this.point("move", finger, at);
    this.waitingMoves.clear();
  }

  private sendWheel() {
    clearTimeout(this.wheelTimer);
    this.wheelTimer = undefined;
    const { x, y, dx, dy } = this.wheelSum;
    this.wheelSum = { x: 0, y: 0, dx: 0, dy: 0 };
    if (dx === 0 && dy === 0) return;
    this.lastWheel = this.now();
    this.send({ t: "wheel", x, y, dx: bounded(dx), dy: bounded(dy) });
  }

  private sendText() {
    clearTimeout(this.textTimer);
    this.textTimer = undefined;
    const text = this.typed;
    this.typed = "";
    if (text === "") return;
    this.lastText = this.now();
    for (const piece of pieces(text)) this.send({ t: "text", text: piece });
  }

  private point(kind: PointerKind, finger: number, at: Place): boolean {
    return this.send({ t: "pointer", kind, finger, x: at.x, y: at.y });
  }

  private send(body: InputBody): boolean {
    this.seq++;
    const input: Input = { ...body, seq: this.seq, epoch: this.epoch };
    const message = JSON.stringify(input);
    return body.t === "pointer" && body.kind === "move" ? this.sink.moves(message) : this.sink.control(message);
  }

  private stopTimers() {
    clearTimeout(this.moveTimer);
    clearTimeout(this.wheelTimer);
    clearTimeout(this.textTimer);
    this.moveTimer = this.wheelTimer = this.textTimer = undefined;
  }
}

export interface Modifiers {
  shift?: boolean;
  ctrl?: boolean;
  alt?: boolean;
  meta?: boolean;
}

const bounded = (v: number) => Math.min(maxWheel, Math.max(-maxWheel, v));

/** Splits text into pieces that one message may carry, never inside a character. */
export function pieces(text: string, maxBytes = maxTextBytes): string[] {
  const encoder = new TextEncoder();
  const whole: string[] = [];
  let piece = "";
  let size = 0;
  for (const character of text) {
    const bytes = encoder.encode(character).length;
    if (size + bytes > maxBytes) {
      whole.push(piece);
      piece = "";
      size = 0;
    }
    piece += character;
    size += bytes;
  }
  if (piece !== "") whole.push(piece);
  return whole;
}
