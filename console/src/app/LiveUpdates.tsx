import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { applyHints, type Hint } from "@/api/hints";
import { browserLive, type Live, type LiveState } from "@/api/live";
import { meQuery } from "@/api/queries/me";

interface LiveUpdates {
  state: LiveState;
  /** Tells the other tabs that this browser signed out. */
  tellSignedOut: () => void;
}

const LiveContext = createContext<LiveUpdates>({ state: "connecting", tellSignedOut: () => {} });

/** Whether live updates arrive. */
export const useLiveUpdates = () => useContext(LiveContext);

/** Hints that come within this many milliseconds are acted on together: a fleet that comes online sends hundreds. */
const gather = 400;

/** Keeps what is shown fresh by the live hints of the server, for as long as someone is signed in. */
export function LiveUpdates({ onSignedOut, children }: { onSignedOut: () => void; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const live = useRef<Live | null>(null);

  useEffect(() => {
    let waiting: Hint[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      applyHints(client, waiting);
      waiting = [];
    };
    const running = browserLive({
      onHint: (hint) => {
        waiting.push(hint);
        timer ??= setTimeout(flush, gather);
      },
      onReset: () => void client.invalidateQueries(),
      onState: setState,
      onSignedOut,
      // Asking who is signed in finds out whether the sign-in is over.
      onRefused: () => void client.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }),
    });
    live.current = running;
    running.start();
    return () => {
      clearTimeout(timer);
      running.stop();
      live.current = null;
    };
  }, [client, onSignedOut]);

  const tellSignedOut = () => live.current?.tellSignedOut();
  return <LiveContext value={{ state, tellSignedOut }}>{children}</LiveContext>;
}
