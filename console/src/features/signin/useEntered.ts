import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { meQuery } from "@/api/queries/me";
import type { Me } from "@/api/schema";
import { chooseLanguage } from "@/i18n/i18n";

/** What follows a sign-in: nothing of an earlier person stays, their language is used, and the way goes on to `next`. */
export function useEntered() {
  const client = useQueryClient();
  const router = useRouter();
  return async (me: Me, next?: string) => {
    client.clear();
    client.setQueryData(meQuery.queryKey, me);
    if (me.person.language) chooseLanguage(me.person.language);
    router.history.push(next ?? "/devices");
  };
}
