import type { ReactNode } from "react";

/** A line drawing of 24 by 24 in the color of the text around it; never read aloud. */
export function Icon({ size = 18, children }: { size?: number; children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export type Size = { size?: number };

export const DevicesIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="4" y="3" width="10" height="18" rx="2" />
    <path d="M8 18h2M17 8h2a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-2" />
  </Icon>
);
export const HelpIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="9" />
    <path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17h.01" />
  </Icon>
);
export const HistoryIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.8" />
  </Icon>
);
export const AuditIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M7 3h7l4 4v12a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM9 11h6M9 15h6M14 3v4h4" />
  </Icon>
);
export const PeopleIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="9" cy="8" r="3.2" />
    <path d="M3 20c.4-3.4 2.8-5.4 6-5.4s5.6 2 6 5.4M16 5.2a3 3 0 0 1 0 5.7M18 14.8c1.8.700 2.8 2.5 3 5.2" />
  </Icon>
);
export const AccountIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="8" r="3.5" />
    <path d="M5 20c.5-3.6 3.3-5.5 7-5.5s6.5 1.9 7 5.5" />
  </Icon>
);
export const SearchIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="11" cy="11" r="6.5" />
    <path d="M16 16l4.5 4.5" />
  </Icon>
);
export const MenuIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 7h16M4 12h16M4 17h16" />
  </Icon>
);
export const MoreIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="5" cy="12" r="1.2" fill="currentColor" />
    <circle cx="12" cy="12" r="1.2" fill="currentColor" />
    <circle cx="19" cy="12" r="1.2" fill="currentColor" />
  </Icon>
);
export const ChevronIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M6 9.5l6 6 6-6" />
  </Icon>
);
export const PlusIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);
export const CopyIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3" />
  </Icon>
);
export const CheckIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
);
export const BlockIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M6.5 6.5l11 11" />
  </Icon>
);
export const WarnIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M12 4l9 16H3L12 4zM12 10v4.5M12 17.3h.01" />
  </Icon>
);
export const InfoIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5M12 8h.01" />
  </Icon>
);
export const SunIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.4 1.4M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4" />
  </Icon>
);
export const MoonIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z" />
  </Icon>
);
export const GlobeIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c2.5 2.5 3.5 5.3 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.3-3.5-8.5s1-6 3.5-8.5z" />
  </Icon>
);
export const ScreenIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="3" y="4" width="18" height="12" rx="2" />
    <path d="M9 20h6M12 16v4" />
  </Icon>
);
export const PlayIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M8 5.5v13l11-6.5z" />
  </Icon>
);
export const CloseIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);
export const AdminIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </Icon>
);
