import { defineConfig } from "@playwright/test";

// One browser and one server; stories run one after the other, each in contexts of its own.
export default defineConfig({
  testDir: "tests",
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    viewport: { width: 1440, height: 900 },
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
