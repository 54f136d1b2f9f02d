import { type RefObject, useCallback, useEffect, useState } from "react";

/** How large the picture is: as large as fits, or one pixel of the phone for one of this screen. */
export type ZoomMode = "fit" | "actual";

export interface Zoom {
  mode: ZoomMode;
  toggle: () => void;
  fullscreen: boolean;
  /** Browsers on some phones have no full screen. */
  canFullscreen: boolean;
  toggleFullscreen: () => void;
}

/** The size of the picture, and the full screen of the page around it. */
export function useZoom(page: RefObject<HTMLElement | null>): Zoom {
  const [mode, setMode] = useState<ZoomMode>("fit");
  const [fullscreen, setFullscreen] = useState(false);
  useEffect(() => {
    const changed = () => setFullscreen(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const toggleFullscreen = useCallback(() => {
    const asked = document.fullscreenElement ? document.exitFullscreen() : page.current?.requestFullscreen();
    asked?.catch(() => {}); // the browser may refuse; then nothing changes
  }, [page]);
  return {
    mode,
    toggle: () => setMode((m) => (m === "fit" ? "actual" : "fit")),
    fullscreen,
    canFullscreen: document.fullscreenEnabled,
    toggleFullscreen,
  };
}
