import enAccount from "./en/account.json";
import enAudit from "./en/audit.json";
import enDevices from "./en/devices.json";
import enFindings from "./en/findings.json";
import enGuide from "./en/guide.json";
import enHelp from "./en/help.json";
import enHelpme from "./en/helpme.json";
import enHistory from "./en/history.json";
import enInvite from "./en/invite.json";
import enJoin from "./en/join.json";
import enOutside from "./en/outside.json";
import enPeople from "./en/people.json";
import enProblems from "./en/problems.json";
import enShare from "./en/share.json";
import enShell from "./en/shell.json";
import enSignin from "./en/signin.json";
import enSim from "./en/sim.json";
import enStart from "./en/start.json";
import enUi from "./en/ui.json";
import enViewer from "./en/viewer.json";
import enWords from "./en/words.json";
import jaAccount from "./ja/account.json";
import jaAudit from "./ja/audit.json";
import jaDevices from "./ja/devices.json";
import jaFindings from "./ja/findings.json";
import jaGuide from "./ja/guide.json";
import jaHelp from "./ja/help.json";
import jaHelpme from "./ja/helpme.json";
import jaHistory from "./ja/history.json";
import jaInvite from "./ja/invite.json";
import jaJoin from "./ja/join.json";
import jaOutside from "./ja/outside.json";
import jaPeople from "./ja/people.json";
import jaProblems from "./ja/problems.json";
import jaShare from "./ja/share.json";
import jaShell from "./ja/shell.json";
import jaSignin from "./ja/signin.json";
import jaSim from "./ja/sim.json";
import jaStart from "./ja/start.json";
import jaUi from "./ja/ui.json";
import jaViewer from "./ja/viewer.json";
import jaWords from "./ja/words.json";

// One file per area and language. A new area is added here twice; the compiler and catalogue.test.ts see to the rest.
export const en = {
  account: enAccount,
  audit: enAudit,
  devices: enDevices,
  findings: enFindings,
  guide: enGuide,
  help: enHelp,
  helpme: enHelpme,
  history: enHistory,
  invite: enInvite,
  join: enJoin,
  outside: enOutside,
  people: enPeople,
  problems: enProblems,
  share: enShare,
  shell: enShell,
  signin: enSignin,
  sim: enSim,
  start: enStart,
  ui: enUi,
  viewer: enViewer,
  words: enWords,
};

/** The same keys as English, each a text. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

export const ja: Words<typeof en> = {
  account: jaAccount,
  audit: jaAudit,
  devices: jaDevices,
  findings: jaFindings,
  guide: jaGuide,
  help: jaHelp,
  helpme: jaHelpme,
  history: jaHistory,
  invite: jaInvite,
  join: jaJoin,
  outside: jaOutside,
  people: jaPeople,
  problems: jaProblems,
  share: jaShare,
  shell: jaShell,
  signin: jaSignin,
  sim: jaSim,
  start: jaStart,
  ui: jaUi,
  viewer: jaViewer,
  words: jaWords,
};
