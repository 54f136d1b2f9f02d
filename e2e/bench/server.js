import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/helpatwork", import.meta.url));

/** A Help@Work server in a process of its own: `helpatwork demo`, or `helpatwork serve` on the same data. */
export class Server {
  data = mkdtempSync(path.join(tmpdir(), "helpatwork-bench-"));
  url = "";
  log = "";

  constructor() {
    process.once("exit", () => this.child?.kill("SIGKILL")); // whatever ends the probe ends the server
  }

  /** Starts it and waits until /healthz answers; milliseconds from the start of the process until then. */
  async start(command = "demo", ...flags) {
    const listen = this.url === "" ? `127.0.0.1:${await freePort()}` : new URL(this.url).host;
    this.url = `http://${listen}`;
    const began = performance.now();
    const child = spawn(program, [command, "--data", this.data, "--listen", listen, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    child.stderr.on("data", (text) => (this.log = (this.log + text).slice(-20_000)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const link = /^Sign in: (\S+#\S+)/.exec(line)?.[1];
      if (link) this.signInLink ??= link;
    });
    while (!(await fetch(`${this.url}/healthz`).then((r) => r.ok, () => false))) {
      if (child.exitCode !== null || performance.now() - began > 30_000) throw new Error(`the server does not answer:\n${this.log}`);
      await sleep(2);
    }
    return performance.now() - began;
  }

  async stop(signal = "SIGTERM") {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill(signal);
    });
    clearTimeout(late);
  }

  /** Stops it and takes its data away. */
  async remove() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Resident memory in MB: all of it, and what is not shared with the file of the program. */
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)[1]) / 1024;
    return { all: megabytes("VmRSS"), anonymous: megabytes("RssAnon") };
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort() {
  const { createServer } = await import("node:net");
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
