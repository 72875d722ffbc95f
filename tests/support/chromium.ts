// How the tests start the system's Chromium.

/** Launch options of the browser that nearly all tests run in. */
export const launch = () => options(process.env.CHROMIUM);
/** Of the whole browser, where one without a window lacks what a test needs; `flags` are for that. */
export const launchWhole = (...flags: string[]) => options(process.env.CHROMIUM_WHOLE, ...flags);

const options = (executablePath = "/usr/bin/chromium", ...flags: string[]) => ({
  executablePath,
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
    ...flags,
  ],
});
