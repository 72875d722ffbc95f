// Everything that a participant's browser loads to read and vote, and then to hear what others do, brotli 11, from a real
// page load.
import { expect, place, somebody, test } from "../support/forum.ts";
import { loading } from "./loading.ts";

const BUDGET = 160_000;

for (const lang of ["en", "th"] as const) {
  test(`a first visit in ${lang}, up to a vote that works, stays under ${BUDGET} bytes`, async ({ page, server }) => {
    // The stream of events has no end that could be read.
    const loaded = loading(page, (path) => path === "/a-host-page" || path.endsWith("/events"));
    const live = page.waitForResponse((response) => response.url().endsWith("/events"));
    const forum = await place(page, server, { lang, token: somebody(server) });
    const agree = forum.vote("agree", forum.cards.first());
    await agree.click();
    await expect(agree).toHaveAttribute("aria-pressed", "true");
    await page.waitForLoadState("networkidle");
    await live;
    const { total, files } = await loaded(lang);
    expect(total).toBeLessThanOrEqual(BUDGET);
    expect(files.length).toBeGreaterThanOrEqual(5);
    expect(files.filter((part) => part.coded !== "br"), "files that were not sent as brotli").toEqual([]);
  });
}

test("a second visit loads nothing of the code again", async ({ page, server }) => {
  // A page of the server's own: what a test puts in its place would switch the browser's cache off.
  const agree = page.locator("open-forum").getByRole("button", { name: /^Agree/ }).first();
  await page.goto(`${server.url}/host-plain.html`);
  await expect(agree).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.goto("about:blank");
  const sizes = async () =>
    page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter((entry) => /\/assets\//.test(entry.name))
        .map((entry) => (entry as PerformanceResourceTiming).transferSize),
    );
  await page.goto(`${server.url}/host-plain.html`);
  await expect(agree).toBeVisible();
  expect((await sizes()).length).toBeGreaterThan(0);
  expect((await sizes()).reduce((sum, bytes) => sum + bytes, 0)).toBe(0);
});
