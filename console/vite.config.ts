import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  plugins: [
    react(),
    {
      // The Go embed needs the folder in a fresh clone, so it holds a .keep that emptyOutDir must not lose.
      name: "keep",
      apply: "build",
      generateBundle() {
        this.emitFile({ type: "asset", fileName: ".keep", source: "" });
      },
    },
  ],
  build: {
    outDir: "../internal/web/dist",
    emptyOutDir: true,
    // Lightning CSS would rewrite light-dark() into variables that miss Mantine's color scheme for older targets.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The strict content security policy allows no data: fonts or scripts; everything is a file of its own.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: "index.html", share: "share.html", join: "join.html", helpMe: "help-me.html", sim: "sim.html" },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/healthz", "/sim/devices", "/sim/auto"].map((path) => [path, { target: "http://127.0.0.1:8480", ws: true }]),
    ),
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    maxWorkers: "100%", // by default one processor is left idle, which is half of two
    // Machines that build are busy: these bound a hang, they are not how long a test should take.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
