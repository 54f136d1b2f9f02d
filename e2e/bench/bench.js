// `make bench`: measures what docs/figures.md publishes and prints it beside the goals. Arguments choose parts:
// startup, clean, bad, recovery, server; without any, all of them.
import { chromium } from "@playwright/test";
import { badLink } from "./bad-link.js";
import { serverSide } from "./go-benchmarks.js";
import { Server, sleep } from "./server.js";
import { machine, median, Table } from "./table.js";
import { Technician } from "./technician.js";

const demoFlags = ["--devices", "200", "--log-level", "warn"];
const goals = {
  clean: { start: 200, static: [40, 80], scroll: [60, 120], frames: 29 },
  bad: { start: 700, static: [130, 300], scroll: [150, 350], frames: 25 },
};

const table = new Table();
const parts = { startup, clean, bad, recovery, server: () => serverSide(table) };

const wanted = process.argv.slice(2);
for (const name of wanted) if (!(name in parts)) throw new Error(`there is no part ${name}; there are ${Object.keys(parts).join(", ")}`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
console.log(machine());
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring: ${name} …`);
  try {
    await measure();
  } catch (error) {
    console.error(`${name} was not measured:`, error);
    process.exitCode = 1;
  }
}
table.print();

/** How fast the server answers after its start, and what it takes when nothing happens. */
async function startup() {
  const server = new Server();
  try {
    await server.start("demo", ...demoFlags);
    await sleep(10_000);
    table.add("memory of the demo, 200 devices (phones and server), idle", "MB", [server.memory().all]);
    await server.stop();
    const took = [];
    for (let i = 0; i < 10; i++) {
      took.push(await server.start("serve"));
      if (i < 9) await server.stop();
    }
    table.add("serve: start → /healthz answers", "ms", took, { goal: 300 });
    await sleep(10_000);
    const { all, anonymous } = server.memory();
    table.add("serve: resident memory, idle 10 s", "MB", [all], { goal: 40 });
    table.add("serve: of it, not shared with the program's file", "MB", [anonymous]);
  } finally {
    await server.remove();
  }
}

async function clean() {
  await withDemo(async (browser, server) => {
    const technician = await Technician.open(browser, server);
    await sessions(technician, "clean link", goals.clean);
  });
}

async function bad() {
  await withDemo(async (browser, server) => {
    const first = await Technician.open(browser, server);
    const cookies = await first.context.cookies();
    await first.context.close();
    const link = await badLink(Number(new URL(server.url).port), { roundTrip: 80, loss: 0.02 });
    try {
      const technician = await Technician.open(browser, server, { ...link, cookies });
      await sessions(technician, "bad link", goals.bad);
    } finally {
      await link.close();
    }
  });
}

/** Starts, taps, frames and traffic of one technician. */
async function sessions(technician, link, goal) {
  await technician.start(); // the first one warms up page, browser and server
  await technician.end();
  const starts = [];
  for (let i = 0; i < 20; i++) {
    starts.push(await technician.start());
    if (i < 19) await technician.end();
  }
  addStarts(`${link}: Start pressed → whole screen`, starts, goal.start);
  await sleep(3_000); // the picture gets its last sharpness
  table.add(`${link}: data-channel message to the server and back`, "ms", await technician.roundTrips(5));
  table.add(`${link}: traffic, static screen`, "kB/s", [await technician.traffic(10_000)], { goal: 3 });
  addTaps(`${link}: tap → changed pixel, static`, await technician.taps(40), goal.static);
  await technician.mode("scroll");
  await sleep(2_000);
  const { perSecond, ages, drawn } = await technician.frames(5_000);
  table.add(`${link}: frames drawn by the phone, scrolling`, "1/s", [drawn]);
  table.add(`${link}: frames seen of 30, scrolling`, "1/s", [perSecond], { goal: goal.frames, atLeast: true });
  table.add(`${link}: age of a picture when it is shown, scrolling`, "ms", ages);
  table.add(`${link}: traffic, scrolling`, "kB/s", [await technician.traffic(5_000)], { goal: 300 });
  addTaps(`${link}: tap → changed pixel, scrolling`, await technician.taps(40), goal.scroll);
  await technician.mode("static");
  await technician.end();
}

function addStarts(what, starts, goal) {
  table.add(what, "ms", starts.map((s) => s.took), { goal });
  const names = ["session made", "viewer asks", "answered", "first frame", "whole screen"];
  const stages = names.map((name, i) => `${name} ${median(starts.map((s) => s.ended[i])).toFixed(0)}`);
  console.error(`${what}, medians in ms after the press: ${stages.join(", ")}`);
}

function addTaps(what, taps, [goal, goal95]) {
  table.add(what, "ms", taps.map((t) => t.took), { goal, goal95 });
  const stage = (name) => median(taps.map((t) => t[name])).toFixed(0);
  console.error(`${what}, medians of the stages: press → phone ${stage("reached")} ms, → drawn ${stage("drew")} ms, → shown ${stage("showed")} ms`);
}

/** How long after a crash the picture comes back, with nobody touching anything. */
async function recovery() {
  await withDemo(async (browser, server) => {
    const technician = await Technician.open(browser, server);
    await technician.start();
    const took = [];
    for (let i = 0; i < 3; i++) {
      await sleep(2_000);
      took.push(await technician.recover(demoFlags));
    }
    table.add("server killed, back 2 s later: it answers → picture is back", "ms", took, { goal: 3_000 });
  });
}

async function withDemo(measure) {
  const server = new Server();
  let browser;
  try {
    await server.start("demo", ...demoFlags);
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    await measure(browser, server);
  } catch (error) {
    console.error(server.log.slice(-4_000));
    throw error;
  } finally {
    await browser?.close();
    await server.remove();
  }
}
