// The element's life: several on a page, attributes that change, coming and going without a leak.
import { expect, opened, place, somebody, test, written, type Page } from "../support/forum.ts";

test("two widgets on a page know nothing of each other", async ({ page, server }) => {
  await page.goto(`${server.url}/host-two.html`);
  const [left, right] = [page.locator("open-forum").nth(0), page.locator("open-forum").nth(1)];
  await expect(left.getByRole("article").first()).toBeVisible();
  await expect(right.getByRole("article").first()).toBeVisible();
  const token = somebody(server);
  await left.evaluate((element, value) => element.setAttribute("token", value), token);
  const agree = left.getByRole("button", { name: /^Agree/ }).first();
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "PUT" && sent.push(request.url()));
  await agree.click();
  await expect(agree).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => sent.length).toBe(1);
  await expect(right.locator('[aria-pressed="true"]')).toHaveCount(0);
  const ids = await page.evaluate(() => {
    const all = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return all.length - new Set(all).size;
  });
  expect(ids, "ids twice in the page itself").toBe(0);
});

test("attributes may change at any time", async ({ page, server, open }) => {
  const forum = await open({ token: somebody(server) });
  const set = (name: string, value: string) =>
    forum.element.evaluate((element, [key, text]) => element.setAttribute(key!, text!), [name, value] as const);
  await set("lang", "th");
  await expect(forum.element.getByRole("button", { name: /^เห็นด้วย/ }).first()).toBeVisible();
  await set("lang", "en");
  await expect(forum.element.getByRole("button", { name: /^Agree/ }).first()).toBeVisible();
  const background = () =>
    forum.element.evaluate((element) => {
      const card = element.shadowRoot?.querySelector("article");
      return card ? getComputedStyle(card).color : "";
    });
  await set("theme", "light");
  const light = await background();
  await set("theme", "dark");
  await expect.poll(background).not.toBe(light);
  // So do check boxes, lists of choices and dates, which the browser draws.
  const drawn = () => forum.element.evaluate((element) => getComputedStyle(element.shadowRoot!.querySelector("select")!).colorScheme);
  expect(await drawn()).toBe("dark");
  await set("thread", "community-care-fund");
  await expect(forum.vote("support").first()).toBeVisible();
  await forum.element.evaluate((element) => element.removeAttribute("thread"));
  await expect(forum.cards).toHaveCount(4);
  await expect(forum.cards.filter({ hasText: "care fund" })).toBeVisible();
  expect(await page.locator("open-forum").count()).toBe(1);
});

interface Weight {
  nodes: number;
  listeners: number;
  heap: number;
}

test("removed and put back a hundred times, nothing stays behind", async ({ page, open }) => {
  test.setTimeout(180_000);
  await open();
  const chrome = await page.context().newCDPSession(page);
  await chrome.send("Performance.enable");
  const weigh = async (): Promise<Weight> => {
    await chrome.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(200);
    await chrome.send("HeapProfiler.collectGarbage");
    const { metrics } = await chrome.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
  };
  await cycle(page, 10);
  const before = await weigh();
  await cycle(page, 100);
  const after = await weigh();
  const grown = { nodes: after.nodes - before.nodes, listeners: after.listeners - before.listeners, heap: after.heap - before.heap };
  test.info().annotations.push({ type: "grown after 100", description: JSON.stringify(grown) });
  expect(grown.nodes).toBeLessThan(200);
  expect(grown.listeners).toBeLessThan(20);
  expect(grown.heap).toBeLessThan(1_500_000);
});

/** Takes the element out and puts it back, each time until cards are shown. */
async function cycle(page: Page, times: number): Promise<void> {
  await page.evaluate(async (count) => {
    const element = document.querySelector("open-forum") as HTMLElement;
    const home = element.parentElement as HTMLElement;
    const shown = () => element.shadowRoot?.querySelector("[aria-pressed]") != null;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let turn = 0; turn < count; turn += 1) {
      element.remove();
      await frame();
      home.append(element);
      for (let wait = 0; wait < 600 && !shown(); wait += 1) await frame();
      if (!shown()) throw new Error("the widget did not come back");
    }
  }, times);
}

test("an element made by a script, far down the page, loads when it comes near", async ({ page, server }) => {
  const asked: string[] = [];
  page.on("request", (request) => /\.wasm$|\/v1\//.test(request.url()) && asked.push(request.url()));
  const forum = await place(page, server, { inside: "<p>Below.</p>" });
  await expect(forum.cards.first()).toBeVisible();
  asked.length = 0;
  await page.evaluate(() => {
    const far = document.createElement("open-forum");
    far.id = "far";
    far.setAttribute("api", "/");
    far.setAttribute("thread", "post-pandemic-recovery");
    far.style.marginTop = "6000px";
    document.body.append(far);
  });
  await page.waitForTimeout(500);
  expect(asked).toEqual([]);
  await page.locator("#far").scrollIntoViewIfNeeded();
  await expect(page.locator("#far").getByRole("article").first()).toBeVisible();
});

test("the author sees at once what waits for a moderator; others do not", async ({ page, server, open }) => {
  const author = somebody(server);
  const thread = await opened(server, { premoderated: true });
  const one = await written(server, author, {}, thread);
  const forum = await open({ token: author, thread });
  await expect(forum.card(one.title)).toContainText(forum.say("state.pending"));
  const other = await place(await page.context().newPage(), server, { token: somebody(server), thread });
  await expect(other.element.getByText(other.say("list.empty"))).toBeVisible();
  await expect(other.card(one.title)).toHaveCount(0);
});
