import { Badge, Drawer, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { helpQuery } from "@/api/queries/help";
import { meQuery, setupStateQuery } from "@/api/queries/me";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { HelpAlerts } from "@/parts/HelpAlerts";
import { LanguageMenu, ThemeMenu } from "@/parts/Preferences";
import { BarMenu } from "@/ui/BarMenu";
import { Brand } from "@/ui/Brand";
import {
  AccountIcon,
  AdminIcon,
  AuditIcon,
  ChevronIcon,
  DevicesIcon,
  HelpIcon,
  HistoryIcon,
  MenuIcon,
  PeopleIcon,
  ScreenIcon,
} from "@/ui/icons";
import { useLiveUpdates } from "./LiveUpdates";
import styles from "./Shell.module.css";
import { useLeave } from "./useLeave";

/** The frame of every page: who is signed in, where one can go, and the page itself. */
export function Shell() {
  const { t } = useTranslation();
  const [opened, menu] = useDisclosure();
  const open = useOpenHelp();
  useTitle(open);
  return (
    <div className={styles.shell}>
      <HelpAlerts />
      <a className={styles.skip} href="#content">
        {t("ui.skip")}
      </a>
      <header className={styles.top}>
        <button type="button" className={styles.burger} onClick={menu.open} aria-label={t("shell.open_menu")} aria-expanded={opened}>
          <MenuIcon size={20} />
        </button>
        <Link to="/devices" className={styles.home} aria-label="Help@Work">
          <Brand />
        </Link>
        <LiveNote />
        <div className={styles.right}>
          <Preferences />
          <WhoMenu />
        </div>
      </header>
      <nav className={styles.nav} aria-label={t("shell.main_menu")}>
        <NavLinks open={open} />
      </nav>
      <Drawer.Root opened={opened} onClose={menu.close} size="16rem" lockScroll={false} data-haw-dialog={opened || undefined}>
        <Drawer.Overlay backgroundOpacity={0.35} />
        <Drawer.Content aria-label={t("shell.main_menu")}>
          <Drawer.Header component="div">
            <Brand />
            <Drawer.CloseButton aria-label={t("ui.close")} />
          </Drawer.Header>
          <Drawer.Body p={0}>
            <nav aria-label={t("shell.main_menu")}>
              <NavLinks open={open} onGo={menu.close} />
            </nav>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <main id="content" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

/** How many help requests nobody has taken. */
function useOpenHelp(): number {
  const { data } = useQuery(helpQuery);
  return data?.items.filter(({ state }) => state === "open" || state === "escalated").length ?? 0;
}

/** The name of the window, with the number of open help requests in front. */
function useTitle(open: number) {
  useEffect(() => {
    document.title = open > 0 ? `(${open}) Help@Work` : "Help@Work";
  }, [open]);
}

function NavLinks({ open, onGo }: { open: number; onGo?: () => void }) {
  const { t } = useTranslation();
  const me = useSuspenseQuery(meQuery).data;
  const demo = useSuspenseQuery(setupStateQuery).data.demo;
  const item = (icon: ReactNode, words: string, extra?: ReactNode) => (
    <>
      {icon}
      <span className={styles.word}>{words}</span>
      {extra}
    </>
  );
  const props = { className: styles.link, onClick: onGo };
  return (
    <ul className={styles.links}>
      <li>
        <Link to="/devices" {...props}>
          {item(<DevicesIcon />, t("shell.devices"))}
        </Link>
      </li>
      <li>
        <Link to="/help" {...props}>
          {item(
            <HelpIcon />,
            t("shell.help"),
            open > 0 && (
              <Badge size="sm" circle={open < 10} variant="filled" color="red" aria-label={t("shell.help_count", { count: open })}>
                {open}
              </Badge>
            ),
          )}
        </Link>
      </li>
      <li>
        <Link to="/history" {...props}>
          {item(<HistoryIcon />, t("shell.history"))}
        </Link>
      </li>
      <li>
        <Link to="/audit" {...props}>
          {item(<AuditIcon />, t("shell.audit"))}
        </Link>
      </li>
      {me.rights.includes("administer") && (
        <li>
          <Link to="/people" {...props}>
            {item(<PeopleIcon />, t("shell.people"))}
          </Link>
        </li>
      )}
      {me.rights.includes("administer") && (
        <li>
          <Link to="/admin" {...props}>
            {item(<AdminIcon />, t("shell.admin"))}
          </Link>
        </li>
      )}
      <li>
        <Link to="/account" {...props}>
          {item(<AccountIcon />, t("shell.account"))}
        </Link>
      </li>
      {demo && (
        <li className={styles.apart}>
          <a href="/sim/" target="_blank" rel="noreferrer" className={styles.link}>
            {item(<ScreenIcon />, t("shell.simulator"))}
          </a>
        </li>
      )}
    </ul>
  );
}

function LiveNote() {
  const { t } = useTranslation();
  const { state } = useLiveUpdates();
  return (
    <span role="status" className={styles.live}>
      {state === "connecting" && <span className={styles.liveText}>{t("ui.reconnecting")}</span>}
    </span>
  );
}

/** Language and theme; the language is kept for the account too. */
function Preferences() {
  const client = useQueryClient();
  const keep = useMutation({
    mutationFn: (language: "en" | "ja") => unwrap(api.PATCH("/api/v1/me", { body: { language } })),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
  return (
    <span className={styles.preferences}>
      <LanguageMenu onChoose={(language) => keep.mutate(language)} />
      <ThemeMenu />
    </span>
  );
}

function WhoMenu() {
  const { t } = useTranslation();
  const word = useWord();
  const { person } = useSuspenseQuery(meQuery).data;
  const { tellSignedOut } = useLiveUpdates();
  const { leave } = useLeave();
  const signOut = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/sign-out")),
    onSuccess: () => {
      tellSignedOut();
      leave();
    },
  });
  return (
    <BarMenu
      name={t("shell.account")}
      buttonName={t("shell.signed_in_as", { name: person.name })}
      button={<span className={styles.who}>{person.name}</span>}
      right={<ChevronIcon size={14} />}
    >
      <Menu.Item component={Link} to="/account">
        <Text size="sm">{person.email}</Text>
        <Text size="xs" c="dimmed">
          {word("Role", person.role)}
        </Text>
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item onClick={() => signOut.mutate()} disabled={signOut.isPending}>
        {t("shell.sign_out")}
      </Menu.Item>
    </BarMenu>
  );
}
