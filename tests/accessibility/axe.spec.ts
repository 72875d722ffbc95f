// Nothing for axe to find on any screen, light and dark, English and Thai.
import { expectAccessible } from "../support/axe.ts";
import { test } from "../support/forum.ts";
import { SCREENS, show } from "./screens.ts";

for (const screen of SCREENS) {
  for (const lang of ["en", "th"] as const) {
    test(`${screen.name}, light and dark, ${lang}`, async ({ page, server, open }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await show(screen, open, server, { theme: "light", lang });
      await expectAccessible(page);
      await page.evaluate(() => {
        document.body.style.cssText = "background:#111;color:#eee";
        document.querySelector("open-forum")?.setAttribute("theme", "dark");
      });
      await expectAccessible(page);
    });
  }
}

test("the loader's first picture", async ({ page, server, open }) => {
  await page.route("**/*.wasm", () => new Promise(() => {}));
  await open({ lang: "th" });
  await expectAccessible(page);
});
