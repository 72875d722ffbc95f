// One project a folder; `cargo xtask test browser` runs the project of that name.
import { defineConfig } from "@playwright/test";

const use = {
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // A browser started by root has no sandbox; the rest keeps it from asking anybody anything.
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--js-flags=--expose-gc",
    ],
  },
  locale: "en-GB",
  timezoneId: "Asia/Bangkok",
  viewport: { width: 1100, height: 900 },
  trace: "retain-on-failure" as const,
};

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  reporter: "list",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use,
  projects: [
    ...["browser", "accessibility", "budgets", "bench", "pictures"].map((name) => ({ name, testDir: name })),
    // One WordPress for all of its tests: making one takes longer than they do.
    { name: "wordpress", testDir: "wordpress", workers: 1 },
  ],
});
