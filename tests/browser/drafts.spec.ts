// Not a word is lost: a draft is kept on the device, also between two tabs.
import { expect, place, somebody, test } from "../support/forum.ts";

test("a draft is there again after a reload", async ({ page, server, open }) => {
  const forum = await open({ token: somebody(server) });
  await forum.way("compose.open").click();
  const title = forum.element.getByRole("textbox", { name: forum.say("compose.title.label") });
  const body = forum.element.getByRole("textbox", { name: forum.say("compose.body.label") });
  await title.fill("ให้มีคลินิกกลางคืนในทุกอำเภอ");
  await body.fill("First line\n\n- and a list");
  await expect(forum.element.getByText(/^Saved on this device/)).toBeVisible();
  await page.reload();
  await forum.way("compose.open").click();
  await expect(title).toHaveValue("ให้มีคลินิกกลางคืนในทุกอำเภอ");
  await expect(body).toHaveValue("First line\n\n- and a list");
});

test("a second tab neither loses nor overwrites silently what the first one wrote", async ({ context, page, server, open }) => {
  const token = somebody(server);
  const forum = await open({ token });
  await forum.way("compose.open").click();
  const field = (of: typeof forum) => of.element.getByRole("textbox", { name: of.say("compose.title.label") });
  await field(forum).fill("Written in the first tab");
  await expect(forum.element.getByText(/^Saved on this device/)).toBeVisible();

  const second = await place(await context.newPage(), server, { token });
  await second.way("compose.open").click();
  await expect(field(second)).toHaveValue("Written in the first tab");
  await field(second).fill("Written in the second tab");
  await expect(second.element.getByText(/^Saved on this device/)).toBeVisible();
  await page.bringToFront();
  await expect(field(forum)).toHaveValue(/Written in the (first|second) tab/);
  await second.page.reload();
  await second.way("compose.open").click();
  await expect(field(second)).toHaveValue("Written in the second tab");
});

test("fields that are missing are named in a summary that takes the focus", async ({ server, open }) => {
  const forum = await open({ token: somebody(server) });
  await forum.way("compose.open").click();
  await forum.button("action.continue").click();
  const summary = forum.element.getByRole("heading", { name: forum.say("error.summary") });
  await expect(summary).toBeVisible();
  const inside = await summary.evaluate((heading) => {
    const focused = (heading.getRootNode() as ShadowRoot).activeElement;
    return focused !== null && (focused === heading || focused.contains(heading));
  });
  expect(inside).toBe(true);
  await forum.way("field.title.required").click();
  await expect(forum.element.getByRole("textbox", { name: forum.say("compose.title.label") })).toBeFocused();
});
