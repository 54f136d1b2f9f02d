import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs Go benchmarks and answers name -> unit -> values, one of each run. */
function run(room, pattern, benchtime, count) {
  const args = ["test", `./internal/${room}`, "-run=^$", `-bench=${pattern}`, `-benchtime=${benchtime}`, `-count=${count}`, "-timeout=5m"];
  const out = execFileSync("go", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const found = {};
  for (const [, name, , rest] of out.matchAll(/^(Benchmark\S+?)(?:-\d+)?\s+(\d+)\s+(.*)$/gm)) {
    for (const [, value, unit] of rest.matchAll(/([\d.e+-]+) (\S+)/g)) ((found[name] ??= {})[unit] ??= []).push(Number(value));
  }
  return found;
}

/** The server alone, without browser: what a session, a device and a page of devices cost. */
export function serverSide(table) {
  const { BenchmarkServer: server } = run("media", "^BenchmarkServer$", "1x", 3);
  table.add("CPU of a 2 Mbit/s session, 20 of them", "cores", server["cores/session"], { goal: 0.01 });
  table.add("memory of a session, 20 of them", "MB", server["MB/session"], { goal: 2 });
  const link = run("devicelink", "^BenchmarkMemoryPerLink$/^tls$", "1x", 3)["BenchmarkMemoryPerLink/tls"];
  table.add("memory of a connected device, TLS: resident", "KB", link["resident-KB/link"], { goal: 16 });
  table.add("memory of a connected device, TLS: heap and stacks", "KB", link["heap+stack-KB/link"]);
  const pages = run("storage", "^BenchmarkDeviceList$/^(first_page|from_the_middle|online_android|search_family_name_and_town)$", "300ms", 3);
  for (const [name, units] of Object.entries(pages)) {
    const title = name.replace("BenchmarkDeviceList/", "").replaceAll("_", " ");
    table.add(`page of 20,000 devices, SQLite: ${title}`, "ms", units["ns/op"].map((ns) => ns / 1e6), { goal: 5 });
  }
  const { BenchmarkCheckIns: checkIns } = run("storage", "^BenchmarkCheckIns$", "1s", 3);
  table.add("check-ins written, SQLite", "1/s", checkIns["check-ins/s"], { goal: 5_000, atLeast: true });
}
