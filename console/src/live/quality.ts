import type { Quality } from "./view-state";

/** How many video packets came and were lost, from a connection's statistics; null when they have no video. */
export function packetsOf(report: RTCStatsReport | null): { received: number; lost: number } | null {
  if (!report) return null;
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp" && entry.kind === "video") {
      return { received: Number(entry.packetsReceived) || 0, lost: Number(entry.packetsLost) || 0 };
    }
  }
  return null;
}

/** In words, what a delay (there and back, ms) and a share of lost packets (0 to 1) mean for working on a phone. */
export function linkQuality(latency: number | null, loss: number): Quality | null {
  if (latency === null) return null;
  if (latency > 350 || loss > 0.05) return "poor";
  return latency > 120 || loss > 0.01 ? "fair" : "good";
}
