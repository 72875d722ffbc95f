// Nothing is cut with the text spacing of WCAG 1.4.12, and with the tall marks of Thai.
import { expect, test } from "../support/forum.ts";
import { cutBySpacing, cutMarks } from "../support/reflow.ts";
import { SCREENS, show } from "./screens.ts";

test("with more space between letters, words and lines nothing is cut", async ({ page, server, open }) => {
  const rooms = ["room.inbox", "room.account", "room.organisations", "one's own that was hidden"];
  for (const screen of SCREENS.filter((one) => ["thread", "submission", "compose 1", "compose 2", ...rooms].includes(one.name))) {
    await show(screen, open, server, { lang: "th" });
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await cutBySpacing(page, "open-forum"), screen.name).toEqual([]);
    await page.setViewportSize({ width: 1100, height: 900 });
  }
});

test("the marks of Thai are inside every button, chip and badge", async ({ page, open }) => {
  const forum = await open({ lang: "th" });
  await expect(forum.vote("agree").first()).toBeVisible();
  expect(await cutMarks(page, "open-forum")).toEqual([]);
  expect(await page.locator("open-forum").count()).toBe(1);
});

test("the figures of people and organisations stay whole, and inside their card", async ({ page, open }) => {
  for (const lang of ["en", "th"]) {
    const forum = await open({ lang });
    await expect(forum.element.locator(".tally-two").first()).toBeVisible();
    for (const width of [320, 400, 480, 560, 600, 640, 700, 800, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      const wrong = await forum.element.locator(".card-foot:has(.tally-two)").evaluateAll((feet) =>
        feet.flatMap((foot) => {
          const end = foot.getBoundingClientRect().right + 1;
          const inside = [...foot.querySelectorAll<HTMLElement>(".tally > *")].filter((one) => one.offsetWidth > 0);
          const tall = (one: HTMLElement) => one.offsetHeight > 1.9 * Number.parseFloat(getComputedStyle(one).lineHeight);
          return inside.filter((one) => one.getBoundingClientRect().right > end || (one.matches(".tally-n") && tall(one))).map((one) => one.textContent);
        }),
      );
      expect(wrong, `${lang} at ${width}`).toEqual([]);
    }
  }
});
