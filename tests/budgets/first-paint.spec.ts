// The first submissions wait for no WebAssembly, the takeover moves nothing, and a long thread stays light.
import { expect, opened, place, somebody, test, written } from "../support/forum.ts";

test("the loader paints the first submissions while the module is still on its way", async ({ page, server }) => {
  let go = () => {};
  const wait = new Promise<void>((done) => (go = done));
  await page.route("**/*.wasm", async (route) => {
    await wait;
    await route.continue();
  });
  await page.addInitScript(() => {
    const all: number[] = ((globalThis as unknown as { shifts: number[] }).shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) all.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const forum = await place(page, server);
  const { items } = await server.get<{ items: { title: string; body: string }[] }>("/v1/threads/post-pandemic-recovery/submissions");
  const seen = () => forum.element.evaluate((element) => element.shadowRoot?.textContent ?? "");
  await expect.poll(seen).toContain(items[0]!.title);
  for (const one of items.slice(0, 5)) expect(await seen()).toContain(one.title);
  await expect(forum.vote("agree")).toHaveCount(0);
  const place1 = await titleBox(forum.element.getByText(items[0]!.title).first());
  await page.evaluate(() => void ((globalThis as unknown as { shifts: number[] }).shifts.length = 0));

  go();
  await expect(forum.vote("agree").first()).toBeVisible();
  await page.waitForTimeout(500);
  const place2 = await titleBox(forum.element.getByText(items[0]!.title).first());
  expect(Math.abs(place2 - place1), "how far the first title moved, px").toBeLessThanOrEqual(1);
  const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, one) => sum + one, 0), "layout shift of the takeover").toBe(0);
});

const titleBox = async (title: import("@playwright/test").Locator) => (await title.boundingBox())?.y ?? Number.NaN;

test("the module and the first page of data are asked for at the same time", async ({ page, server }) => {
  const started: Record<string, number> = {};
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    started[/\.wasm$/.test(path) ? "wasm" : /\/submissions$/.test(path) ? "data" : path] ??= Date.now();
  });
  const ended: Record<string, number> = {};
  page.on("requestfinished", (request) => {
    const path = new URL(request.url()).pathname;
    ended[/\.wasm$/.test(path) ? "wasm" : /\/submissions$/.test(path) ? "data" : path] ??= Date.now();
  });
  const forum = await place(page, server);
  await expect(forum.vote("agree").first()).toBeVisible();
  expect(started.data, "data asked for before the module was there").toBeLessThanOrEqual(ended.wasm!);
  expect(started.wasm, "module asked for before the data was there").toBeLessThanOrEqual(ended.data!);
  const twice = await page.evaluate(() => {
    const names = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => /\/v1\//.test(name));
    return names.filter((name, index) => names.indexOf(name) !== index);
  });
  expect(twice, "asked for twice").toEqual([]);
});

test("a thread of 200 stays under 1,500 nodes on first view", async ({ page, server }) => {
  const thread = await opened(server);
  const token = somebody(server);
  for (let number = 0; number < 200; number += 1) await written(server, token, { body: `A text of **one** paragraph, number ${number}.` }, thread);
  const forum = await place(page, server, { thread, token: somebody(server) });
  await expect(forum.vote("agree").first()).toBeVisible();
  const nodes = await forum.element.evaluate((element) => element.shadowRoot?.querySelectorAll("*").length ?? 0);
  console.log(`${nodes} elements in a thread of 200`);
  expect(nodes).toBeLessThan(1500);
  expect(await forum.cards.count()).toBeLessThanOrEqual(20);
});
