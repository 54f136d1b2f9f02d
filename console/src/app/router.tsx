import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { isApiError } from "@/api/error";
import { meQuery, setupStateQuery } from "@/api/queries/me";
import { words } from "@/api/generated/words";
import type { RouterContext } from "./context";
import { NotFoundPage, RouteError, RoutePending } from "./RouteStates";
import { type Trip, tripOf } from "@/parts/trip";
import { oneOf } from "@/ui/closedList";
import { day, ownPath, type RawSearch, text } from "@/ui/search";
import { Shell } from "./Shell";
import { SignedIn } from "./SignedIn";

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: RawSearch): { next?: string; expired?: true } => ({
    next: ownPath(search.next),
    ...(search.expired === true ? { expired: true } : {}),
  }),
  component: lazyRouteComponent(() => import("@/features/signin/SignInPage"), "SignInPage"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/features/signin/WelcomePage"), "WelcomePage"),
});

const link = createRoute({
  getParentRoute: () => root,
  path: "/link",
  component: lazyRouteComponent(() => import("@/features/signin/LinkPage"), "LinkPage"),
});

/** Everything below needs a sign-in; whoever has none comes back to the same address after it. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context: { queryClient }, location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
      await queryClient.ensureQueryData(setupStateQuery);
    } catch (error) {
      if (!isApiError(error, "not_signed_in")) throw error;
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { next: location.href } });
    }
  },
  component: SignedIn,
});

/** The session viewer has the whole window to itself. */
const session = createRoute({
  getParentRoute: () => signedIn,
  path: "/sessions/$sessionId",
  component: lazyRouteComponent(() => import("@/features/sessions/viewer"), "ViewerPage"),
});

const shell = createRoute({ getParentRoute: () => signedIn, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/devices", replace: true });
  },
});

/** The filters of the device list, as they stand in the address. */
const deviceSearch = (search: RawSearch) => ({
  search: text(search.search),
  platform: oneOf(words.Platform, search.platform),
  management: oneOf(words.Management, search.management),
  presence: oneOf(words.Presence, search.presence),
  lifecycle: oneOf(words.Lifecycle, search.lifecycle),
  group: text(search.group, 64),
  in_session: search.in_session === true ? true : undefined,
  available: oneOf(words.Known, search.available),
  mdm: text(search.mdm, 64),
});

const devices = createRoute({
  getParentRoute: () => shell,
  path: "/devices",
  validateSearch: (search: RawSearch): Partial<ReturnType<typeof deviceSearch>> => deviceSearch(search),
  component: lazyRouteComponent(() => import("@/features/devices/DevicesPage"), "DevicesPage"),
});

export const deviceTabs = ["overview", "support", "apps", "history", "audit"] as const;

/** Beside the tab: the start dialog, as it was before a trip to TeamViewer's sign-in. */
const onDevice = (search: RawSearch) => ({
  tab: oneOf(deviceTabs, search.tab),
  start: oneOf(words.Mode, search.start),
  provider: text(search.provider, 40),
  help: text(search.help, 64),
  ...tripOf(search),
});

const device = createRoute({
  getParentRoute: () => shell,
  path: "/devices/$deviceId",
  validateSearch: (search: RawSearch): Partial<ReturnType<typeof onDevice>> => onDevice(search),
  component: lazyRouteComponent(() => import("@/features/devices/DevicePage"), "DevicePage"),
});

const help = createRoute({
  getParentRoute: () => shell,
  path: "/help",
  component: lazyRouteComponent(() => import("@/features/help/HelpPage"), "HelpPage"),
});

const historySearch = (search: RawSearch) => ({
  technician: text(search.technician, 64),
  device: text(search.device, 64),
  open: search.open === true ? true : undefined,
  from: day(search.from),
  to: day(search.to),
});

const history = createRoute({
  getParentRoute: () => shell,
  path: "/history",
  validateSearch: (search: RawSearch): Partial<ReturnType<typeof historySearch>> => historySearch(search),
  component: lazyRouteComponent(() => import("@/features/history/HistoryPage"), "HistoryPage"),
});

const auditSearch = (search: RawSearch) => ({
  action: oneOf(words.AuditAction, search.action),
  actor: text(search.actor, 64),
  device: text(search.device, 64),
  session: text(search.session, 64),
  from: day(search.from),
  to: day(search.to),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  validateSearch: (search: RawSearch): Partial<ReturnType<typeof auditSearch>> => auditSearch(search),
  component: lazyRouteComponent(() => import("@/features/audit/AuditPage"), "AuditPage"),
});

const people = createRoute({
  getParentRoute: () => shell,
  path: "/people",
  component: lazyRouteComponent(() => import("@/features/people/PeoplePage"), "PeoplePage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  validateSearch: (search: RawSearch): Trip => tripOf(search),
  component: lazyRouteComponent(() => import("@/features/account/AccountPage"), "AccountPage"),
});

const admin = createRoute({
  getParentRoute: () => shell,
  path: "/admin",
  component: lazyRouteComponent(() => import("@/features/admin/AdminFrame"), "AdminFrame"),
});

const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/infrastructure/help-at-work", replace: true });
  },
});

const helpAtWorkSections = ["activation", "branding", "sending", "seats", "mdm", "users"] as const;

/** What the server adds to the address when a browser comes back from TeamViewer, and for what it had left. */
const activationSearch = (search: RawSearch) => ({
  activate: oneOf(["attended", "unattended", "builtin"] as const, search.activate),
  reconnect: oneOf(["attended", "unattended"] as const, search.reconnect),
  ...tripOf(search),
});

const helpAtWorkSearch = (search: RawSearch) => ({
  ...activationSearch(search),
  section: oneOf(helpAtWorkSections, search.section),
});

const helpAtWork = createRoute({
  getParentRoute: () => admin,
  path: "/infrastructure/help-at-work",
  validateSearch: (search: RawSearch): Partial<ReturnType<typeof helpAtWorkSearch>> => helpAtWorkSearch(search),
  component: lazyRouteComponent(() => import("@/features/admin/HelpAtWorkPage"), "HelpAtWorkPage"),
});

const removal = createRoute({
  getParentRoute: () => admin,
  path: "/infrastructure/help-at-work/removals/$removalId",
  component: lazyRouteComponent(() => import("@/features/admin/RemovalPage"), "RemovalPage"),
});

const integration = createRoute({
  getParentRoute: () => admin,
  path: "/infrastructure/teamviewer-integration",
  validateSearch: (search: RawSearch): Partial<ReturnType<typeof activationSearch>> => activationSearch(search),
  component: lazyRouteComponent(() => import("@/features/admin/IntegrationPage"), "IntegrationPage"),
});

const apps = createRoute({
  getParentRoute: () => admin,
  path: "/apps",
  component: lazyRouteComponent(() => import("@/features/apps/AppsPage"), "AppsPage"),
});

const appTabs = ["facts", "distribution", "configuration", "devices"] as const;

const app = createRoute({
  getParentRoute: () => admin,
  path: "/apps/$appId",
  validateSearch: (search: RawSearch): { tab?: (typeof appTabs)[number] } => ({ tab: oneOf(appTabs, search.tab) }),
  component: lazyRouteComponent(() => import("@/features/apps/AppPage"), "AppPage"),
});

const administration = admin.addChildren([adminHome, helpAtWork, removal, integration, apps, app]);

const getTeamViewer = createRoute({
  getParentRoute: () => shell,
  path: "/get-teamviewer",
  component: lazyRouteComponent(() => import("@/features/account/GetTeamViewerPage"), "GetTeamViewerPage"),
});

const tree = root.addChildren([
  signIn,
  welcome,
  link,
  signedIn.addChildren([session, shell.addChildren([home, devices, device, help, history, audit, people, account, getTeamViewer, administration])]),
]);

/** The addresses of the console. Without a history it is the browser's own. */
export function newRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    history,
    routeTree: tree,
    context: { queryClient },
    defaultErrorComponent: RouteError,
    defaultPendingComponent: RoutePending,
    defaultNotFoundComponent: NotFoundPage,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

export type AppRouter = ReturnType<typeof newRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
