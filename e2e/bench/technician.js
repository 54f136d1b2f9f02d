import { sleep } from "./server.js";

// What a technician does in the console, measured in the page (in-page.js).

/** A technician in a browser of their own, with one Android device that shows the bench screen. */
export class Technician {
  /** Signs in by the server's one-time link, or by the session of an earlier technician. Only the first makes the account. */
  static async open(browser, server, { url = server.url, mediaPort = 0, cookies = [] } = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    if (mediaPort) {
      const relay = { from: new URL(server.url).port, to: String(mediaPort) };
      await context.addInitScript(`window.benchRelay = ${JSON.stringify(relay)}`);
    }
    await context.addInitScript({ path: new URL("in-page.js", import.meta.url).pathname });
    await context.addCookies(cookies);
    const t = new Technician(server, context, url);
    if (cookies.length === 0) await t.setUp();
    t.page = await context.newPage();
    t.device = await t.benchDevice();
    return t;
  }

  constructor(server, context, url) {
    Object.assign(this, { server, context, url });
  }

  async setUp() {
    for (let tries = 0; !this.server.signInLink && tries < 100; tries++) await sleep(20);
    const token = new URL(this.server.signInLink).hash.slice(1);
    await this.api("POST", "setup", { token, name: "Hana Bench", email: "hana@example.com", password: "a long bench password", language: "en" });
  }

  async api(method, path, data) {
    const response = await this.context.request.fetch(`${this.server.url}/api/v1/${path}`, { method, data });
    if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
    return response.status() === 204 ? undefined : response.json();
  }

  /** The first phone of 360×800 that is there and can be controlled; the fleet takes a moment to connect. */
  async benchDevice() {
    for (let tries = 0; tries < 150; tries++) {
      const { items } = await this.api("GET", "devices?platform=android&presence=online&limit=50");
      for (const { id } of items.filter((d) => d.actions?.some((a) => a.name === "start_remote_control" && a.enabled))) {
        const { report } = await this.api("GET", `devices/${id}`);
        if (report?.width === 360 && report.height === 800) return id;
      }
      await sleep(200);
    }
    throw new Error("no phone of 360×800 came online");
  }

  async sim(path) {
    const response = await fetch(`${this.server.url}/sim/devices/${this.device}/bench/${path}`);
    if (!response.ok) throw new Error(`bench/${path}: ${response.status}`);
    return response.json();
  }

  mode = (m) => this.sim(`mode?m=${m}`);

  /** Presses Start on the device's page; milliseconds until the video shows the whole screen, and until each stage had ended. */
  async start() {
    await this.mode("static");
    await this.page.goto(`${this.url}/devices/${this.device}`);
    const button = this.page.getByTestId("start-now");
    await button.waitFor();
    await this.page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => {}); // live hints may keep it busy
    await this.page.evaluate(() => window.bench.armStart());
    await button.click();
    const took = await this.page.evaluate(() => window.bench.armed());
    this.session = new URL(this.page.url()).pathname.split("/").at(-1);
    return took;
  }

  async end() {
    if (this.session) await this.api("POST", `sessions/${this.session}/end`, { outcome: "resolved" });
    this.session = undefined;
  }

  /** Taps the tap area n times; for each, milliseconds from the press to the frame that shows it, and the stages between. */
  async taps(n) {
    const box = await this.page.getByTestId("viewer-surface").boundingBox();
    const taps = [];
    for (let i = 0; i < n; i++) {
      await sleep(150 + Math.random() * 250);
      await this.page.mouse.move(box.x + box.width * (0.2 + Math.random() * 0.6), box.y + box.height * (0.2 + Math.random() * 0.2));
      await this.page.evaluate(() => window.bench.armTap());
      await this.page.mouse.down();
      await this.page.mouse.up();
      const tap = await this.page.evaluate(() => window.bench.armed());
      const click = (await this.sim("stats")).clicks.at(-1);
      taps.push({ ...tap, reached: click.t - tap.pressed, drew: click.drawn - click.t, showed: tap.seen - click.drawn });
    }
    return taps;
  }

  /** Frames a second: what the phone drew, and what the page showed. And how old each was when it was shown, ms. */
  async frames(during) {
    const from = await this.sim("stats");
    const seen = await this.page.evaluate((ms) => window.bench.frames(ms), during);
    const to = await this.sim("stats");
    return { ...seen, drawn: ((to.frame - from.frame) * 1_000) / (to.now - from.now) };
  }

  /** What the picture takes of the link in a time, in kB/s (1,000 bytes). */
  async traffic(during) {
    const bytes = () => this.page.evaluate(async () => ({ n: await window.bench.received(), at: performance.now() }));
    const from = await bytes();
    await sleep(during);
    const to = await bytes();
    return (to.n - from.n) / (to.at - from.at);
  }

  /** The round trip of a bare data-channel message to the server and back, as the viewer shows it, ms. */
  async roundTrips(n) {
    const readings = [];
    for (let i = 0; i < n; i++) {
      await sleep(1_000); // the viewer asks once a second
      const text = await this.page.getByTestId("viewer-latency").textContent();
      readings.push(Number.parseFloat(text));
    }
    return readings;
  }

  /** Kills the server, starts it again two seconds later; milliseconds from its first answer until the picture is back. */
  async recover(flags) {
    await this.server.stop("SIGKILL");
    const back = this.page.evaluate(() => window.bench.nextConnection(60_000));
    back.catch(() => {}); // told below
    await sleep(2_000);
    await this.server.start("demo", ...flags);
    const answers = Date.now();
    return Math.max(0, (await back) - answers);
  }
}
