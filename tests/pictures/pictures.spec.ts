// The README's screenshots: list, submission and form; English and Thai; light and dark; phone,
// column and desktop. `cargo xtask pictures` writes them; somebody looks at them.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, message, test, type Language } from "../support/forum.ts";

const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
mkdirSync(folder, { recursive: true });

const WIDTHS = [320, 700, 1100];
const SCREENS = ["list", "submission", "compose"] as const;

for (const screen of SCREENS) {
  for (const lang of ["en", "th"] as Language[]) {
    for (const theme of ["light", "dark"]) {
      test(`${screen} ${lang} ${theme}`, async ({ page, server }) => {
        await page.emulateMedia({ colorScheme: theme as "light" | "dark", reducedMotion: "reduce" });
        await page.goto(`${server.url}/?lang=${lang}&theme=${theme}&as=ngo`);
        const forum = page.locator("open-forum");
        await expect(forum.locator("[aria-pressed]").first()).toBeVisible();
        const say = (key: string) => message(key, {}, lang);
        if (screen === "submission") {
          await forum.getByRole("article").first().getByRole("heading").getByRole("link").click();
          await expect(forum.getByRole("heading", { name: say("comments.title") })).toBeVisible();
        }
        if (screen === "compose") {
          await forum.getByRole("button", { name: say("compose.open") }).or(forum.getByRole("link", { name: say("compose.open") })).first().click();
          await forum.getByRole("textbox", { name: say("compose.title.label") }).fill(lang === "th" ? "คลินิกกลางคืนในทุกอำเภอ" : "Night clinics in every district");
          await page.waitForTimeout(1500);
        }
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: width === 320 ? 1200 : 1000 });
          await forum.evaluate((element) => element.scrollIntoView({ block: "start" }));
          await page.screenshot({ path: `${folder}${screen}-${lang}-${theme}-${width}.png`, animations: "disabled", scale: "css" });
        }
      });
    }
  }
}
