// The widget itself on a page of WordPress, with WordPress's own sessions and nonces.
import { Forum, type Page } from "../support/forum.ts";
import type { Server } from "../support/server.ts";
import { comment, mouse, submit } from "../support/ways.ts";
import { published, signIn } from "../support/wordpress-page.ts";
import { expect, test, type Site } from "../support/wordpress.ts";

/** Opens a page with the thread; `by` has signed in. */
async function opened(page: Page, site: Site, thread: string, by?: string): Promise<Forum> {
  if (by) await signIn(page.context(), site, await site.login(by));
  await page.goto(await published(site, `[open_forum thread="${thread}" lang="en"]`));
  // It asks WordPress, and no server of ours.
  return new Forum(page, undefined as unknown as Server);
}

test("a person who has signed in to WordPress reads, submits, votes, changes, takes back, comments and edits", async ({ page, site }) => {
  const thread = await site.thread();
  const author = await site.login("sub9");
  const id = await site.submitted(thread, author, { title: "A visit before a letter" });
  const reader = await site.login("sub8");
  const forum = await opened(page, site, thread, "sub8");
  const card = forum.card("A visit before a letter");
  const mine = async () => (await site.get(`/submissions/${id}`, reader)).body.my_vote;

  await forum.vote("agree", card).click();
  await expect.poll(mine).toBe("agree");
  await forum.vote("disagree", card).click();
  await expect.poll(mine).toBe("disagree");
  await forum.vote("disagree", card).click();
  await expect.poll(mine).toBeNull();

  await submit(forum, mouse, { title: "Bus fare for volunteers", body: "Nothing more <b>is</b> needed." });
  const { items } = (await site.get(`/threads/${thread}/submissions`, reader)).body;
  expect(items.map((one: { title: string }) => one.title)).toContain("Bus fare for volunteers");

  await page.goto(`${page.url().split(/[?#]/)[0]}`);
  await forum.card("A visit before a letter").getByRole("link", { name: "A visit before a letter" }).click();
  await comment(forum, mouse, "So it is in our village.");
  expect((await site.get(`/submissions/${id}/comments`, reader)).body.items[0].body).toBe("So it is in our village.");
  // What this backend cannot do is not offered.
  await expect(forum.element.getByRole("button", { name: forum.say("follow.add") })).toHaveCount(0);
});

test("who has not signed in reads, and is led to WordPress's own form", async ({ page, site }) => {
  const thread = await site.thread();
  await site.submitted(thread, await site.login("sub9"), { title: "Read by everybody" });
  const forum = await opened(page, site, thread);
  const card = forum.card("Read by everybody");
  await expect(card).toBeVisible();
  await forum.vote("agree", card).click();
  await page.waitForURL(/wp-login\.php\?redirect_to=/);
});

test("a nonce that has ended is renewed, and what was pressed counts", async ({ page, site }) => {
  const thread = await site.thread();
  const id = await site.submitted(thread, await site.login("sub9"), { title: "After a day" });
  const reader = await site.login("sub8");
  // The page lay open for a day: WordPress takes its nonce no more.
  await page.route(/\/\?p=|\/forum/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-nonce="[0-9a-f]+"/, 'data-nonce="0123456789"') });
  });
  const forum = await opened(page, site, thread, "sub8");
  await expect(forum.element).toHaveAttribute("data-nonce", "0123456789");
  await forum.vote("agree", forum.card("After a day")).click();
  await expect.poll(async () => (await site.get(`/submissions/${id}`, reader)).body.my_vote).toBe("agree");
});

test("it works where the REST API has no address of words", async ({ page, site }) => {
  const thread = await site.thread();
  await site.submitted(thread, await site.login("sub9"), { title: "By a parameter" });
  await site.php("update_option('permalink_structure', ''); flush_rewrite_rules(false);");
  try {
    const forum = await opened(page, site, thread, "sub8");
    await expect(forum.element).toHaveAttribute("api", /\?rest_route=\/$/);
    await forum.vote("agree", forum.card("By a parameter")).click();
    await expect(forum.vote("agree", forum.card("By a parameter"))).toHaveAttribute("aria-pressed", "true");
    await expect(forum.vote("agree", forum.card("By a parameter"))).not.toHaveAttribute("aria-busy", "true");
  } finally {
    await site.php("update_option('permalink_structure', '/%postname%/'); flush_rewrite_rules(false);");
  }
});
