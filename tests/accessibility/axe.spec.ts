// Nothing for axe to find on any screen, light and dark, English and Thai; and none scrolls sideways, from 280 to 1100 px, with
// small and large root fonts.
import { expectAccessible } from "../support/axe.ts";
import { expect, test } from "../support/forum.ts";
import { tooWide } from "../support/reflow.ts";
import { SCREENS, show } from "./screens.ts";

for (const screen of SCREENS) {
  for (const lang of ["en", "th"] as const) {
    test(`${screen.name}, light and dark, ${lang}${lang === "th" ? "; it fits every width and root font" : ""}`, async ({ page, server, open }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await show(screen, open, server, { theme: "light", lang, head: "<style>body{margin:0}</style>" });
      await expectAccessible(page);
      await page.evaluate(() => {
        document.body.style.cssText = "background:#111;color:#eee";
        document.querySelector("open-forum")?.setAttribute("theme", "dark");
      });
      await expectAccessible(page);
      // Thai is the language with the longest words and the tallest lines.
      if (lang === "th") expect(await tooWide(page, "open-forum")).toEqual([]);
    });
  }
}

test("the loader's first picture", async ({ page, server, open }) => {
  await page.route("**/*.wasm", () => new Promise(() => {}));
  await open({ lang: "th" });
  await expectAccessible(page);
});
