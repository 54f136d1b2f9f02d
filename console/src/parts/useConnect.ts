import { useMutation } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError } from "@/api/error";
import { unwrap } from "@/api/unwrap";
import { leaveFor } from "@/ui/leave";

/** Goes to TeamViewer to sign in and consent, and comes back to a page of this console. */
export function useConnect() {
  return useMutation({
    mutationFn: async (returnTo: string) => {
      const { url } = await unwrap(api.POST("/api/v1/me/teamviewer/connect", { body: { return_to: returnTo } }));
      if (!leaveFor(url)) throw new ApiError("unexpected", 0, "the address to sign in at is no web address");
    },
  });
}
