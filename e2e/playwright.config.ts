import { defineConfig } from "@playwright/test";

// Two workers, each with a browser and servers of its own, as stories wait more than they work. Within a file they run
// one after the other, each in contexts of its own.
export default defineConfig({
  testDir: "tests",
  workers: 2,
  fullyParallel: false,
  retries: 0,
  // Machines that build are busy: these bound a hang, they are not how long anything should take. Stories have no bounds
  // of their own, so that a slow machine is slow and nothing else.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    // A trace costs a third of the time; TRACE=1 takes one of what fails.
    trace: process.env.TRACE === "1" ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--auto-select-tab-capture-source-by-title=Quarterly report",
      ],
    },
  },
});
