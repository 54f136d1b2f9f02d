// The messages of a session's data channels, as package wire of the server defines them.
import type { components } from "@/api/generated/schema";
import { words } from "@/api/generated/words";

/** Labels of the two data channels. Control is ordered and reliable; moves is unordered and never repeats. */
export const channelControl = "control";
export const channelMoves = "moves";

/** At most this many bytes of UTF-8 stand in one text input. */
export const maxTextBytes = 4096;
export const maxFingers = 10;
/** At most this many screen heights are scrolled by one message. */
export const maxWheel = 10;
const maxMessageBytes = 16 * 1024;

type Schemas = components["schemas"];

export type ScreenKind = Schemas["ScreenKind"];
export type PointerKind = Schemas["PointerKind"];
export type PublisherState = Schemas["Publisher"];
export type Button = NonNullable<Schemas["Input"]["button"]>;
type Fields<T extends Schemas["Input"]["t"], K extends keyof Schemas["Input"] = never> = { t: T } & Required<Pick<Schemas["Input"], K>>;

/** One thing a technician does to the screen, before it is numbered. */
export type InputBody =
  | Fields<"pointer", "kind" | "finger" | "x" | "y">
  | Fields<"wheel", "x" | "y" | "dx" | "dy">
  | (Fields<"key", "code" | "down"> & Pick<Schemas["Input"], "shift" | "ctrl" | "alt" | "meta">)
  | Fields<"text", "text">
  | Fields<"button", "button">
  | Fields<"release">;

/** seq rises with every input, across both channels; epoch is the geometry that the technician saw. */
export type Input = InputBody & Pick<Schemas["Input"], "seq" | "epoch">;

/** The size of the device's frames; epoch rises by one at each change. */
export type Geometry = Omit<Schemas["Geometry"], "t">;

/** The whole state of a session's room, as this technician is told it, with nothing left out. */
export interface RoomState {
  state: Schemas["SessionStateName"];
  paused: boolean;
  endReason: string;
  rights: readonly string[];
  publisher: PublisherState;
  screen: ScreenKind | null;
  geometry: Geometry | null;
  watchers: readonly string[];
}

export type FromServer =
  | { t: "room"; room: RoomState }
  | { t: "geometry"; geometry: Geometry }
  | { t: "heartbeat"; frame: number }
  | { t: "screen"; screen: ScreenKind }
  | { t: "pong"; at: number }
  | { t: "dropped"; reason: string; count: number };

type Unknown = Record<string, unknown>;

const isObject = (v: unknown): v is Unknown => typeof v === "object" && v !== null && !Array.isArray(v);
const text = (v: unknown) => (typeof v === "string" ? v : "");
const number = (v: unknown) => (typeof v === "number" && Number.isFinite(v) ? v : 0);
const texts = (v: unknown) => (Array.isArray(v) ? v.filter((x): x is string => typeof x === "string") : []);

/** One of a closed list, or null. */
const oneOf = <T extends string>(list: readonly T[], v: unknown): T | null => list.find((word) => word === v) ?? null;

function geometryOf(v: unknown): Geometry | null {
  if (!isObject(v)) return null;
  const g = { epoch: number(v.epoch), width: number(v.width), height: number(v.height), rotation: number(v.rotation) };
  return g.epoch >= 1 && g.width >= 1 && g.height >= 1 ? g : null;
}

/** Reads JSON that came from the other side; null for what is too long, no JSON, or no object. */
export function fieldsOf(data: unknown, maxBytes = maxMessageBytes): Unknown | null {
  if (typeof data !== "string" || data.length > maxBytes) return null;
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Reads a message of the server to a technician; null for what is none, or of a kind this console is too old for. */
export function readFromServer(data: unknown): FromServer | null {
  const m = fieldsOf(data);
  if (!m) return null;
  switch (m.t) {
    case "room": {
      const state = oneOf(words.SessionStateName, m.state);
      return state && {
        t: "room",
        room: {
          state,
          paused: m.paused === true,
          endReason: text(m.end_reason),
          rights: texts(m.rights),
          publisher: oneOf(words.Publisher, m.publisher) ?? "none",
          screen: oneOf(words.ScreenKind, m.screen),
          geometry: geometryOf(m.geometry),
          watchers: texts(m.watchers),
        },
      };
    }
    case "geometry": {
      const geometry = geometryOf(m);
      return geometry && { t: "geometry", geometry };
    }
    case "heartbeat":
      return { t: "heartbeat", frame: number(m.frame) };
    case "screen": {
      const screen = oneOf(words.ScreenKind, m.screen);
      return screen && { t: "screen", screen };
    }
    case "pong":
      return { t: "pong", at: number(m.at) };
    case "dropped":
      return { t: "dropped", reason: text(m.reason), count: number(m.count) };
  }
  return null;
}
