// What officials do at the desk: what is owed, answers, consultations, announcements, awards; and that nothing that
// they type is lost by a mistake, a network, a session that ends, or somebody else.
import { desk, moderator } from "../support/desk.ts";
import { expect, opened, somebody, test, written, type Page, type Server } from "../support/forum.ts";
import { dialog, field, official, owed, patch, radio, summary, title } from "../support/official.ts";

/** Every request that changes something, from now on. */
function sent(page: Page): { method: string; path: string; key: string | undefined }[] {
  const all: { method: string; path: string; key: string | undefined }[] = [];
  page.on("request", (request) => {
    if (!["GET", "OPTIONS"].includes(request.method()))
      all.push({ method: request.method(), path: new URL(request.url()).pathname, key: request.headers()["idempotency-key"] });
  });
  return all;
}

test("everybody sees the screens of their roles, and an official begins with what is owed", async ({ page, server }) => {
  const menu = async (token: string, at = "") => {
    const one = await desk(page, server, token, { at });
    return { one, links: await one.element.getByRole("navigation", { name: one.say("menu"), exact: true }).getByRole("link").allTextContents() };
  };
  const mine = await menu(official(server));
  expect(mine.links).toEqual(["ledger", "answers", "threads", "announcements", "recognitions", "audit"].map((key) => mine.one.say(`menu.${key}`)));
  await expect(mine.one.heading("menu.ledger")).toBeVisible();
  await page.goto("about:blank");
  // What is of another role leads to one's own.
  const theirs = await menu(moderator(server), "#/threads/new");
  expect(theirs.links).toEqual(["queue", "log", "patterns", "audit"].map((key) => theirs.one.say(`menu.${key}`)));
  await expect(theirs.one.heading("menu.queue")).toBeVisible();
  await page.goto("about:blank");
  const both = await menu(official(server, ["participant", "moderator", "official"]), "#/answers");
  expect(both.links).toHaveLength(9);
  await expect(both.one.heading("menu.answers")).toBeVisible();
});

test("a consultation is opened, and what was promised in it is locked", async ({ page, server, open }) => {
  const one = await desk(page, server, official(server), { at: "#/threads" });
  await one.element.getByRole("link", { name: one.say("threads.new") }).click();
  await expect(one.heading("thread.new.title")).toBeFocused();

  // What is missing is said where the focus is, and leads to its field.
  await one.button("thread.open").click();
  await expect(summary(one)).toBeFocused();
  await expect(summary(one).getByRole("listitem")).toHaveCount(2);
  await summary(one).getByRole("link").first().click();
  await expect(field(one, "thread.title")).toBeFocused();

  const name = `Which buses first ${crypto.randomUUID().slice(0, 6)}`;
  await field(one, "thread.title").fill(name);
  await expect(field(one, "thread.slug")).toHaveValue(name.toLowerCase().replaceAll(" ", "-"));
  await field(one, "thread.summary").fill("Ten lines, money for four.");
  await radio(one, one.say("promise.involve")).check();
  await expect(one.element.getByText(one.say("promise.text.involve"))).toBeVisible();
  await field(one, "thread.closes").fill("2099-12-31T18:00");
  await expect(one.element.getByText("31 Dec 2099, 18:00")).toBeVisible();
  await radio(one, one.say("voting.mode.support")).check();
  await field(one, "thread.budget").fill("3");

  // What cannot be taken back is said, named again, and confirmed.
  await expect(one.element.getByText(one.say("one_way.results"))).toBeVisible();
  await radio(one, one.say("voting.results.after_close")).check();
  await one.element.getByRole("checkbox", { name: one.say("thread.anonymous.label") }).check();
  await expect(one.element.getByText(one.say("sure.anonymous"))).toBeVisible();
  await one.button("thread.open").click();
  await expect(summary(one)).toContainText(one.say("thread.sure.required"));
  await one.element.getByRole("checkbox", { name: one.say("sure.label") }).check();
  await one.button("thread.open").click();
  await expect(one.heading("thread.edit.title")).toBeVisible();
  await expect(one.element.getByText(one.say("thread.opened"))).toBeVisible();

  for (const looser of ["always", "after_vote"]) await expect(radio(one, one.say(`voting.results.${looser}`))).toBeDisabled();
  await expect(one.element.getByRole("checkbox", { name: one.say("thread.anonymous.label") })).toBeDisabled();
  await expect(one.element.getByRole("checkbox", { name: one.say("thread.anonymous.label") })).toBeChecked();
  const slug = name.toLowerCase().replaceAll(" ", "-");
  const thread = await server.get<{ id: string; closes_at: string; anonymous: boolean; voting: object }>(`/v1/threads/${slug}`);
  expect(thread).toMatchObject({ closes_at: "2099-12-31T11:00:00.000Z", anonymous: true, voting: { mode: "support", budget: 3, results: "after_close" } });
  expect(new URL(page.url()).hash).toBe(`#/threads/${thread.id}`);

  // The server holds it as well.
  expect(await patch(server, `/v1/threads/${slug}`, { anonymous: false })).toMatch(/^403 .*promise-kept/);
  const forum = await open({ thread: slug });
  await expect(forum.element.getByRole("heading", { name })).toBeVisible();
  await expect(forum.element.getByText(forum.say("promise.involve")).first()).toBeVisible();
});

test("two submissions are answered together, with a draft first", async ({ page, server, open }) => {
  const titles = [title(), title()];
  const { thread, ids } = await owed(server, titles);
  const one = await desk(page, server, official(server));
  for (const name of titles) await one.element.getByRole("checkbox", { name: one.say("batch.choose", { title: name }) }).check();
  await one.element.getByRole("link", { name: "Answer 2 together" }).click();
  await expect(one.element.getByRole("heading", { name: "Answer 2 together" })).toBeFocused();
  for (const name of titles) await expect(one.element.getByText(name, { exact: true })).toBeVisible();

  await one.element.getByRole("radio", { name: "Accepted in part" }).check();
  await field(one, "answer.heard").fill("You asked for people, and for time.");
  await field(one, "answer.action.or_not").fill(`We begin in May. ${"word ".repeat(30)}`);
  await expect(one.element.getByText("1 long sentence, of more than 25 words")).toBeVisible();
  await field(one, "answer.action.or_not").fill("We begin in **May**.");
  await expect(one.element.getByText(one.say("meter.good"))).toBeVisible();
  await field(one, "answer.office").selectOption("children");
  const preview = one.element.getByRole("region", { name: one.say("answer.title") });
  await expect(preview.locator("strong")).toHaveText("May");

  await one.button("answer.save").click();
  await expect(one.element.getByText(one.say("saved"))).toBeVisible();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/answers\/[0-9a-f-]{36}$/);
  const read = (id: string) => server.get<{ status: string; response: null | { action: string; version: number } }>(`/v1/submissions/${id}`);
  for (const id of ids) expect((await read(id)).response).toBeNull();

  await one.button("answer.publish").click();
  await expect(dialog(one)).toContainText("2 submissions");
  await one.button("answer.publish.yes", dialog(one)).click();
  await expect(one.element.getByText(one.say("answer.published"))).toBeVisible();
  for (const id of ids) expect(await read(id)).toMatchObject({ status: "partly_accepted", response: { action: "We begin in **May**.", version: 1 } });

  // What was said before is kept, and what is answered stays answered.
  await field(one, "answer.action.or_not").fill("We begin in June.");
  await one.button("answer.publish").click();
  await one.button("answer.publish.yes", dialog(one)).click();
  await expect(one.element.getByText("Version 2")).toBeVisible();
  await one.element.getByText("Version 1").click();
  await expect(one.element.getByText("May").last()).toBeVisible();
  await one.link("menu.ledger").click();
  await one.element.getByRole("navigation", { name: one.say("ledger.tabs") }).getByRole("link", { name: /^Answered/ }).click();
  await one.element.getByRole("link", { name: one.say("ledger.see.label", { title: titles[0]! }) }).click();
  await expect(one.element.getByRole("heading", { name: "Answer 2 together" })).toBeVisible();

  const forum = await open({ thread });
  await forum.element.getByRole("link", { name: titles[0]! }).click();
  await expect(forum.element.getByText("We begin in June.").first()).toBeVisible();
});

test("a date is moved with a reason, and another office is asked", async ({ page, server }) => {
  const name = title();
  const { ids } = await owed(server, [name]);
  const one = await desk(page, server, official(server));
  const change = one.element.getByRole("button", { name: one.say("ledger.change.label", { title: name }) });
  await change.click();
  await expect(field(one, "ledger.office", one.element.locator(".dk-inline"))).toBeFocused();
  await field(one, "ledger.due").fill("2099-01-01");
  await one.button("ledger.save").click();
  await expect(summary(one)).toContainText(one.say("ledger.reason.required"));
  await field(one, "ledger.reason").fill("We wait for the ministry of finance.");
  await one.button("ledger.save").click();
  await expect(change).toBeFocused();
  await expect(one.element.getByText("We wait for the ministry of finance.")).toBeVisible();
  const { items } = await server.get<{ items: { submission: { id: string }; due_at: string }[] }>("/v1/ledger?limit=100");
  expect(items.find((entry) => entry.submission.id === ids[0])?.due_at).toBe("2099-01-01T16:59:00.000Z");

  const other = title();
  const thread = await opened(server, { pinned: true });
  await written(server, somebody(server), { title: other }, thread);
  await page.reload();
  await one.element.getByRole("link", { name: one.say("refer.new") }).click();
  await one.element.getByRole("radio", { name: new RegExp(other) }).check();
  await one.element.getByRole("radio", { name: "Department of Children and Youth" }).check();
  await one.button("refer.send").click();
  await expect(one.heading("menu.ledger")).toBeFocused();
  await expect(one.element.getByText(other)).toBeVisible();
  // Owed twice is owed once.
  await one.element.getByRole("link", { name: one.say("refer.new") }).click();
  await one.element.getByRole("radio", { name: new RegExp(other) }).check();
  await one.element.getByRole("radio", { name: "Department of Children and Youth" }).check();
  await one.button("refer.send").click();
  await expect(summary(one)).toContainText(one.say("refer.owed"));
});

test("an announcement and an award are made, seen, and taken away again", async ({ page, server, open }) => {
  const thread = await opened(server, { kind: "nominations", pinned: true });
  const name = title();
  await written(server, somebody(server), { title: name }, thread);
  const one = await desk(page, server, official(server), { at: "#/announcements/new" });
  const news = title();
  await field(one, "announcement.title").fill(news);
  await field(one, "announcement.body").fill("Come at *nine*.");
  await one.button("announcement.send").click();
  await expect(one.heading("menu.announcements")).toBeFocused();
  await expect(one.element.getByRole("link", { name: news, exact: true })).toBeVisible();

  await one.link("menu.recognitions").click();
  await one.element.getByRole("link", { name: one.say("awards.new") }).click();
  await one.element.getByRole("radio", { name: new RegExp(name) }).check();
  const award = title();
  await field(one, "award.name").fill(award);
  await field(one, "award.citation").fill("For nine years of work.");
  await one.button("award.send").click();
  await expect(one.heading("menu.recognitions")).toBeFocused();
  await expect(one.element.getByText("For nine years of work.").first()).toBeVisible();

  const forum = await open({ thread: null });
  await expect(forum.element.getByText(news)).toBeVisible();
  const gallery = () => server.get<{ items: unknown[] }>(`/v1/recognitions?award=${encodeURIComponent(award)}`);
  expect((await gallery()).items).toHaveLength(1);

  const again = await desk(page, server, official(server), { at: "#/recognitions" });
  await again.element.getByRole("button", { name: again.say("remove.label", { title: award }) }).click();
  await again.button("action.cancel", dialog(again)).click();
  expect((await gallery()).items).toHaveLength(1);
  await again.element.getByRole("button", { name: again.say("remove.label", { title: award }) }).click();
  await again.button("remove", dialog(again)).click();
  await expect(again.element.getByText(award)).toHaveCount(0);
  expect((await gallery()).items).toHaveLength(0);
  await again.link("menu.announcements").click();
  await again.element.getByRole("button", { name: again.say("remove.label", { title: news }) }).click();
  await again.button("remove", dialog(again)).click();
  await expect(again.element.getByText(news)).toHaveCount(0);
});

test("somebody else's change meanwhile loses nothing of what was typed", async ({ page, server }) => {
  const slug = await opened(server);
  const { id } = await server.get<{ id: string }>(`/v1/threads/${slug}`);
  const one = await desk(page, server, official(server), { at: `#/threads/${id}` });
  await field(one, "thread.title").fill("What I have typed");
  await field(one, "thread.summary").fill("And more of it.");
  expect(await patch(server, `/v1/threads/${slug}`, { title: "What they saved", rules: "Be kind." })).toMatch(/^200/);
  await one.button("thread.save").click();
  await expect(summary(one)).toBeFocused();
  await expect(summary(one)).toContainText(one.say("merged.title"));
  await expect(summary(one).locator("blockquote")).toHaveText("What they saved");
  await expect(summary(one)).toContainText(one.say("merged.theirs", { fields: one.say("thread.rules") }));
  await expect(field(one, "thread.title")).toHaveValue("What I have typed");
  await expect(field(one, "thread.rules")).toHaveValue("Be kind.");
  await one.button("thread.save").click();
  await expect(one.element.getByText(one.say("saved"), { exact: true })).toBeVisible();
  expect(await server.get(`/v1/threads/${slug}`)).toMatchObject({ title: "What I have typed", summary: "And more of it.", rules: "Be kind." });
});

test("a session that ends, a network that fails and a second press lose and double nothing", async ({ page, server }) => {
  const one = await desk(page, server, official(server), { at: "#/announcements/new" });
  const news = title();
  await field(one, "announcement.title").fill(news);
  const requests = sent(page);

  await page.route("**/v1/announcements", (route) => route.abort());
  await one.button("announcement.send").click();
  await expect(summary(one)).toContainText(one.say("error.network"));
  await expect(summary(one)).toContainText(one.say("form.kept"));
  await page.unroute("**/v1/announcements");

  const expired = { type: "https://open-forum.dev/problems/token-expired", title: "t", status: 401 };
  await page.route("**/v1/announcements", (route) => route.fulfill({ status: 401, contentType: "application/problem+json", json: expired }));
  await page.route("**/v1/me", (route) => route.continue());
  await one.button("announcement.send").click();
  await expect(one.heading("sign.in.title")).toBeVisible();
  await page.unroute("**/v1/announcements");
  await one.element.getByRole("button", { name: /^Somebody/ }).click();
  await expect(field(one, "announcement.title")).toHaveValue(news);

  // Slow, and pressed twice.
  await page.route("**/v1/announcements", async (route) => {
    await new Promise((done) => setTimeout(done, 800));
    await route.continue();
  });
  await one.button("announcement.send").dblclick();
  await expect(one.button("form.sending")).toHaveAttribute("aria-busy", "true");
  await expect(one.heading("menu.announcements")).toBeFocused();
  const posts = requests.filter((request) => request.path.endsWith("/announcements"));
  expect(new Set(posts.map((post) => post.key)).size, "the same text has one key however often it is sent").toBe(1);
  const { items } = await server.get<{ items: { title: string }[] }>("/v1/announcements?limit=100");
  expect(items.filter((item) => item.title === news)).toHaveLength(1);
});

test("what is typed and not saved comes back after leaving and after a reload, until it is thrown away", async ({ page, server }) => {
  const { ids } = await owed(server, [title()]);
  const at = `#/answers/new/${ids[0]}`;
  const one = await desk(page, server, official(server), { at });
  await field(one, "answer.heard").fill("Half a thought");
  await one.link("menu.threads").click();
  await expect(one.heading("menu.threads")).toBeFocused();
  await page.goBack();
  await expect(field(one, "answer.heard")).toHaveValue("Half a thought");

  const asked = page.waitForEvent("dialog");
  const reloaded = page.reload();
  const warning = await asked;
  expect(warning.type()).toBe("beforeunload");
  await warning.accept();
  await reloaded;
  await expect(one.element.getByText(one.say("form.restored"))).toBeVisible();
  await expect(field(one, "answer.heard")).toHaveValue("Half a thought");

  // Nobody else finds it, even in the same tab.
  await page.unroute("**/v1/demo/identities");
  const token = official(server);
  await page.route("**/v1/demo/identities", (route) => route.fulfill({ json: [{ key: "me", name: "Somebody else", description: {}, token }] }));
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
  await expect(field(one, "answer.heard")).toHaveValue("");

  await field(one, "answer.heard").fill("Another thought");
  await one.button("form.discard").first().click();
  await one.button("form.discard", dialog(one)).click();
  await expect(field(one, "answer.heard")).toHaveValue("");
  await page.reload();
  await expect(field(one, "answer.heard")).toHaveValue("");
});
