// The whole way of an author: held, asked to edit, edited, published, reported from two sides, hidden by a rule, left
// hidden, objected to, and published again by another moderator. Each step is told in the author's language, and the
// public log tells of all without a name or a text. And the same decisions where a thing stands.
import { desk, moderator, reasons } from "../support/desk.ts";
import { expect, message, opened, place, somebody, test, written, type Forum } from "../support/forum.ts";
import { mouse, submit } from "../support/ways.ts";

const TITLE = "ขอรถรับส่งผู้สูงอายุในตำบล";
const BETTER = "ขอรถรับส่งผู้สูงอายุไปโรงพยาบาลในตำบล";
const AUTHOR = "มะลิ ศรีสุข";

/** From the inbox to what it tells of. */
async function told(forum: Forum, key: string, title: string): Promise<void> {
  await forum.page.reload();
  await forum.element.getByRole("link", { name: new RegExp(`^${forum.say("room.inbox")}`) }).click();
  await forum.element.getByRole("link", { name: forum.say(key, { title }) }).first().click();
  await expect(forum.element.getByRole("heading", { name: title })).toBeVisible();
}

test("from held to won back, told in the author's language, and public without a name", async ({ browser, page, server }) => {
  test.setTimeout(180_000);
  const why = await reasons(server);
  const thread = await opened(server, { newcomers_held: true });
  const author = somebody(server, { name: AUTHOR });
  const forum = await place(page, server, { thread, token: author, lang: "th" });
  const verdict = (key: string) => forum.element.getByRole("region", { name: forum.say(key) });

  // Held, because the author is new; only they see it.
  const reference = await submit(forum, mouse, { title: TITLE, body: "ผู้สูงอายุไปโรงพยาบาลเองไม่ได้" });
  await expect(forum.text(forum.say("sent.next.pending"))).toBeVisible();
  await forum.way("sent.view").click();
  await expect(forum.text(forum.say("state.pending"))).toBeVisible();
  const list = () => server.get<{ items: { id: string; title: string }[] }>(`/v1/threads/${thread}/submissions`);
  expect((await list()).items).toEqual([]);

  // The first moderator sees why it waits, and asks for a change.
  const first = await desk(await browser.newPage(), server, { name: "First Moderator" });
  await first.open("new", TITLE);
  await expect(first.item.getByText(first.say("rule.newcomer"))).toBeVisible();
  await first.decide("action.request_edit", { reason: why.unclear!.name.en, message: "โปรดบอกว่าไปที่ใด" });
  await first.later();

  await told(forum, "inbox.kind.edit_requested", TITLE);
  await expect(verdict("verdict.request_edit")).toContainText(why.unclear!.text.th);
  await expect(verdict("verdict.request_edit")).toContainText("โปรดบอกว่าไปที่ใด");
  await forum.button("submission.edit", verdict("verdict.request_edit")).click();
  await forum.element.getByRole("textbox", { name: forum.say("compose.title.label") }).fill(BETTER);
  for (let step = 0; step < 3; step += 1) await forum.button("action.continue").click();
  await forum.button("compose.save").click();
  await expect(forum.element.getByRole("heading", { name: BETTER })).toBeVisible();

  // It comes back beside what it was, and is published.
  await first.open("edited", BETTER);
  const sides = first.item.getByRole("region", { name: first.say("versions.title") });
  await expect(sides).toContainText(TITLE);
  await expect(sides).toContainText(BETTER);
  await first.decide("action.approve");
  await first.later();
  await told(forum, "inbox.kind.decided.approve", BETTER);
  await expect(forum.text(forum.say("state.pending"))).toHaveCount(0);
  const { id } = (await list()).items[0]!;

  // Reported: by one from the page, then by others, until both weight and two sides are there.
  const reader = await place(await browser.newPage(), server, { thread, token: somebody(server, { sector: "business" }) });
  await reader.element.getByRole("link", { name: BETTER }).click();
  await reader.button("report.open").first().click();
  const report = reader.element.getByRole("dialog");
  await report.getByRole("radio", { name: message("report.reason.offensive") }).check({ force: true });
  await reader.button("report.send", report).click();
  await expect(reader.text(message("report.sent"))).toBeVisible();
  await reader.page.close();
  const flag = (sector: string) => server.ask("POST", `/v1/submissions/${id}/flags`, { reason: "offensive" }, somebody(server, { sector }));
  for (let number = 0; number < 4; number += 1) await flag("business");
  expect((await list()).items, "many of one side hide nothing").toHaveLength(1);
  await flag("academia");
  expect((await list()).items).toEqual([]);

  await told(forum, "inbox.kind.decided.hide", BETTER);
  await expect(verdict("verdict.hide")).toContainText(why.offensive!.text.th);
  await expect(verdict("verdict.hide")).toContainText(forum.say("rule.flags"));
  await expect(verdict("verdict.hide")).toContainText(forum.say("verdict.by.rule").split("{date}")[0]!.trim());

  // The first moderator looks and leaves it hidden. The author objects to that.
  await first.open("flagged", BETTER);
  await expect(first.item).toContainText(first.say("rule.flags"));
  await first.decide("action.keep_hidden", { reason: why.offensive!.name.en });
  await first.later();
  await told(forum, "inbox.kind.decided.hide", BETTER);
  await forum.button("appeal.object", verdict("verdict.hide")).click();
  const dialog = forum.element.getByRole("dialog");
  await dialog.getByRole("textbox").fill("ข้อเสนอนี้ไม่ได้ดูหมิ่นใคร");
  await forum.button("appeal.send", dialog).click();
  await expect(verdict("verdict.hide")).toContainText(forum.say("appeal.open").split("{date}")[0]!.trim());
  await expect(forum.button("appeal.object")).toHaveCount(0);

  // Nobody judges what they decided themselves: it comes back to the first one with that reason.
  await first.open("appeal", BETTER);
  await first.decide("judge.overturn", { answer: "…" });
  await first.page.clock.fastForward(8_000);
  await expect(first.element.getByText(first.say("failed.back", { title: BETTER, reason: first.say("problem.own-case") }))).toBeVisible();
  await first.page.close();
  const second = await desk(await browser.newPage(), server, { name: "Second Moderator" });
  await second.open("appeal", BETTER);
  const objection = second.item.getByRole("region", { name: second.say("appeal.title") });
  await expect(objection).toContainText("First Moderator");
  await expect(objection).toContainText("ข้อเสนอนี้ไม่ได้ดูหมิ่นใคร");
  await second.decide("judge.overturn", { answer: "ท่านพูดถูก" });
  await second.later();
  await second.page.close();

  await told(forum, "inbox.kind.appeal_judged.overturned", BETTER);
  await expect(verdict("verdict.restore")).toContainText("ท่านพูดถูก");
  await expect(verdict("verdict.restore")).toContainText(forum.say("verdict.by.appeal").split("{date}")[0]!.trim());
  expect((await list()).items).toHaveLength(1);

  // Everybody reads in the log what was decided, and by what; nobody reads who or about which words.
  const reading = await place(await browser.newPage(), server, { thread, lang: "en" });
  await reading.link("room.log").click();
  const entries = reading.element.locator(".room").getByRole("article").filter({ hasText: reference });
  await expect(entries).toHaveCount(5);
  await expect(entries.nth(0)).toContainText(`${message("action.restore")} · ${message("target.submission")}`);
  await expect(entries.nth(0)).toContainText(message("log.by.appeal"));
  await expect(entries.nth(1)).toContainText(message("action.hide"));
  await expect(entries.nth(1)).toContainText(message("log.appeal.overturned"));
  await expect(entries.nth(2)).toContainText(message("log.by.rule"));
  await expect(entries.nth(3)).toContainText(message("action.approve"));
  await expect(entries.nth(4)).toContainText(why.unclear!.name.en);
  const log = await reading.element.locator(".room").innerText();
  const href = await reading.element.getByRole("link", { name: "CSV" }).getAttribute("href");
  const csv = await (await fetch(new URL(href!, server.url))).text();
  expect(csv.split("\n").filter((line) => line.includes(reference))).toHaveLength(5);
  for (const secret of [AUTHOR, "First Moderator", "Second Moderator", TITLE, BETTER, "โปรดบอกว่าไปที่ใด", "ข้อเสนอนี้ไม่ได้ดูหมิ่นใคร", "ท่านพูดถูก"]) {
    expect(log).not.toContain(secret);
    expect(csv).not.toContain(secret);
  }
  await reading.page.close();
});

test("where a thing stands, a moderator has the same decisions, and the page shows what they did", async ({ browser, page, server, open }) => {
  const why = await reasons(server);
  const thread = await opened(server);
  const author = somebody(server);
  const { id, title } = await written(server, author, {}, thread);
  const one = moderator(server, { name: "On the page" });
  // A single report puts it into the queue, so that the desk shows its decisions as well.
  await server.ask("POST", `/v1/submissions/${id}/flags`, { reason: "spam" }, somebody(server, { sector: "business" }));
  const here = await desk(await browser.newPage(), server, one);
  await here.open("flagged", title);
  const names = (buttons: string[]) => buttons.map((text) => text.replace(/\s*[A-Z]$/, "").trim()).filter((text) => text !== here.say("action.keep")).toSorted();
  const atDesk = names(await here.panel.locator(".dk-action").allTextContents());
  await here.page.close();

  const forum = await open({ thread, token: one });
  await forum.element.getByRole("link", { name: title }).click();
  await forum.button("moderate.open").first().click();
  const panel = forum.element.locator(".dk-panel");
  await expect(panel.getByRole("button").first()).toBeVisible();
  expect(names(await panel.locator(".dk-action").allTextContents())).toEqual(atDesk);
  await panel.getByRole("button", { name: here.say("action.hide"), exact: true }).click();
  await panel.getByRole("radio", { name: why.spam!.name.en }).check();
  await panel.getByRole("form").getByRole("button", { name: here.say("action.hide"), exact: true }).click();
  await expect(forum.element.locator("#undo")).toBeVisible();
  // Who goes away before the eight seconds are over has decided.
  await page.goto("about:blank");
  await expect.poll(async () => (await server.get<{ state: string }>(`/v1/submissions/${id}`, author)).state).toBe("hidden");
});

test("nobody decides about what they wrote themselves", async ({ page, server }) => {
  const thread = await opened(server, { premoderated: true });
  const mine = moderator(server);
  const { title } = await written(server, mine, { title: "What a moderator wrote about buses" }, thread);
  const here = await desk(page, server, mine);
  await here.open("new", title);
  await expect(here.panel.getByText(here.say("panel.own"))).toBeVisible();
  for (const button of await here.panel.locator(".dk-action").all()) await expect(button).toBeDisabled();
  await page.keyboard.press("a");
  await expect(here.undo).toHaveCount(0);
});
