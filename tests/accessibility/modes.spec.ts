// Thai dates, forced colours, less motion, live regions, and headings in their order.
import { expect, message, somebody, test } from "../support/forum.ts";

test("Thai shows Buddhist years and means ISO dates", async ({ open }) => {
  const forum = await open({ lang: "th" });
  await expect(forum.vote("agree").first()).toBeVisible();
  const times = await forum.element.locator("time").evaluateAll((all) =>
    all.map((one) => ({ datetime: one.getAttribute("datetime") ?? "", text: one.textContent ?? "" })),
  );
  expect(times.length).toBeGreaterThan(3);
  for (const { datetime, text } of times) {
    expect(datetime).toMatch(/^20\d\d-\d\d-\d\d/);
    const year = Number(datetime.slice(0, 4));
    if (/\d{4}/.test(text)) expect(text).toMatch(new RegExp(`${year + 543}|${year + 542}|${year + 544}`));
    expect(text).not.toContain(String(year));
  }
  expect(times.some(({ text }) => /25\d\d/.test(text))).toBe(true);
});

test("with forced colours every control keeps an edge", async ({ page, open }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const forum = await open({ token: undefined });
  await expect(forum.vote("agree").first()).toBeVisible();
  const bare = await forum.element.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll<HTMLElement>("button, input, select, textarea")]
      .filter((one) => one.offsetParent !== null && one.offsetWidth > 4)
      .filter((one) => {
        const edged = (element: Element | null) => {
          if (!element) return false;
          const style = getComputedStyle(element);
          return style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) > 0;
        };
        const style = getComputedStyle(one);
        // The browser draws its own check boxes; a button inside a field is seen by its icon.
        const native = one instanceof HTMLInputElement && ["checkbox", "radio"].includes(one.type) && style.appearance !== "none";
        return !native && !one.querySelector("svg") && !edged(one) && !edged(one.parentElement) && style.textDecorationLine === "none";
      })
      .map((one) => `${one.localName}.${one.className} in ${one.parentElement?.className}`),
  );
  expect(bare).toEqual([]);
});

test("who asks for less motion gets none", async ({ page, server, open }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const forum = await open({ token: somebody(server) });
  await forum.vote("agree").first().click();
  const moving = await page.evaluate(() =>
    document.querySelector("open-forum")!.shadowRoot!.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration) > 1).length,
  );
  expect(moving).toBe(0);
});

test("the regions that are read out are in the page before they speak, at most once a second", async ({ page, server, open }) => {
  const forum = await open({ token: somebody(server) });
  await page.evaluate(() => {
    const told: { at: number; role: string; text: string }[] = ((globalThis as unknown as { told: object[] }).told = []) as never;
    for (const role of ["status", "alert"]) {
      const region = document.querySelector(`open-forum > [role=${role}]`);
      if (!region) throw new Error(`no ${role} among the element's children`);
      new MutationObserver(() => told.push({ at: performance.now(), role, text: region.textContent ?? "" })).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  const button = forum.vote("agree").first();
  await button.click();
  await expect(page.locator("open-forum > [role=status]")).toContainText(message("vote.saved"));
  await button.click();
  await expect(page.locator("open-forum > [role=status]")).toContainText(message("vote.removed"));
  const told = await page.evaluate(() => (globalThis as unknown as { told: { at: number }[] }).told);
  const quick = told.filter((one, index) => index > 0 && one.at - told[index - 1]!.at < 150);
  expect(quick.length, JSON.stringify(told)).toBeLessThanOrEqual(1);
});

test("headings go down one step at a time from the level that the host names", async ({ open }) => {
  const forum = await open({ more: 'heading-level="3"' });
  await expect(forum.vote("agree").first()).toBeVisible();
  const levels = await forum.element.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll("h1,h2,h3,h4,h5,h6")].filter((one) => (one as HTMLElement).offsetParent !== null).map((one) => Number(one.localName[1])),
  );
  expect(levels[0]).toBe(3);
  for (const [index, level] of levels.entries()) if (index > 0) expect(level - levels[index - 1]!).toBeLessThanOrEqual(1);
});

test("after each step the heading of the new view has the focus", async ({ open }) => {
  const forum = await open();
  await forum.cards.first().getByRole("heading").getByRole("link").click();
  await expect(forum.element.getByRole("heading", { name: forum.say("comments.title") })).toBeVisible();
  const focused = await forum.element.evaluate((element) => element.shadowRoot!.activeElement?.localName);
  expect(focused).toMatch(/^h[2-6]$/);
});
