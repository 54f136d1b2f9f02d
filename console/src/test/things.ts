import type { components } from "@/api/generated/schema";
import type { Device, DeviceApp, DeviceApps, DeviceDetail, DeviceRef, Finding, HelpRequest, Me, Person, Session, SessionWay } from "@/api/schema";

// Things of the API for tests, each whole and each changed by what a test cares about.

export const aPerson = (change: Partial<Person> = {}): Person => ({
  id: "usr_1",
  name: "Mika Sato",
  email: "mika@example.com",
  role: "administrator",
  all_devices: true,
  group_ids: [],
  withheld: [],
  disabled: false,
  has_password: true,
  created_at: "2026-01-01T00:00:00Z",
  ...change,
});

export const aMe = (change: Partial<Me> = {}): Me => ({
  person: aPerson(),
  rights: ["view", "control", "unattended", "start_teamviewer_session", "force_check_in", "administer"],
  ...change,
});

export const aDevice = (change: Partial<Device> = {}): Device => ({
  id: "dev_1",
  name: "PIXEL-1",
  platform: "android",
  management: "android_device_owner",
  lifecycle: "in_use",
  owner: { name: "田中 美咲", kana: "たなか みさき", department: "営業部" },
  maker: "Google",
  model: "Pixel 9",
  simulated: true,
  group_ids: [],
  presence: "online",
  last_seen: "2026-11-22T10:00:00Z",
  enrolled: true,
  created_at: "2026-01-01T00:00:00Z",
  actions: [{ name: "start_remote_control", enabled: true, findings: [] }],
  ...change,
});

export const aDeviceDetail = (change: Partial<DeviceDetail> = {}): DeviceDetail => ({ ...aDevice(), ...change });

export const aDeviceRef = (change: Partial<DeviceRef> = {}): DeviceRef => ({
  id: "dev_1",
  name: "PIXEL-1",
  owner_name: "田中 美咲",
  platform: "android",
  ...change,
});

export const aFinding = (change: Partial<Finding> = {}): Finding => ({ code: "simulated", severity: "info", ...change });

export const aWay = (change: Partial<SessionWay> = {}): SessionWay => {
  const findings = change.findings ?? [];
  return { provider: "builtin", mode: "attended", blocked: findings.some(({ severity }) => severity === "block"), ...change, findings };
};

export const aDeviceApp = (change: Partial<DeviceApp> = {}): DeviceApp => ({
  app: {
    id: "app_qs",
    name: "TeamViewer QuickSupport",
    role: "quicksupport",
    platform: "android",
    provider: "teamviewer",
    package: { value: "com.teamviewer.quicksupport.market", source: "documented" },
    built_in: true,
    version: 1,
  },
  distributed: true,
  fits: true,
  needed_for: ["attended"],
  ...change,
});

export const someDeviceApps = (change: Partial<DeviceApps> = {}): DeviceApps => ({
  apps: [aDeviceApp()],
  feedback: [],
  missing: { allow: [], hide: [], permit: [], allow_screen_capture: false },
  ...change,
});

export const aSession = (change: Partial<Session> = {}): Session => ({
  id: "ses_1",
  version: 1,
  device_id: "dev_1",
  device: aDeviceRef(),
  state: "waiting",
  mode: "attended",
  provider: "builtin",
  technician_id: "usr_1",
  technician_name: "Mika Sato",
  reason: "Mail does not arrive",
  rights: ["view", "control"],
  requested_at: "2026-11-22T10:00:00Z",
  ...change,
});

export const aHelpRequest = (change: Partial<HelpRequest> = {}): HelpRequest => ({
  id: "hlp_1",
  version: 1,
  device_id: "dev_1",
  device: aDeviceRef(),
  state: "open",
  text: "Mail does not arrive",
  asked_at: "2026-11-22T10:00:00Z",
  ...change,
});

export const aProblem = (change: Partial<components["schemas"]["Problem"]> = {}): components["schemas"]["Problem"] => ({
  type: "about:blank",
  title: "Not found",
  status: 404,
  code: "not_found",
  request_id: "req_1",
  ...change,
});
