import type { Finding, Mode, Remedy, SessionWay } from "@/api/schema";

/** An open session is no block: it can be joined or closed. */
export const stops = ({ severity, code }: Finding) => severity === "block" && code !== "device_busy";

/** Whether a way can ever be had with this device; what never can is not shown. */
export const isOffered = ({ findings }: SessionWay) => !findings.some((finding) => stops(finding) && finding.never);

/** Remedies that somebody in front of this console can set about, so that choosing a blocked way makes sense. */
const withinReach: ReadonlySet<Remedy> = new Set([
  "activate",
  "raise_tier",
  "distribute",
  "retry_install",
  "convert_app",
  "check_in",
  "allow_apps",
  "allow_capture",
  "confirm_match",
  "activate_host",
  "set_seats",
  "connect_teamviewer",
  "map_keys",
]);

/** Whether a way can be chosen: nothing blocks it, or each block can be set about. */
export const canChoose = ({ findings }: Pick<SessionWay, "findings">) =>
  findings.filter(stops).every(({ remedy }) => remedy !== undefined && withinReach.has(remedy));

/** The modes that there are ways in. */
export const modesOf = (ways: readonly SessionWay[]): Mode[] => [...new Set(ways.map(({ mode }) => mode))];

/** The way in a mode by a provider; without one, the first that nothing blocks, else the first. */
export function chosenWay(ways: readonly SessionWay[], mode: Mode, provider?: string): SessionWay | undefined {
  const inMode = ways.filter((way) => way.mode === mode);
  return (
    inMode.find((way) => way.provider === provider) ?? inMode.find(({ findings }) => !findings.some(stops)) ?? inMode.find(canChoose) ?? inMode[0]
  );
}
