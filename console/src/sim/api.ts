import type { components } from "@/api/generated/schema";
import { ApiError, errorOf } from "@/api/error";
import type { ScreenKind } from "@/live/wire";

type Schemas = components["schemas"];

// The simulated fleet has routes of its own beside the API; they are no part of its document.

/** A simulated device in the list. */
export interface SimDevice {
  id: string;
  name: string;
  model: string;
  owner: string;
  online: boolean;
  platform: Schemas["Platform"];
}

/** What the page of a simulated device shows beside its picture. */
export interface SimState {
  ring?: Omit<Schemas["Ring"], "key" | "accepted">;
  session?: Schemas["SessionState"];
  help?: Schemas["HelpState"];
  /** What the help desk says of itself, also without a request. */
  desk?: Schemas["Desk"];
  screen: { w: number; h: number; epoch: number; kind: ScreenKind };
  /** Percent. */
  battery: number;
  charging?: boolean;
  auto_answer: boolean;
  /** off: the device has no agent that runs. */
  link: "online" | "offline" | "off";
  /** What is on the phone beside its screen. */
  handset?: Handset;
}

/** Support apps, and what they and the MDM ask the user. */
export interface Handset {
  mdm: "on" | "off" | "none";
  asks?: Ask[];
  /** Messages of the MDM, the newest last. */
  inbox?: string[];
  apps?: SupportApp[];
  catalog?: { package: string; name: string }[];
  /** There is no room for another app. */
  full?: boolean;
}

export interface Ask {
  id: string;
  kind: "install" | "sign_in" | "convert" | "terms" | "share" | "activate" | "session";
  app: string;
  package: string;
  who?: string;
}

export interface SupportApp {
  package: string;
  name: string;
  version?: string;
  state: "absent" | "prompting" | "installing" | "installed" | "failed";
  managed: boolean;
  front: boolean;
  allowed: boolean;
  service?: "on" | "off";
  session?: "idle" | "waiting" | "asked" | "connected" | "ended";
  supporter?: string;
  /** The TeamViewer ID of Host. */
  number?: string;
  note?: "no_such_session" | "expired" | "unreachable" | "not_activated" | "not_assigned" | "capture_disabled";
}

export type SimAction =
  | "help"
  | "cancel_help"
  | "accept"
  | "decline"
  | "pause"
  | "resume"
  | "take_back"
  | "give_control"
  | "end"
  | "lock"
  | "unlock"
  | "open_app"
  | "agree"
  | "refuse"
  | "open"
  | "close"
  | "fetch"
  | "remove"
  | "service"
  | "free_up"
  | "check_in"
  | "reboot"
  | "power_off"
  | "power_on";

export const simPath = (id: string) => `/sim/devices/${encodeURIComponent(id)}`;

async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError("network", 0, cause instanceof Error ? cause.message : String(cause));
  }
  if (!response.ok) throw errorOf(response, await response.json().catch(() => null));
  return response;
}

const post = (path: string, body: object | string) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

export async function simDevices(signal: AbortSignal): Promise<SimDevice[]> {
  return (await ask("/sim/devices", { signal, headers: { Accept: "application/json" } })).json();
}

export const act = (id: string, action: SimAction, text = "") => post(`${simPath(id)}/user`, { action, text });

export const setAutoAnswer = (on: boolean) => post("/sim/auto", { on });

/** Sends one wire.Input, as JSON. */
export const sendInput = (id: string, input: string) => post(`${simPath(id)}/input`, input);

/** The screen once it is another than the frame that the page has; null when it did not change for some seconds. */
export async function screenAfter(id: string, frame: string, signal: AbortSignal): Promise<{ frame: string; picture: Blob } | null> {
  const response = await ask(`${simPath(id)}/screen.png?after=${encodeURIComponent(frame)}`, { signal });
  if (response.status === 204) return null;
  return { frame: response.headers.get("X-Frame") ?? "", picture: await response.blob() };
}
