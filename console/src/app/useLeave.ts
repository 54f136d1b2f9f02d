import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { dropSessionKeys } from "@/api/session-keys";

/** Goes to the sign-in page and forgets what the person could see. */
export function useLeave() {
  const client = useQueryClient();
  const router = useRouter();
  const leave = useCallback(() => {
    dropSessionKeys();
    void router.navigate({ to: "/sign-in" }).then(() => client.clear());
  }, [client, router]);
  return { leave };
}
