// Everything that a moderator's browser loads until the desk can be worked at, brotli 11, from a real page load.
import { desk } from "../support/desk.ts";
import { expect, opened, somebody, test, written } from "../support/forum.ts";
import { loading } from "./loading.ts";

const BUDGET = 260_000;

for (const lang of ["en", "th"] as const) {
  test(`the desk in ${lang}, up to a decision, stays under ${BUDGET} bytes`, async ({ page, server }) => {
    const thread = await opened(server, { premoderated: true });
    await written(server, somebody(server), {}, thread);
    const loaded = loading(page, () => false);
    const here = await desk(page, server, {}, { lang });
    await expect(here.rows.first()).toBeVisible();
    await here.button("action.approve", here.panel).click();
    await expect(here.undo).toBeVisible();
    await page.waitForLoadState("networkidle");
    const { total, files } = await loaded(lang);
    expect(total).toBeLessThanOrEqual(BUDGET);
    expect(files.length).toBeGreaterThanOrEqual(5);
    expect(files.filter((part) => part.coded !== "br"), "files that were not sent as brotli").toEqual([]);
    expect(files.filter((part) => /open-forum\.js|rooms|browser/.test(part.path)), "of the widget, nothing").toEqual([]);
  });
}
