// Everything that a browser loads until the desk can be worked at, brotli 11, from a real page load.
import { desk } from "../support/desk.ts";
import { expect, opened, somebody, test, written, type Page } from "../support/forum.ts";
import { field, official, owed, title } from "../support/official.ts";
import { loading } from "./loading.ts";

const BUDGET = 260_000;

/** Counts what a way through one part of the desk loads, and holds it to the budget. */
async function within(page: Page, part: string, lang: string, way: () => Promise<void>): Promise<void> {
  const loaded = loading(page, () => false);
  await way();
  await page.waitForLoadState("networkidle");
  const { total, files } = await loaded(`${part}, ${lang}`);
  expect(total).toBeLessThanOrEqual(BUDGET);
  expect(files.length).toBeGreaterThanOrEqual(5);
  expect(files.filter((one) => one.coded !== "br"), "files that were not sent as brotli").toEqual([]);
  expect(files.filter((one) => /open-forum\.js|rooms|browser/.test(one.path)), "of the widget, nothing").toEqual([]);
  const others = ["moderation", "answers", "forum"].filter((one) => one !== part);
  expect(files.filter((one) => others.some((other) => one.path.includes(`desk-${other}`))), "of other parts, nothing").toEqual([]);
}

for (const lang of ["en", "th"] as const) {
  test(`the desk in ${lang}, up to a decision, stays under ${BUDGET} bytes`, async ({ page, server }) => {
    const thread = await opened(server, { premoderated: true });
    await written(server, somebody(server), {}, thread);
    await within(page, "moderation", lang, async () => {
      const here = await desk(page, server, {}, { lang });
      await expect(here.rows.first()).toBeVisible();
      await here.button("action.approve", here.panel).click();
      await expect(here.undo).toBeVisible();
    });
  });

  test(`what is owed and a draft of an answer in ${lang} stay under ${BUDGET} bytes`, async ({ page, server }) => {
    const name = title();
    const { ids } = await owed(server, [name]);
    await within(page, "answers", lang, async () => {
      const here = await desk(page, server, official(server), { lang, at: "#/ledger" });
      await expect(here.element.getByText(name)).toBeVisible();
      await page.goto(`${page.url().split("#")[0]}#/answers/new/${ids[0]}`);
      await here.element.getByRole("radio").first().check();
      await field(here, "answer.heard").fill("You asked for people.");
      await here.button("answer.save").click();
      await expect(here.element.getByText(here.say("saved"), { exact: true })).toBeVisible();
    });
  });

  test(`an announcement in ${lang} stays under ${BUDGET} bytes`, async ({ page, server }) => {
    const name = title();
    await within(page, "forum", lang, async () => {
      const here = await desk(page, server, official(server), { lang, at: "#/announcements/new" });
      await field(here, "announcement.title").fill(name);
      await field(here, "announcement.body").fill("Come at nine.");
      await here.button("announcement.send").click();
      await expect(here.element.getByRole("link", { name, exact: true })).toBeVisible();
    });
  });
}
