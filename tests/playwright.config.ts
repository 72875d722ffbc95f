// One project a folder; `cargo xtask test browser` runs the project of that name.
import { defineConfig } from "@playwright/test";

import { launch } from "./support/chromium.ts";

const use = {
  launchOptions: launch(),
  locale: "en-GB",
  timezoneId: "Asia/Bangkok",
  viewport: { width: 1100, height: 900 },
  // TRACE=1 keeps a trace of what failed; recording one makes every test slower by a fifth.
  trace: process.env.TRACE ? ("retain-on-failure" as const) : ("off" as const),
};

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/playwright",
  reporter: "list",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use,
  projects: [
    ...["browser", "desk", "accessibility", "budgets", "bench", "pictures"].map((name) => ({ name, testDir: name })),
    // One backend for each adapter, and all of its behaviours in turn.
    { name: "adapters", testDir: "adapters", fullyParallel: false },
    // One WordPress, with a database, for all of its tests. Its screens are slow on a busy machine.
    { name: "wordpress", testDir: "wordpress", workers: 1, timeout: 120_000, expect: { timeout: 30_000 } },
  ],
});
