import type { components } from "./generated/schema";

type Schemas = components["schemas"];

// The things of the API by their names in its document; nothing is typed by hand.
export type AuditRecord = Schemas["AuditRecord"];
export type Device = Schemas["Device"];
export type DeviceAction = Schemas["DeviceAction"];
export type DeviceDetail = Schemas["DeviceDetail"];
export type DeviceRef = Schemas["DeviceRef"];
export type Finding = Schemas["Finding"];
export type Group = Schemas["Group"];
export type HelpRequest = Schemas["HelpRequest"];
export type Me = Schemas["Me"];
export type Person = Schemas["Person"];
export type Language = Schemas["Language"];
export type Problem = Schemas["Problem"];
export type Session = Schemas["Session"];
export type SessionSummary = Schemas["SessionSummary"];
export type Token = Schemas["Token"];
export type Role = Schemas["Role"];
export type Right = Schemas["Right"];
export type Mode = Schemas["Mode"];
export type Outcome = Schemas["Outcome"];
export type Presence = Schemas["Presence"];
export type Severity = Schemas["Severity"];
export type AtProvider = Schemas["AtProvider"];
export type Channel = Schemas["Channel"];
export type DeviceApp = Schemas["DeviceApp"];
export type DeviceApps = Schemas["DeviceApps"];
export type MyHelp = Schemas["MyHelp"];
export type MyTeamViewer = Schemas["MyTeamViewer"];
export type PeerMatch = Schemas["PeerMatch"];
export type Reach = Schemas["Reach"];
export type Remedy = Schemas["Remedy"];
export type SessionWay = Schemas["SessionWay"];
