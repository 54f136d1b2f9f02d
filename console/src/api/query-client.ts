import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isApiError } from "./error";

/** What a query client tells the page: the sign-in is over. */
export interface ClientEvents {
  signedOut: () => void;
}

/**
 * The cache of everything read from the API. Live hints keep it fresh, so nothing is asked again by time; a failed
 * request is tried again only when no answer came or the server was not ready.
 */
export function newQueryClient({ signedOut }: ClientEvents): QueryClient {
  const failed = (error: Error) => {
    if (isApiError(error, "not_signed_in")) signedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: failed }),
    mutationCache: new MutationCache({ onError: failed }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (times, error) => times < 2 && (isApiError(error, "network") || isApiError(error, "unavailable")),
        retryDelay: (times) => 500 * 2 ** times,
      },
    },
  });
}
