import { vi } from "vitest";
import type { components } from "@/api/generated/schema";
import { aMe } from "./things";

type Problem = components["schemas"]["Problem"];

/** A request as the console sent it. */
export interface Sent {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Answer = (sent: Sent) => unknown;

const isProblem = (body: unknown): body is Problem =>
  typeof body === "object" && body !== null && "code" in body && "status" in body && typeof body.status === "number";

/**
 * Stands in for the server: answers by method and path, and remembers what was asked. A problem is answered with its
 * status. What no test told it of is answered by 404, as the server does.
 */
export class FakeApi {
  readonly sent: Sent[] = [];
  private readonly answers = new Map<string, Answer>();

  constructor() {
    this.on("GET /me", () => aMe());
    this.on("GET /setup-state", () => ({ setup_needed: false, version: "test" }));
    this.on("GET /help-requests", () => ({ items: [] }));
    this.on("GET /groups", () => ({ items: [] }));
    vi.stubGlobal("fetch", (request: Request) => this.answer(request));
  }

  /** Answers a call such as "GET /devices/dev_1"; a later answer replaces an earlier one. */
  on(call: string, answer: Answer) {
    this.answers.set(call, answer);
  }

  /** What was sent by a call, the newest last. */
  of(call: string): Sent[] {
    return this.sent.filter(({ method, path }) => `${method} ${path}` === call);
  }

  private async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const text = await request.text();
    const sent: Sent = {
      method: request.method,
      path: url.pathname.replace("/api/v1", ""),
      query: url.searchParams,
      body: text === "" ? undefined : JSON.parse(text),
    };
    this.sent.push(sent);
    const answer = this.answers.get(`${sent.method} ${sent.path}`);
    const body = answer ? await answer(sent) : { code: "not_found", status: 404, title: "Not found", type: "about:blank", request_id: "req_1" };
    if (body === undefined) return new Response(null, { status: 204 });
    return new Response(JSON.stringify(body), {
      status: isProblem(body) ? body.status : 200,
      headers: { "Content-Type": "application/json" },
    });
  }
}
