import { type RefObject, useEffect, useState } from "react";
import { screenAfter, type SimState, simPath } from "./api";

const againAfter = 2_000;

/** How a simulated device stands, kept right; null before the first word. */
export function useSimState(id: string): { state: SimState | null; connected: boolean } {
  const [state, setState] = useState<SimState | null>(null);
  const [connected, setConnected] = useState(true);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stream = new EventSource(`${simPath(id)}/state`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    stream.onmessage = (e) => {
      setState(JSON.parse(e.data));
      setConnected(true);
    };
    stream.onerror = () => {
      setConnected(false);
      // Once it was refused, as by a server that starts, the browser does not ask again by itself.
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(() => setRound((n) => n + 1), againAfter);
    };
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [id, round]);
  return { state, connected };
}

/** Draws the device's screen on a canvas at each change, while the page is shown. */
export function useScreen(id: string, canvas: RefObject<HTMLCanvasElement | null>) {
  useEffect(() => {
    const stopped = new AbortController();
    void draw(id, canvas, stopped.signal);
    return () => stopped.abort();
  }, [id, canvas]);
}

async function draw(id: string, canvas: RefObject<HTMLCanvasElement | null>, signal: AbortSignal) {
  let frame = "0";
  while (!signal.aborted) {
    try {
      if (document.hidden) await shown(signal);
      const next = await screenAfter(id, frame, signal);
      if (!next) continue;
      const picture = await createImageBitmap(next.picture);
      const { current } = canvas;
      if (current) {
        if (current.width !== picture.width || current.height !== picture.height) {
          current.width = picture.width;
          current.height = picture.height;
        }
        current.getContext("2d")?.drawImage(picture, 0, 0);
        current.dataset.frame = next.frame;
      }
      picture.close();
      frame = next.frame;
    } catch {
      // A server that starts, or a device that is gone: the state says which.
      await new Promise((done) => setTimeout(done, againAfter / 2));
    }
  }
}

/** Waits until the page is shown or nobody waits any more. */
function shown(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    document.addEventListener("visibilitychange", () => done(), { once: true, signal });
    signal.addEventListener("abort", () => done(), { once: true });
  });
}
