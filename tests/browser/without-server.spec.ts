// api="browser:": the whole widget with everything in this browser's own database.
import { expect, place, test } from "../support/forum.ts";
import { comment, mouse, submit } from "../support/ways.ts";

test("without a server one can read, write, vote and comment, and it is kept", async ({ page, server }) => {
  const asked: string[] = [];
  page.on("request", (request) => /\/v1\//.test(request.url()) && asked.push(request.url()));
  const forum = await place(page, server, { api: "browser:", thread: null });
  await forum.element.getByRole("article").first().getByRole("link").first().click();
  await submit(forum, mouse, { title: "Kept in this browser", body: "For trying it out." });
  await forum.way("sent.view").click();
  await comment(forum, mouse, "A reason in this browser");
  const agree = forum.element.locator("[aria-pressed]").first();
  await agree.click();
  await expect(agree).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await forum.element.getByRole("article").first().getByRole("link").first().click();
  await expect(forum.card("Kept in this browser")).toBeVisible();
  await expect(forum.card("Kept in this browser").locator('[aria-pressed="true"]')).toHaveCount(1);
  expect(asked).toEqual([]);
});
