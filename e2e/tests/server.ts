import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** A Help@Work server with simulated devices, as `helpatwork demo` runs it. */
export class Server {
  readonly data: string;
  url = "";
  /** The one-time link of the first administrator, valid once. */
  signInLink = "";
  /** The administrator's sign-in, once there is one. */
  cookie = { name: "", value: "" };
  /** What the server logged, for messages of failed tests. */
  log = "";
  private process?: ChildProcess;

  constructor(private readonly flags: string[] = []) {
    this.data = mkdtempSync(path.join(tmpdir(), "helpatwork-e2e-"));
  }

  /** Starts the server and waits for its sign-in link. The same data and port serve again after a stop. */
  async start(): Promise<void> {
    const listen = this.url === "" ? "127.0.0.1:0" : new URL(this.url).host;
    const args = ["demo", "--data", this.data, "--listen", listen, ...this.flags];
    const child = spawn(path.resolve("../bin/helpatwork"), args, { stdio: ["ignore", "pipe", "pipe"] });
    this.process = child;
    child.stderr.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
    const link = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = /^Sign in: (\S+)/.exec(line);
        if (found?.[1] !== undefined) resolve(found[1]);
      });
      child.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready:\n${this.log}`)));
    });
    this.url = new URL(link).origin;
    if (link.includes("#")) this.signInLink = link;
  }

  /** Ends the server with a signal and waits until it is gone. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.kill(signal);
    });
  }
}
