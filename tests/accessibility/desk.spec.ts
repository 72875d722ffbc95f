// The desk: nothing for axe to find in English and Thai, light and dark, on a telephone, a column and a desk; it fits every
// width and letter size; and the Tab key leads through all of it.
import { expectAccessible } from "../support/axe.ts";
import { expect, test, type Page, type Server } from "../support/forum.ts";
import { cutBySpacing, cutMarks, tooWide } from "../support/reflow.ts";
import { walked } from "../support/walk.ts";
import { DESK_SCREENS, showDesk } from "./desk-screens.ts";

for (const screen of DESK_SCREENS) {
  const shown = async (page: Page, server: Server, lang: "en" | "th", theme: "light" | "dark") => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const here = await showDesk(screen, page, server, { theme, lang });
    expect(await here.unsaid()).toEqual([]);
    for (const width of [1100, 700, 320]) {
      await page.setViewportSize({ width, height: 900 });
      // The whole page is the desk's, and so are its live regions.
      await expectAccessible(page, "html", `${width} px`);
    }
  };

  test(`desk: ${screen.name}, light, en`, ({ page, server }) => shown(page, server, "en", "light"));

  test(`desk: ${screen.name}, dark, th; it fits every width and root font, and the Tab key leads through it`, async ({ page, server }) => {
    await shown(page, server, "th", "dark");
    for (const width of [1100, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const { stops, wrong } = await walked(page, "#desk");
      expect(wrong, `${width} px`).toEqual([]);
      // A dialog of words has its way out, and nothing else.
      expect(stops).toBeGreaterThan(screen.name === "shortcuts" ? 0 : 3);
    }
    expect(await tooWide(page, "#desk")).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await cutBySpacing(page, "#desk")).toEqual([]);
    expect(await cutMarks(page, "#desk")).toEqual([]);
  });
}

test("desk: with forced colours every control keeps an edge, and what is decided is not told by colour alone", async ({ page, server }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const screen = DESK_SCREENS.find((one) => one.name === "taken back for eight seconds")!;
  const here = await showDesk(screen, page, server, { theme: "light", lang: "en" });
  const bare = await here.element.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll<HTMLElement>(".btn, .input")]
      .filter((one) => one.offsetParent !== null)
      .filter((one) => {
        const style = getComputedStyle(one);
        return style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) === 0;
      })
      .map((one) => `${one.localName}.${one.className} “${one.textContent}”`),
  );
  expect(bare).toEqual([]);
});

test("desk: what happens is told in regions that were there before, and headings go down one step at a time", async ({ page, server }) => {
  const screen = DESK_SCREENS.find((one) => one.name === "new")!;
  const here = await showDesk(screen, page, server, { theme: "light", lang: "en" });
  const status = page.locator("body > [role=status]");
  await expect(status).toBeAttached();
  await expect(page.locator("body > [role=alert]")).toBeAttached();
  await here.decide("action.approve");
  await expect(status).toHaveText(here.say("decided.approve"));
  await here.undo.click();
  await expect(status).toHaveText(here.say("undo.done"));
  const levels = await here.element.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll<HTMLElement>("h1,h2,h3,h4,h5,h6")].filter((one) => one.offsetParent !== null).map((one) => Number(one.localName[1])),
  );
  expect(levels[0]).toBe(1);
  for (const [index, level] of levels.entries()) if (index > 0) expect(level - levels[index - 1]!).toBeLessThanOrEqual(1);
});
