// How the tests start the system's Chromium.

/** Launch options; `more` are flags that only some tests want. */
export const launch = (...more: string[]) => ({
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
    ...more,
  ],
});
