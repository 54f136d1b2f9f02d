import { ActionIcon, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries/me";
import type { Session } from "@/api/schema";
import type { ViewerSession } from "@/live/session";
import type { ViewState } from "@/live/view-state";
import type { Button } from "@/live/wire";
import {
  BackIcon,
  CameraIcon,
  EyeIcon,
  FitIcon,
  FullscreenIcon,
  HomeIcon,
  KeyboardIcon,
  PowerIcon,
  RecentsIcon,
  RotateIcon,
  TextIcon,
  VolumeDownIcon,
  VolumeUpIcon,
} from "./icons";
import { savePicture } from "./savePicture";
import { SendTextDialog } from "./SendTextDialog";
import type { Zoom } from "./useZoom";
import styles from "./viewer.module.css";

interface Props {
  session: Session | undefined;
  viewer: ViewerSession;
  state: ViewState;
  video: RefObject<HTMLVideoElement | null>;
  zoom: Zoom;
  capturing: boolean;
  onCapture: (on: boolean) => void;
}

const deviceButtons: readonly [Button, ReactNode][] = [
  ["back", <BackIcon key="back" />],
  ["home", <HomeIcon key="home" />],
  ["recents", <RecentsIcon key="recents" />],
  ["rotate", <RotateIcon key="rotate" />],
  ["volume_down", <VolumeDownIcon key="down" />],
  ["volume_up", <VolumeUpIcon key="up" />],
  ["power", <PowerIcon key="power" />],
];

/** The phone's buttons, the keyboard, and what one can do with the picture. */
export function Toolbar({ session, viewer, state, video, zoom, capturing, onCapture }: Props) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  if (state.phase === "ended" || state.phase === "refused" || !state.seen) return null;
  const live = state.phase === "live";
  const controls = state.rights.includes("control");
  return (
    <footer className={styles.tools} aria-label={t("viewer.tools")}>
      {controls ? (
        <>
          <div className={styles.group} role="group" aria-label={t("viewer.device_buttons")}>
            {deviceButtons.map(([button, icon]) => (
              <Tool key={button} label={t(`viewer.button_${button}`)} disabled={!live} onPress={() => viewer.hands.button(button)}>
                {icon}
              </Tool>
            ))}
          </div>
          <div className={styles.group}>
            <Tool label={t("viewer.keyboard")} disabled={!live} pressed={capturing} onPress={() => onCapture(!capturing)}>
              <KeyboardIcon />
            </Tool>
            <Tool label={t("viewer.send_text")} disabled={!live} onPress={() => setWriting(true)}>
              <TextIcon />
            </Tool>
          </div>
        </>
      ) : (
        live && <WhyNoControl session={session} />
      )}
      <div className={styles.group}>
        <Tool label={t(zoom.mode === "fit" ? "viewer.zoom_actual" : "viewer.zoom_fit")} onPress={zoom.toggle} disabled={!state.stream}>
          <FitIcon />
        </Tool>
        {zoom.canFullscreen && (
          <Tool label={t(zoom.fullscreen ? "viewer.fullscreen_leave" : "viewer.fullscreen")} onPress={zoom.toggleFullscreen}>
            <FullscreenIcon />
          </Tool>
        )}
        <Tool label={t("viewer.save_picture")} disabled={!live} onPress={() => void savePicture(video.current, session?.device?.name ?? "")}>
          <CameraIcon />
        </Tool>
      </div>
      {writing && <SendTextDialog hands={viewer.hands} onClose={() => setWriting(false)} />}
    </footer>
  );
}

interface ToolProps {
  label: string;
  disabled?: boolean;
  pressed?: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Tool({ label, disabled, pressed, onPress, children }: ToolProps) {
  return (
    <Tooltip withinPortal={false} label={label} openDelay={400} events={{ hover: true, focus: true, touch: false }}>
      <ActionIcon
        variant={pressed ? "filled" : "subtle"}
        color={pressed ? "blue" : "gray"}
        c={pressed ? undefined : "inherit"}
        size="lg"
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        // The keyboard stays where it is: a press on Back must not end its capture.
        onMouseDown={(e) => e.preventDefault()}
        onClick={onPress}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** Says why this technician only watches. */
function WhyNoControl({ session }: { session: Session | undefined }) {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const why = () => {
    if (session?.device?.platform === "ios") return t("viewer.only_ios");
    if (session?.device?.platform === "computer") return t("viewer.only_computer");
    if (session?.control_taken_back) return t("viewer.only_taken_back");
    if (session && !session.rights.includes("control")) return t("viewer.only_asked_view");
    if (me && !me.rights.includes("control")) return t("viewer.only_observer");
    return t("viewer.only_watching", { name: session?.technician_name ?? "" });
  };
  return (
    <span className={styles.why}>
      <EyeIcon size={18} />
      {session && why()}
    </span>
  );
}
