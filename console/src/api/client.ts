import createClient from "openapi-fetch";
import type { paths } from "./generated/schema";

/** The API of the server this page came from. The cookie of the sign-in goes along by itself. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that a test can put its own in place.
  fetch: (request) => globalThis.fetch(request),
});
