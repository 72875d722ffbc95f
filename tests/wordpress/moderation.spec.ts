// What waits, what is decided, through the API and through WordPress's screens.
import { expect, test, type Session, type Site } from "../support/wordpress.ts";

const decide = (site: Site, by: Session, kind: string, id: string, action: string, more: object = {}) =>
  site.ask("POST", "/moderation/decisions", { by, body: { target: { kind, id }, action, ...more } });

test("a moderator decides with a reason that the author reads, once, and takes it back", async ({ site }) => {
  const [sub, editor, boss] = await Promise.all(["sub1", "edith", "boss"].map((name) => site.login(name))) as [Session, Session, Session];
  const slug = await site.thread({ premoderated: true });
  const id = (await site.submit(slug, sub, { title: "Waits" })).body.id;
  const queue = (await site.get(`/moderation/queue?thread=${slug}`, editor)).body;
  expect(queue.items.map((one: any) => [one.kind, one.submission.title, one.rules])).toEqual([["new", "Waits", [{ rule: "premoderated", detail: "" }]]]);
  for (const [body, wrong] of [
    [{ action: "reject" }, "reason required"],
    [{ action: "reject", reason: "nonsense" }, "reason unknown"],
    [{ action: "pin", reason: "spam" }, "reason invalid"],
    [{ action: "verify" }, "action invalid"],
    [{ action: "approve", into: "t" }, "into invalid"],
    [{ action: "approve", note: "x".repeat(2001) }, "note too_long"],
  ] as const) {
    const answer = await decide(site, editor, "submission", id, body.action, body);
    expect(answer.body.errors.map((one: any) => `${one.field} ${one.code}`)).toContain(wrong);
  }
  expect((await decide(site, editor, "submission", id, "hide", { reason: "spam" })).code).toBe("wrong-state");
  expect((await decide(site, editor, "submission", "0198c0de-7c1d-7000-8000-00000000ffff", "approve")).code).toBe("not-found");
  const both = await Promise.all([
    decide(site, editor, "submission", id, "approve"),
    decide(site, boss, "submission", id, "reject", { reason: "spam", message: "Said already.", note: "the third one" }),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual([201, 409]);
  const made = both.find((one) => one.status === 201)!.body;
  const undo = () => site.ask("DELETE", `/moderation/decisions/${made.id}`, { by: editor });
  expect((await undo()).body.undone_by).not.toBeNull();
  expect((await undo()).code).toBe("wrong-state");
  expect((await site.get(`/moderation/queue?thread=${slug}`, editor)).body.items).toHaveLength(1);
  await decide(site, editor, "submission", id, "reject", { reason: "spam", message: "Said already.", note: "the third one" });
  const mine = await site.get(`/submissions/${id}`, sub);
  expect(mine.body).toMatchObject({ state: "hidden", state_reason: "spam", verdict: { reason: "spam", message: "Said already.", can_appeal: false } });
  expect(JSON.stringify(mine.body)).not.toContain("the third one");
  const log = (await site.get(`/moderation/log?target_kind=submission&target_id=${id}`, editor)).body.items;
  expect(log.map((one: any) => [one.action, one.undone_at !== null])).toEqual([["reject", false], [made.action, true]]);
  expect((await site.get("/moderation/decisions?moderator=me&limit=1", editor)).body.items[0].id).toBe(log[0].id);
  expect((await decide(site, editor, "submission", id, "restore")).status).toBe(201);
  const own = await site.submitted(await site.thread(), editor);
  expect((await decide(site, editor, "submission", own, "hide", { reason: "spam" })).code).toBe("own-case");
});

test("every count follows a decision and its undoing", async ({ site }) => {
  const [sub, other, editor] = await Promise.all(["sub2", "sub3", "edith"].map((name) => site.login(name))) as [Session, Session, Session];
  const slug = await site.thread();
  const id = await site.submitted(slug, sub);
  await site.vote(id, other, "agree");
  const comment = (await site.ask("POST", `/submissions/${id}/comments`, { by: other, body: { body: "b", stance: "for" } })).body.id;
  const counts = async () => (await site.get(`/threads/${slug}`)).body.counts;
  const before = await counts();
  const hidden = await decide(site, editor, "submission", id, "hide", { reason: "spam" });
  expect(await counts()).toEqual({ submissions: 0, comments: 0, votes: 0, participants: 2 });
  await decide(site, editor, "comment", comment, "hide", { reason: "spam" });
  expect((await site.ask("DELETE", `/moderation/decisions/${hidden.body.id}`, { by: editor })).status).toBe(200);
  expect(await counts()).toEqual({ submissions: 1, comments: 0, votes: 1, participants: 2 });
  await decide(site, editor, "comment", comment, "restore");
  expect(await counts()).toEqual(before);
  for (const [action, field] of [["lock", "locked"], ["pin", "pinned"]] as const) {
    const thread = (await site.get(`/threads/${slug}`)).body;
    expect((await decide(site, editor, "thread", thread.id, action)).status).toBe(201);
    expect((await decide(site, editor, "thread", thread.id, action)).code).toBe("wrong-state");
    expect((await site.get(`/threads/${slug}`)).body[field]).toBe(true);
    await decide(site, editor, "thread", thread.id, `un${action}`);
  }
});

test("reports of two sectors hide until somebody looks, those of one never", async ({ site }) => {
  // What moderators found of these people's earlier reports does not count here.
  await site.php("OpenForum\\Store\\Db::run('DELETE FROM {reporters}');");
  const slug = await site.thread();
  const author = await site.login("sub0");
  const editor = await site.login("edith");
  // Sectors go round: sub1, sub5, … are of one.
  const report = async (id: string, numbers: number[], reason = "offensive") => {
    for (const number of numbers) {
      const by = await site.login(`sub${number}`);
      expect((await site.ask("POST", `/submissions/${id}/flags`, { by, body: { reason, note: `by ${number}` } })).status).toBe(201);
    }
  };
  const state = async (id: string) => (await site.get(`/submissions/${id}`, author)).body;
  const rivals = await site.submitted(slug, author);
  await report(rivals, [1, 5, 9, 13, 17]);
  expect((await state(rivals)).state).toBe("published");
  const hidden = await site.submitted(slug, author);
  await report(hidden, [1, 5, 9]);
  const by = await site.login("sub1");
  expect((await site.ask("POST", `/submissions/${hidden}/flags`, { by, body: { reason: "spam" } })).code).toBe("conflict");
  await report(hidden, [2]);
  expect(await state(hidden)).toMatchObject({ state: "hidden", state_reason: "offensive", verdict: { by: "rule", rule: "flags" } });
  const [item] = (await site.get(`/moderation/queue?thread=${slug}&kind=flagged&limit=100`, editor)).body.items.filter((one: any) => one.target.id === hidden);
  expect(item.flags).toEqual([{ reason: "offensive", count: 4, weight: 2, notes: ["by 2", "by 9", "by 5", "by 1"] }]);
  expect(item.harm).toBeCloseTo(1.4 / 2.4, 9);
  expect((await decide(site, editor, "submission", hidden, "approve")).status).toBe(201);
  expect((await state(hidden)).state).toBe("published");
  // They were wrong: their next reports weigh less.
  const next = await site.submitted(slug, author);
  await report(next, [1, 5, 9, 2]);
  expect((await state(next)).state).toBe("published");
});

test("how many people something reached does not tell how many have voted while that is hidden", async ({ site }) => {
  const [author, one, two, three, editor] = (await Promise.all(["sub0", "sub1", "sub2", "sub3", "edith"].map((name) => site.login(name)))) as [Session, Session, Session, Session, Session];
  const closes_at = new Date(Date.now() + 3_600_000).toISOString();
  for (const results of ["always", "after_vote", "after_close"]) {
    const slug = await site.thread({ voting: { mode: "opinion", results }, closes_at });
    const id = await site.submitted(slug, author);
    // One votes, comments and reports; two only votes; three only comments, and is reported.
    for (const by of [one, two]) await site.vote(id, by, "agree");
    const say = async (by: Session) => (await site.ask("POST", `/submissions/${id}/comments`, { by, body: { body: "b", stance: "for" } })).body.id;
    await say(one);
    const comment = await say(three);
    for (const path of [`/submissions/${id}`, `/comments/${comment}`]) {
      expect((await site.ask("POST", `${path}/flags`, { by: one, body: { reason: "off_topic" } })).status).toBe(201);
    }
    const reach = async () => (await site.get(`/moderation/queue?thread=${slug}`, editor)).body.items.map((item: any) => [item.target.kind, item.reach]);
    const is = (number: number) => [["submission", number], ["comment", number]];
    expect(await reach(), results).toEqual(is(results === "always" ? 3 : 2));
    // Nor does it for a moderator who has voted.
    await site.vote(id, editor, "agree");
    expect(await reach(), results).toEqual(is(results === "always" ? 4 : 2));
  }
});

test("the screens of WordPress decide the same way", async ({ page, site }) => {
  const [sub, editor] = [await site.login("sub6"), await site.login("edith")];
  const slug = await site.thread({ premoderated: true });
  const ids: string[] = [];
  for (const title of ["Screen one", "Screen two", "Screen three"]) ids.push((await site.submit(slug, sub, { title })).body.id);
  const state = async (id: string) => (await site.get(`/submissions/${id}`, sub)).body;
  await page.context().addCookies(editor.cookie.split("; ").map((one) => ({ name: one.slice(0, one.indexOf("=")), value: one.slice(one.indexOf("=") + 1), url: site.url })));
  await page.goto(`${site.url}/wp-admin/admin.php?page=open-forum`);
  const row = (title: string) => page.locator("tr").filter({ has: page.getByRole("link", { name: title, exact: true }) });
  await row("Screen one").getByRole("link", { name: "Approve" }).click();
  await expect(page.getByText("1 decision is made.")).toBeVisible();
  expect((await state(ids[0]!)).state).toBe("published");
  // In bulk a reason is needed to reject.
  for (const title of ["Screen two", "Screen three"]) await row(title).getByRole("checkbox").check();
  await page.locator("#bulk-action-selector-top").selectOption("reject");
  await page.locator("#doaction").click();
  await expect(page.getByText("2 could not be decided. Say why: the author reads it.")).toBeVisible();
  for (const title of ["Screen two", "Screen three"]) await row(title).getByRole("checkbox").check();
  await page.locator("#bulk-action-selector-top").selectOption("reject");
  await page.locator("#reason").selectOption("off_topic");
  await page.locator("#doaction").click();
  await expect(page.getByText("2 decisions are made.")).toBeVisible();
  expect(await state(ids[1]!)).toMatchObject({ state: "hidden", state_reason: "off_topic" });
  // With a message, on the item's own page.
  await page.goto(`${site.url}/wp-admin/admin.php?page=open-forum&view=published&s=${encodeURIComponent("screen one")}`);
  await row("Screen one").getByRole("link", { name: "Hide…" }).click();
  await page.locator("#reason").selectOption("other");
  await page.locator("#message").fill("O'Brien said \\ it.\nTwice.");
  await page.locator("#submit").click();
  await expect(page.getByText("1 decision is made.")).toBeVisible();
  expect((await state(ids[0]!)).verdict).toMatchObject({ action: "hide", reason: "other", message: "O'Brien said \\ it.\nTwice." });
  await page.goto(`${site.url}/wp-admin/admin.php?page=open-forum&item=${ids[0]}`);
  await expect(page.getByRole("listitem").filter({ hasText: /Hide · Another reason · Edith Person/ })).toBeVisible();
});

test("screens and what they do are for those who may, with a nonce", async ({ site }) => {
  const [sub, editor, boss] = await Promise.all(["sub7", "edith", "boss"].map((name) => site.login(name))) as [Session, Session, Session];
  const id = await site.submitted(await site.thread(), sub);
  const status = async (address: string, by: Session, form?: Record<string, string>) =>
    (await fetch(`${site.url}/wp-admin/${address}`, { method: form ? "POST" : "GET", redirect: "manual", headers: { cookie: by.cookie }, body: form && new URLSearchParams(form) })).status;
  for (const [address, ...statuses] of [
    ["admin.php?page=open-forum", 403, 200, 200],
    ["admin.php?page=open-forum-comments", 403, 200, 200],
    ["admin.php?page=open-forum-threads", 403, 403, 200],
    ["admin.php?page=open-forum-threads&new=1", 403, 403, 200],
    ["admin.php?page=open-forum-settings", 403, 403, 200],
  ] as const) {
    for (const [at, by] of [sub, editor, boss].entries()) expect(await status(address, by), `${address} ${at}`).toBe(statuses[at]);
  }
  for (const by of [sub, editor]) {
    expect(await status(`admin.php?page=open-forum&item=${id}&decision=hide&reason=spam`, by)).toBe(403);
    expect(await status(`admin.php?page=open-forum&item=${id}&decision=hide&reason=spam&_wpnonce=0123456789`, by)).toBe(403);
    expect(await status("admin.php?page=open-forum", by, { action: "hide", reason: "spam", "items[]": id })).toBe(403);
    expect(await status("admin.php?page=open-forum-threads", by, { do: "save", slug: "x" })).toBe(403);
    expect(await status("options.php", by, { option_page: "open_forum", action: "update" })).toBe(403);
  }
  expect(await status("admin.php?page=open-forum-threads", boss, { do: "save", slug: "x" })).toBe(403);
  expect((await site.get(`/submissions/${id}`)).body.state).toBe("published");
});

test("an official opens a thread and sets the forum up on the screens", async ({ page, site }) => {
  const boss = await site.login("boss");
  await page.context().addCookies(boss.cookie.split("; ").map((one) => ({ name: one.slice(0, one.indexOf("=")), value: one.slice(one.indexOf("=") + 1), url: site.url })));
  const slug = `screen-${Date.now()}`;
  await page.goto(`${site.url}/wp-admin/admin.php?page=open-forum-threads&new=1`);
  await page.locator("#title").fill("What's \"next\" & why \\ not <b>?");
  await page.locator("#slug").fill("Not A Slug");
  await page.locator("#body").fill("\nOne.\n\n- Two");
  await page.locator("#language").selectOption("en");
  await page.locator("#opens_at").fill("2026-01-01T09:00");
  await page.locator("#closes_at").fill("2036-01-01T09:00");
  await page.locator("#results").selectOption("after_close");
  await page.locator("#submit").click();
  await expect(page.getByText("slug: Lower-case Latin letters")).toBeVisible();
  await expect(page.locator("#body")).toHaveValue("\nOne.\n\n- Two");
  await page.locator("#slug").fill(slug);
  await page.locator("#submit").click();
  await expect(page.getByText("Saved.")).toBeVisible();
  // The site's clock is seven hours ahead of Greenwich.
  expect((await site.get(`/threads/${slug}`)).body).toMatchObject({ title: "What's \"next\" & why \\ not <b>?", body: "\nOne.\n\n- Two", opens_at: "2026-01-01T02:00:00.000Z", voting: { results: "after_close" } });
  await page.goto(`${site.url}/wp-admin/admin.php?page=open-forum-threads&edit=1&thread=${slug}`);
  await page.locator("#results").selectOption("always");
  await page.locator("#submit").click();
  await expect(page.getByText("Results may be hidden for longer than was promised, and not for less.")).toBeVisible();

  await page.goto(`${site.url}/wp-admin/admin.php?page=open-forum-settings`);
  const themes = await page.locator("#themes").inputValue();
  await page.locator("#themes").fill(`${themes}\ntests | Tests & "more" | การทดสอบ`);
  await page.locator("#origins").fill("https://www.friend.example/path");
  await page.locator("#submit").click();
  await expect(page.getByText("Origins are such as")).toBeVisible();
  await page.locator("#origins").fill("https://www.friend.example");
  await page.locator("#submit").click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
  const forum = (await site.get("/forum")).body;
  expect(forum.themes.at(-1)).toEqual({ id: "tests", name: { en: 'Tests & "more"', th: "การทดสอบ" } });
  await page.locator("#themes").fill(themes);
  await page.locator("#submit").click();
  expect((await site.get("/forum")).body.themes).toHaveLength(forum.themes.length - 1);
});
