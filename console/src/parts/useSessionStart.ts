import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import type { components } from "@/api/generated/schema";
import { keepSessionKey } from "@/api/session-keys";
import { unwrap } from "@/api/unwrap";

type StartSession = components["schemas"]["StartSession"];

/** Starts a session on a device and goes to it. The grant stays in this tab. */
export function useSessionStart(deviceId: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: StartSession) =>
      unwrap(api.POST("/api/v1/devices/{id}/sessions", { params: { path: { id: deviceId } }, body })),
    onSuccess: ({ session, grant }) => {
      keepSessionKey(session.id, grant);
      void client.invalidateQueries({ queryKey: ["devices"] });
      void navigate({ to: "/sessions/$sessionId", params: { sessionId: session.id } });
    },
  });
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
