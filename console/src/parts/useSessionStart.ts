import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "@/api/client";
import type { components } from "@/api/generated/schema";
import { sessionQuery } from "@/api/queries/sessions";
import { keepSessionKey } from "@/api/session-keys";
import { unwrap } from "@/api/unwrap";

type StartSession = components["schemas"]["StartSession"];

/** Starts a session on a device and goes to it. The grant stays in this tab. */
export function useSessionStart(deviceId: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  useViewerAhead();
  return useMutation({
    mutationFn: (body: StartSession) =>
      unwrap(api.POST("/api/v1/devices/{id}/sessions", { params: { path: { id: deviceId } }, body })),
    onSuccess: ({ session, grant }) => {
      keepSessionKey(session.id, grant);
      // The page of the session knows at once which provider it is by; what else is new there is asked for.
      client.setQueryData(sessionQuery(session.id).queryKey, session);
      void client.invalidateQueries({ queryKey: ["sessions"] });
      void client.invalidateQueries({ queryKey: ["devices"] });
      void navigate({ to: "/sessions/$sessionId", params: { sessionId: session.id } });
    },
  });
}

/** Loads the viewer's code before Start is pressed: afterwards it would stand in the way of the first picture. */
function useViewerAhead() {
  const router = useRouter();
  useEffect(() => {
    const route = Object.values(router.routesById).find(({ fullPath }) => fullPath === "/sessions/$sessionId");
    if (route) void router.loadRouteChunk(route);
  }, [router]);
}

/** Joins a session, or comes back to one's own, and goes to it. */
export function useSessionJoin() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (sessionId: string) =>
      unwrap(api.POST("/api/v1/sessions/{id}/grants", { params: { path: { id: sessionId } } })),
    onSuccess: ({ grant }, sessionId) => {
      keepSessionKey(sessionId, grant);
      void navigate({ to: "/sessions/$sessionId", params: { sessionId } });
    },
  });
}
