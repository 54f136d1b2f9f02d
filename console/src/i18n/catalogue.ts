import enAccount from "./en/account.json";
import enAdmin from "./en/admin.json";
import enApps from "./en/apps.json";
import enAudit from "./en/audit.json";
import enBranding from "./en/branding.json";
import enDevices from "./en/devices.json";
import enFindings from "./en/findings.json";
import enGuide from "./en/guide.json";
import enHelp from "./en/help.json";
import enHelpme from "./en/helpme.json";
import enHistory from "./en/history.json";
import enInvite from "./en/invite.json";
import enMdm from "./en/mdm.json";
import enJoin from "./en/join.json";
import enOutside from "./en/outside.json";
import enPeople from "./en/people.json";
import enProblems from "./en/problems.json";
import enSeats from "./en/seats.json";
import enSending from "./en/sending.json";
import enShare from "./en/share.json";
import enShell from "./en/shell.json";
import enSignin from "./en/signin.json";
import enSim from "./en/sim.json";
import enStart from "./en/start.json";
import enTrip from "./en/trip.json";
import enUi from "./en/ui.json";
import enUsers from "./en/users.json";
import enViewer from "./en/viewer.json";
import enWords from "./en/words.json";
import jaAccount from "./ja/account.json";
import jaAdmin from "./ja/admin.json";
import jaApps from "./ja/apps.json";
import jaAudit from "./ja/audit.json";
import jaBranding from "./ja/branding.json";
import jaDevices from "./ja/devices.json";
import jaFindings from "./ja/findings.json";
import jaGuide from "./ja/guide.json";
import jaHelp from "./ja/help.json";
import jaHelpme from "./ja/helpme.json";
import jaHistory from "./ja/history.json";
import jaInvite from "./ja/invite.json";
import jaMdm from "./ja/mdm.json";
import jaJoin from "./ja/join.json";
import jaOutside from "./ja/outside.json";
import jaPeople from "./ja/people.json";
import jaProblems from "./ja/problems.json";
import jaSeats from "./ja/seats.json";
import jaSending from "./ja/sending.json";
import jaShare from "./ja/share.json";
import jaShell from "./ja/shell.json";
import jaSignin from "./ja/signin.json";
import jaSim from "./ja/sim.json";
import jaStart from "./ja/start.json";
import jaTrip from "./ja/trip.json";
import jaUi from "./ja/ui.json";
import jaUsers from "./ja/users.json";
import jaViewer from "./ja/viewer.json";
import jaWords from "./ja/words.json";

// One file per area and language. A new area is added here twice; the compiler and catalogue.test.ts see to the rest.
export const en = {
  account: enAccount,
  admin: enAdmin,
  apps: enApps,
  audit: enAudit,
  branding: enBranding,
  devices: enDevices,
  findings: enFindings,
  guide: enGuide,
  help: enHelp,
  helpme: enHelpme,
  history: enHistory,
  invite: enInvite,
  mdm: enMdm,
  join: enJoin,
  outside: enOutside,
  people: enPeople,
  problems: enProblems,
  seats: enSeats,
  sending: enSending,
  share: enShare,
  shell: enShell,
  signin: enSignin,
  sim: enSim,
  start: enStart,
  trip: enTrip,
  ui: enUi,
  users: enUsers,
  viewer: enViewer,
  words: enWords,
};

/** The same keys as English, each a text. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

export const ja: Words<typeof en> = {
  account: jaAccount,
  admin: jaAdmin,
  apps: jaApps,
  audit: jaAudit,
  branding: jaBranding,
  devices: jaDevices,
  findings: jaFindings,
  guide: jaGuide,
  help: jaHelp,
  helpme: jaHelpme,
  history: jaHistory,
  invite: jaInvite,
  mdm: jaMdm,
  join: jaJoin,
  outside: jaOutside,
  people: jaPeople,
  problems: jaProblems,
  seats: jaSeats,
  sending: jaSending,
  share: jaShare,
  shell: jaShell,
  signin: jaSignin,
  sim: jaSim,
  start: jaStart,
  trip: jaTrip,
  ui: jaUi,
  users: jaUsers,
  viewer: jaViewer,
  words: jaWords,
};
