import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { words } from "./generated/words";
import { applyHints, hintKinds, livePages } from "./hints";

describe("hints", () => {
  it("know every kind that the API sends", () => {
    expect([...hintKinds].sort()).toEqual([...words.HintKind].sort());
  });

  it("ask again for what they touch and for nothing else", async () => {
    const client = new QueryClient();
    const help = vi.fn(() => "help");
    const people = vi.fn(() => "people");
    const stops = [
      new QueryObserver(client, { queryKey: ["help"], queryFn: help }).subscribe(() => {}),
      new QueryObserver(client, { queryKey: ["people"], queryFn: people }).subscribe(() => {}),
    ];
    await vi.waitUntil(() => !client.isFetching());
    applyHints(client, [
      { kind: "help", id: "hlp_1", version: 1 },
      { kind: "help", id: "hlp_2", version: 1 },
    ]);
    await vi.waitUntil(() => !client.isFetching());
    expect([help.mock.calls.length, people.mock.calls.length]).toEqual([2, 1]);
    for (const stop of stops) stop();
  });

  it("mark long lists as old without asking for all their pages again", async () => {
    const client = new QueryClient();
    const page = vi.fn(() => "page");
    const list = new InfiniteQueryObserver(client, {
      queryKey: ["devices", "list"],
      queryFn: page,
      initialPageParam: 0,
      getNextPageParam: (_last, pages) => pages.length,
      staleTime: 60_000,
    });
    const stop = list.subscribe(() => {});
    await vi.waitUntil(() => !client.isFetching());
    for (let i = 0; i < livePages; i++) await list.fetchNextPage();
    const asked = page.mock.calls.length;
    applyHints(client, [{ kind: "device", id: "dev_1", version: 1 }]);
    await vi.waitUntil(() => !client.isFetching());
    expect(page.mock.calls.length).toBe(asked);
    expect(list.getCurrentResult().isStale).toBe(true);
    stop();
  });
});
