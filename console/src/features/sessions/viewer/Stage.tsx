import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fit, frameBox } from "@/live/geometry";
import { KeyboardInput } from "@/live/keyboard-input";
import { PointerInput } from "@/live/pointer-input";
import type { ViewerSession } from "@/live/session";
import type { ViewState } from "@/live/view-state";
import type { ZoomMode } from "./useZoom";
import styles from "./viewer.module.css";

interface Props {
  viewer: ViewerSession;
  state: ViewState;
  name: string;
  video: RefObject<HTMLVideoElement | null>;
  zoom: ZoomMode;
  capturing: boolean;
  onLeaveKeyboard: () => void;
}

/** The phone's picture in its own shape, without bars, and what takes pointer and keyboard over it. */
export function Stage({ viewer, state, name, video, zoom, capturing, onLeaveKeyboard }: Props) {
  const { t } = useTranslation();
  const stage = useRef<HTMLDivElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const frame = useFrameSize(video, state);
  const room = useSize(stage);
  const size =
    zoom === "fit"
      ? fit(frame.width, frame.height, room.width, room.height)
      : { width: frame.width / devicePixelRatio, height: frame.height / devicePixelRatio };
  const controls = state.rights.includes("control");

  useEffect(() => {
    viewer.attach(video.current, still.current);
    return () => viewer.attach(null);
  }, [viewer, video]);

  useEffect(() => {
    const element = surface.current;
    if (!element || !controls) return;
    const input = new PointerInput({
      element,
      hands: viewer.hands,
      box: () => {
        const shown = video.current;
        return frameBox(element.getBoundingClientRect(), shown?.videoWidth ?? 0, shown?.videoHeight ?? 0);
      },
    });
    return () => input.stop();
  }, [viewer, video, controls]);

  return (
    <div className={styles.stage} ref={stage} data-zoom={zoom}>
      <div className={styles.screen} style={size} data-shown={state.stream !== null || undefined}>
        <video
          ref={video}
          className={styles.video}
          data-testid="viewer-video"
          aria-label={t("viewer.screen_of", { name })}
          muted
          autoPlay
          playsInline
          disablePictureInPicture
        />
        <canvas ref={still} className={styles.still} hidden={state.phase !== "connecting"} aria-hidden="true" />
        {/* It must not take the focus away from the keyboard field. */}
        <div
          ref={surface}
          className={styles.surface}
          data-testid="viewer-surface"
          data-controls={controls || undefined}
          onMouseDown={(e) => e.preventDefault()}
        />
        {capturing && <Keyboard viewer={viewer} onLeave={onLeaveKeyboard} />}
      </div>
    </div>
  );
}

/** The field that input methods compose in, unseen over the picture, and what is composed, seen. */
function Keyboard({ viewer, onLeave }: { viewer: ViewerSession; onLeave: () => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [composed, setComposed] = useState("");
  const leave = useRef(onLeave);
  useLayoutEffect(() => {
    leave.current = onLeave;
  });
  useEffect(() => {
    if (!field.current) return;
    const keyboard = new KeyboardInput({
      field: field.current,
      hands: viewer.hands,
      onCompose: setComposed,
      onLeave: () => leave.current(),
    });
    return () => keyboard.stop();
  }, [viewer]);
  return (
    <>
      <textarea
        ref={field}
        className={styles.field}
        data-testid="viewer-keyboard"
        aria-label={t("viewer.keyboard_field")}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
      />
      <div className={styles.captured}>{t("viewer.keyboard_on")}</div>
      {composed && (
        <div className={styles.composed} data-testid="viewer-composed" lang="ja">
          {composed}
        </div>
      )}
    </>
  );
}

/** The size of the frames: of the picture that is shown, else as the device announced it, else of some phone. */
function useFrameSize(video: RefObject<HTMLVideoElement | null>, { geometry }: ViewState) {
  const [shown, setShown] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const changed = () => setShown({ width: element.videoWidth, height: element.videoHeight });
    element.addEventListener("resize", changed);
    element.addEventListener("loadedmetadata", changed);
    return () => {
      element.removeEventListener("resize", changed);
      element.removeEventListener("loadedmetadata", changed);
    };
  }, [video]);
  if (shown.width > 0 && shown.height > 0) return shown;
  return geometry ?? { width: 360, height: 800 };
}

/** The size of an element's content, kept right. */
function useSize(element: RefObject<HTMLElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => setSize({ width: current.clientWidth, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
