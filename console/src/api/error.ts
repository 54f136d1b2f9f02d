import type { Problem as WholeProblem } from "./schema";

/** What an API problem (application/problem+json) carries; all of it may be missing, as a proxy may answer instead. */
export type Problem = Partial<WholeProblem>;

/**
 * A request that failed. `code` tells failures apart: a code of the API, or "network" when no answer came and
 * "unexpected" when the answer was not one of ours.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** The problem as it came, for codes that carry more (device_busy, blocked). */
    readonly problem: Problem = {},
  ) {
    super(message);
  }

  get requestId(): string | undefined {
    return this.problem.request_id;
  }
}

/** True for an ApiError, and for one of that code when a code is given. */
export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Makes an ApiError of whatever body came with a failed answer. */
export function errorOf(response: Response, body: unknown): ApiError {
  const problem: Problem = isObject(body) ? body : {};
  const code: unknown = problem.code;
  if (typeof code !== "string" || code === "") return new ApiError("unexpected", response.status, response.statusText);
  return new ApiError(code, response.status, problem.detail || problem.title || response.statusText, problem);
}
