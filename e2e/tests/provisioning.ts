import type { APIRequestContext } from "@playwright/test";
import { expect } from "./stage";

// What the story in English does by clicks, done over the API for those that need it as their beginning.

type Mode = "attended" | "unattended";

/** Script tokens that the stand-in knows from the start: of the company, and of one of its people. */
const companyToken = "5001-standInCompanyToken1";
const userToken = "100001-standInUserToken01";

export const apps = {
  quickSupport: "app_quicksupport_android",
  quickSupportIOS: "app_quicksupport_ios",
  host: "app_host_android",
  addOn: "app_addon_universal",
} as const;

async function ask(call: APIRequestContext, method: "get" | "post" | "put", path: string, data?: object) {
  const answer = await call[method](`/api/v1${path}`, data ? { data } : {});
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return answer.status() === 204 ? {} : answer.json();
}

/** Activates a mode with the company's script token. */
export async function activate(call: APIRequestContext, mode: Mode): Promise<void> {
  const way = { provider: "teamviewer", mode };
  await ask(call, "put", "/help-at-work/accounts/script-token", { ...way, token: companyToken });
  const { version } = await ask(call, "get", "/help-at-work/agreement");
  await ask(call, "post", "/help-at-work/activations", { ...way, agreement_version: version });
}

/** Connects the caller's own account at TeamViewer. */
export const connectMe = (call: APIRequestContext) => ask(call, "put", "/me/teamviewer/script-token", { token: userToken });

/** Says which key of QuickSupport and Host takes which of our values. */
export async function mapKeys(call: APIRequestContext): Promise<void> {
  const session = [{ name: "sim_session_id", type: "string", value: "{{session_id}}", session: true }];
  const host = [
    { name: "sim_assignment_id", type: "string", value: "{{assignment}}" },
    { name: "sim_device_reference", type: "string", value: "{{device_ref}}" },
  ];
  for (const [app, keys] of [[apps.quickSupport, session], [apps.quickSupportIOS, session], [apps.host, host]] as const) {
    const { version } = await ask(call, "get", `/support-apps/${app}/keys`);
    await ask(call, "put", `/support-apps/${app}/keys`, { version, source: "by_hand", schema: [], keys });
  }
}

export const setSeats = (call: APIRequestContext, total: number) => ask(call, "put", "/seats", { total });

/** Sends an app to some devices. */
export async function distribute(call: APIRequestContext, app: string, deviceIds: string[], autoLaunch = false): Promise<void> {
  const { version } = await ask(call, "get", `/support-apps/${app}/distribution`);
  await ask(call, "put", `/support-apps/${app}/distribution`, {
    version, to: "custom", install: "required", auto_launch: autoLaunch, device_ids: deviceIds, excluded: [],
  });
}

/** Begins the removal of an activation, and returns the id of the removal. */
export async function remove(call: APIRequestContext, mode: Mode): Promise<string> {
  const { id }: { id: string } = await ask(call, "post", "/help-at-work/removals", { provider: "teamviewer", mode });
  return id;
}

/** Starts a session in TeamViewer, as soon as nothing stands in its way, and returns its id. */
export async function start(call: APIRequestContext, deviceId: string, mode: Mode, reason: string): Promise<string> {
  let id = "";
  await expect
    .poll(async () => {
      const answer = await call.post(`/api/v1/devices/${deviceId}/sessions`, { data: { provider: "teamviewer", mode, reason } });
      if (answer.ok()) id = ((await answer.json()) as { session: { id: string } }).session.id;
      return id === "" ? answer.text() : "started";
    })
    .toBe("started");
  return id;
}
