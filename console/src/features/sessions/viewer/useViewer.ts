import { useEffect, useState, useSyncExternalStore } from "react";
import { api } from "@/api/client";
import { dropSessionKey, keepSessionKey, sessionKey } from "@/api/session-keys";
import { unwrap } from "@/api/unwrap";
import { type SessionApi, ViewerSession } from "@/live/session";
import type { Stats, ViewState } from "@/live/view-state";

const apiOf = (id: string): SessionApi => {
  const params = { path: { id } };
  return {
    view: async (key, sdp) => {
      const viewed = await unwrap(api.POST("/api/v1/sessions/{id}/view", { params, body: { key, sdp } }));
      return { sdp: viewed.sdp, resumeKey: viewed.resume_key };
    },
    grant: async () => (await unwrap(api.POST("/api/v1/sessions/{id}/grants", { params }))).grant,
    standing: async () => {
      const { state, end_reason } = await unwrap(api.GET("/api/v1/sessions/{id}", { params }));
      return { state, endReason: end_reason ?? "" };
    },
  };
};

/** The view of one session for as long as the component is there. */
export function useViewer(sessionId: string): ViewerSession {
  const [viewer] = useState(
    () =>
      new ViewerSession({
        api: apiOf(sessionId),
        key: {
          get: () => sessionKey(sessionId),
          put: (key) => keepSessionKey(sessionId, key),
          drop: () => dropSessionKey(sessionId),
        },
      }),
  );
  useEffect(() => {
    // React's strict mode mounts twice in development; a key that works once must not be spent on the first.
    let gone = false;
    queueMicrotask(() => {
      if (!gone) viewer.start();
    });
    return () => {
      gone = true;
      viewer.stop();
    };
  }, [viewer]);
  return viewer;
}

export const useViewState = (viewer: ViewerSession): ViewState => useSyncExternalStore(viewer.state.subscribe, viewer.state.get);

export const useViewStats = (viewer: ViewerSession): Stats => useSyncExternalStore(viewer.stats.subscribe, viewer.stats.get);
