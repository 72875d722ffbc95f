// The frame page, for hosts that cannot allow WebAssembly or that enforce Trusted Types: it tells
// its height, up and down, to whoever framed it.
import { expect, test } from "../support/forum.ts";

const PARENT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page with a frame</title><link rel="icon" href="data:,">
<script src="/open-forum-frame.js" type="module"></script></head>
<body><main><h1>A page with a frame</h1>
<iframe src="/embed?thread=post-pandemic-recovery&lang=en" title="Open Forum" data-open-forum></iframe></main></body></html>`;

test("under Trusted Types the frame works, grows and shrinks", async ({ page, server }) => {
  const violations: string[] = [];
  page.on("console", (entry) => /TrustedHTML|Trusted Type|Content Security/i.test(entry.text()) && violations.push(entry.text()));
  await page.route("**/framed", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "Content-Security-Policy": "require-trusted-types-for 'script'; trusted-types 'none'; script-src 'self'" },
      body: PARENT,
    }),
  );
  await page.goto(`${server.url}/framed`);
  const frame = page.frameLocator("iframe").locator("open-forum");
  await expect(frame.getByRole("article").first()).toBeVisible();
  const height = async () => (await page.locator("iframe").boundingBox())?.height ?? 0;
  await expect.poll(height).toBeGreaterThan(800);
  const tall = await height();
  const inside = () => page.frames()[1]!.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  await expect.poll(inside).toBeLessThanOrEqual(1);

  await frame.getByRole("searchbox").fill("zzzzqqqq");
  await frame.getByRole("searchbox").press("Enter");
  await expect.poll(height).toBeLessThan(tall - 200);
  await expect.poll(inside).toBeLessThanOrEqual(1);

  // No loop: a height that is told changes nothing that would be told again.
  const told = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        let count = 0;
        addEventListener("message", () => (count += 1));
        setTimeout(() => done(count), 1500);
      }),
  );
  expect(told).toBeLessThan(3);
  expect(violations).toEqual([]);
});

test("a message from somebody else does not change the frame", async ({ page, server }) => {
  await page.goto(`${server.url}/host-frame.html`);
  const box = page.locator("iframe");
  await expect(page.frameLocator("iframe").locator("open-forum").getByRole("article").first()).toBeVisible();
  await expect.poll(async () => (await box.boundingBox())!.height).toBeGreaterThan(800);
  const before = (await box.boundingBox())!.height;
  await page.evaluate(() => {
    for (const type of ["open-forum:height", "open-forum", "height"]) postMessage({ type, height: 5 }, "*");
  });
  await page.waitForTimeout(300);
  expect((await box.boundingBox())!.height).toBe(before);
});
