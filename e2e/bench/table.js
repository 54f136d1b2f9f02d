import { loadavg, cpus, totalmem } from "node:os";

/** The smallest value that a part (0 to 1) of the values does not exceed. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

export const median = (values) => quantile(values, 0.5);

/** A table of what was measured beside what is aimed at. */
export class Table {
  rows = [];

  /**
   * Adds what was measured several times. goal bounds the median, goal95 the 95th percentile; atLeast turns the
   * bound around. Without a goal the row is information.
   */
  add(what, unit, values, { goal, goal95, atLeast = false } = {}) {
    const number = (v) => (v === undefined ? "" : v >= 100 ? v.toFixed(0) : v >= 1 ? v.toFixed(1) : v.toPrecision(2));
    const half = median(values);
    const many = values.length >= 20;
    const p95 = quantile(values, 0.95);
    const ok = goal === undefined ? "" : (atLeast ? half >= goal : half <= goal) && (goal95 === undefined || p95 <= goal95) ? "ok" : "OVER";
    const spread = many ? `p95 ${number(p95)}` : values.length > 1 ? `${number(Math.min(...values))}–${number(Math.max(...values))}` : "";
    const bound = goal === undefined ? "–" : `${atLeast ? "≥" : "≤"} ${goal}${goal95 === undefined ? "" : `, p95 ≤ ${goal95}`}`;
    this.rows.push([what, unit, String(values.length), number(half), spread, bound, ok === "OVER" && atLeast ? "UNDER" : ok]);
  }

  print() {
    const head = ["what", "unit", "n", "median", "spread", "goal", ""];
    const all = [head, head.map(() => "-"), ...this.rows];
    const widths = head.map((_, i) => Math.max(3, ...all.map((row) => [...row[i]].length)));
    for (const row of all) console.log(`| ${row.map((cell, i) => (cell === "-" ? "-".repeat(widths[i]) : cell + " ".repeat(widths[i] - [...cell].length))).join(" | ")} |`);
  }
}

/** What the figures were taken on, with a warning when the machine has other things to do. */
export function machine() {
  const cores = cpus();
  const [load] = loadavg();
  const lines = [`Machine: ${cores[0].model.trim()}, ${cores.length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; load before the start ${load.toFixed(2)}`];
  if (load > cores.length / 4) lines.push("WARNING: the machine is busy; the figures are worse than they would be.");
  return lines.join("\n");
}
