import { Icon as Drawing, type Size } from "@/ui/icons";

const Icon = ({ size = 20, ...rest }: Parameters<typeof Drawing>[0]) => <Drawing size={size} {...rest} />;

export const BackIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M16 5L7 12l9 7z" />
  </Icon>
);
export const ArrowLeftIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M19 12H5M11 6l-6 6 6 6" />
  </Icon>
);
export const HomeIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="7" />
  </Icon>
);
export const RecentsIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="6" y="6" width="12" height="12" rx="1.5" />
  </Icon>
);
export const RotateIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="9" y="8" width="6" height="10" rx="1.2" />
    <path d="M4.500 16.500a9 9 0 0 1 2-11L9 3.500M9 3.500H5.500M9 3.500V7M19.500 9.500a9 9 0 0 1-2 10L15 21.500M15 21.500h3.500M15 21.500V18" />
  </Icon>
);
export const VolumeDownIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 10v4h3.500l4.500 4V6l-4.500 4zM16 12h5" />
  </Icon>
);
export const VolumeUpIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 10v4h3.500l4.500 4V6l-4.500 4zM16 12h5M18.500 9.500v5" />
  </Icon>
);
export const PowerIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M12 4v8M7.500 6.500a7 7 0 1 0 9 0" />
  </Icon>
);
export const KeyboardIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="3" y="6" width="18" height="12" rx="2" />
    <path d="M7 10h.01M11 10h.01M15 10h.01M17.500 10h.01M8 14h8" />
  </Icon>
);
export const TextIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 5h16v11H9l-4 4v-4H4zM8 9h8M8 12h5" />
  </Icon>
);
export const FitIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="3" y="5" width="18" height="14" rx="1.500" />
    <path d="M7 12h10M9 10l-2 2 2 2M15 10l2 2-2 2" />
  </Icon>
);
export const FullscreenIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
  </Icon>
);
export const CameraIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M4 8h3l2-2.500h6L17 8h3v11H4z" />
    <circle cx="12" cy="13" r="3.200" />
  </Icon>
);
export const EyeIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z" />
    <circle cx="12" cy="12" r="2.800" />
  </Icon>
);
export const LockIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="5" y="11" width="14" height="9" rx="2" />
    <path d="M8 11V8a4 4 0 0 1 8 0v3" />
  </Icon>
);
export const ShieldIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M12 3l7 3v5.500c0 4.500-3 7.800-7 9.500-4-1.700-7-5-7-9.500V6zM5 5l14 14" />
  </Icon>
);
export const PauseIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M9 6v12M15 6v12" />
  </Icon>
);
export const SnowIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M12 3v18M4.200 7.500l15.600 9M19.800 7.500l-15.600 9M9.500 4.500L12 7l2.500-2.500M9.500 19.500L12 17l2.500 2.500" />
  </Icon>
);
export const BrokenLinkIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M10 7l1.500-1.500a4 4 0 0 1 6 6L16 13M14 17l-1.500 1.500a4 4 0 0 1-6-6L8 11M4 4l16 16" />
  </Icon>
);
export const NoNetworkIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M3 9a14 14 0 0 1 18 0M6.500 12.800a9 9 0 0 1 11 0M12 19h.01M9.500 16a4 4 0 0 1 5 0M4 4l16 16" />
  </Icon>
);
export const MoonScreenIcon = (p: Size) => (
  <Icon {...p}>
    <rect x="6" y="3" width="12" height="18" rx="2" />
    <path d="M13.500 14.500a3.500 3.500 0 1 1-2-6 2.800 2.800 0 0 0 2 6z" />
  </Icon>
);
export const HourglassIcon = (p: Size) => (
  <Icon {...p}>
    <path d="M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9s8 4 8 9" />
  </Icon>
);
export const DoneIcon = (p: Size) => (
  <Icon {...p}>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M8.500 12.200l2.500 2.500 4.800-5" />
  </Icon>
);
