import { ApiError, errorOf } from "./error";

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Turns an answer of openapi-fetch into its data, and each failure into an ApiError. */
export async function unwrap<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (cause) {
    // An aborted request is not a failure: the one who aborted it knows.
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError("network", 0, cause instanceof Error ? cause.message : String(cause));
  }
  if (!answer.response.ok) throw errorOf(answer.response, answer.error);
  // 204 has no data, and its type says so.
  return answer.data as T;
}
