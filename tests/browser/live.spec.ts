// What others do comes by itself: numbers change where they stand, new submissions wait behind a button.
import { expect, opened, pattern, place, somebody, test, written, type Locator, type Page, type Server } from "../support/forum.ts";

interface Vote {
  id: string;
  title: string;
}

/** A thread of its own with so many submissions, the newest last. */
async function filled(server: Server, count: number): Promise<{ thread: string; all: Vote[] }> {
  const thread = await opened(server);
  const all: Vote[] = [];
  for (let n = 0; n < count; n += 1) all.push(await written(server, somebody(server), {}, thread));
  return { thread, all };
}

const agree = (server: Server, { id }: Vote) => server.ask("PUT", `/v1/submissions/${id}/vote`, { value: "agree" }, somebody(server));

/** The people who agree, as a card shows it. */
const agreed = (card: Locator) => card.locator(".tally-n").first().locator("span").first();

/** Resolves with the connection for live events. */
const listening = (page: Page) => page.waitForResponse((response) => response.url().endsWith("/events"));

test("numbers move and nothing else does", async ({ page, server, open }) => {
  const { thread, all } = await filled(server, 8);
  const one = all[3]!;
  await agree(server, one);
  const heard = listening(page);
  const forum = await open({ thread });
  const card = forum.card(one.title);
  await expect(agreed(card)).toHaveText("1");
  expect((await heard).status()).toBe(200);
  await card.scrollIntoViewIfNeeded();
  const before = await card.boundingBox();
  await agree(server, one);
  await expect(agreed(card)).toHaveText("2");
  expect(await card.boundingBox()).toEqual(before);
});

test("one's own vote is not undone by what others do meanwhile", async ({ page, server, open }) => {
  const { thread, all } = await filled(server, 1);
  const one = all[0]!;
  const heard = listening(page);
  const forum = await open({ thread, token: somebody(server) });
  const card = forum.card(one.title);
  await heard;
  let answer = () => {};
  const asked = new Promise<void>((done) => (answer = done));
  await page.route("**/vote", async (route) => {
    await asked;
    await route.continue();
  });
  await forum.vote("agree", card).click();
  await expect(agreed(card)).toHaveText("1");
  // While it is on its way, two others agree: it stays pressed, and all three count in the end.
  await agree(server, one);
  await agree(server, one);
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  answer();
  await expect(agreed(card)).toHaveText("3");
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
});

test("a card that somebody is at with the keyboard is built anew when they have left it", async ({ page, server, open }) => {
  const { thread } = await filled(server, 2);
  const author = somebody(server);
  const one = await written(server, author, {}, thread);
  const heard = listening(page);
  const forum = await open({ thread, token: somebody(server) });
  await heard;
  const card = forum.card(one.title);
  await card.getByRole("link", { name: one.title }).focus();
  const body = "What I meant is this.";
  const read = page.waitForRequest((request) => request.url().endsWith(`/v1/submissions/${one.id}`));
  await server.ask("PATCH", `/v1/submissions/${one.id}`, { body }, author, { "If-Match": "*" });
  // Longer than the widget waits before it reads again.
  await page.waitForTimeout(3_500);
  await expect(card.getByRole("link", { name: one.title })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.waitForTimeout(2_500);
  await expect(forum.vote("disagree", card)).toBeFocused();
  await expect(card).not.toContainText(body);
  await forum.element.getByRole("searchbox").focus();
  await read;
  await expect(card).toContainText(body);
});

test("new submissions wait behind a button, which shows them", async ({ page, server, open }) => {
  const { thread, all } = await filled(server, 3);
  const me = somebody(server);
  const heard = listening(page);
  const forum = await open({ thread, token: me });
  await expect(forum.cards).toHaveCount(3);
  await heard;
  const top = forum.card(all[2]!.title);
  const before = await top.boundingBox();
  const fresh = forum.element.getByRole("button", { name: pattern("list.fresh.other") });
  await expect(fresh).toHaveCount(0);
  // One's own, from another tab, is no news.
  await written(server, me, {}, thread);
  await written(server, somebody(server), {}, thread);
  await expect(fresh).toHaveText(forum.say("list.fresh.one", { n: 1 }));
  await expect(page.getByRole("status").filter({ hasText: forum.say("list.fresh.one", { n: 1 }) })).toBeAttached();
  const last = await written(server, somebody(server), {}, thread);
  await expect(fresh).toHaveText(forum.say("list.fresh.other", { n: 2 }));
  await expect(forum.cards).toHaveCount(3);
  expect(await top.boundingBox()).toEqual(before);
  await fresh.click();
  await expect(forum.cards).toHaveCount(6);
  await expect(forum.cards.first()).toContainText(last.title);
  await expect(fresh).toHaveCount(0);
  // The button has gone; whoever pressed it by keyboard stands at the heading of the list.
  await expect(forum.element.getByRole("heading", { name: pattern("list.results.other") })).toBeFocused();
});

test("what is taken back goes, and is counted no more", async ({ page, server, open }) => {
  const { thread } = await filled(server, 2);
  const author = somebody(server);
  const gone = await written(server, author, {}, thread);
  const heard = listening(page);
  const forum = await open({ thread });
  await expect(forum.cards).toHaveCount(3);
  await heard;
  await server.ask("DELETE", `/v1/submissions/${gone.id}`, undefined, author);
  await expect(forum.cards).toHaveCount(2);
  await expect(forum.card(gone.title)).toHaveCount(0);
  await expect(forum.element.getByRole("heading", { name: forum.say("list.results.other", { n: 2 }) })).toBeVisible();
});

test("who reads a submission sees its comments come", async ({ page, server, open }) => {
  const { thread, all } = await filled(server, 1);
  const heard = listening(page);
  const forum = await open({ thread });
  await heard;
  await forum.element.getByRole("link", { name: all[0]!.title }).click();
  await expect(forum.element.getByRole("heading", { name: all[0]!.title })).toBeVisible();
  await server.ask("POST", `/v1/submissions/${all[0]!.id}/comments`, { body: "A word from elsewhere.", stance: "neutral" }, somebody(server));
  await expect(forum.text("A word from elsewhere.")).toBeVisible();
});

test("an edit by its author is seen, but not while somebody writes a comment on it", async ({ page, server, open }) => {
  const { thread } = await filled(server, 1);
  const author = somebody(server);
  const one = await written(server, author, {}, thread);
  const edit = (title: string) => server.ask("PATCH", `/v1/submissions/${one.id}`, { title }, author, { "If-Match": "*" });
  const heard = listening(page);
  const forum = await open({ thread, token: somebody(server) });
  await heard;
  await forum.element.getByRole("link", { name: one.title }).click();
  await edit("A better title");
  await expect(forum.element.getByRole("heading", { name: "A better title" })).toBeVisible();
  await forum.element.getByRole("button", { name: pattern("comment.add") }).first().click();
  const text = forum.element.getByRole("textbox", { name: forum.say("comment.body") });
  await text.pressSequentially("What I think of");
  await edit("The best title");
  // Longer than the widget waits before it reads again.
  await page.waitForTimeout(3_500);
  await text.pressSequentially(" it");
  await expect(text).toHaveValue("What I think of it");
  await expect(forum.element.getByRole("heading", { name: "A better title" })).toBeVisible();
});

test("a page that nobody looks at listens to nothing, and reads what it missed", async ({ page, server, open }) => {
  const { thread, all } = await filled(server, 1);
  const heard = listening(page);
  const forum = await open({ thread });
  await heard;
  const card = forum.card(all[0]!.title);
  const turn = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/events"));
  await turn(true);
  await ended;
  await agree(server, all[0]!);
  const again = listening(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await turn(false);
  await again;
  await expect(agreed(card)).toHaveText("1");
  // The thread and its first page, and nothing that is not shown.
  await page.waitForTimeout(2_500);
  expect(asked.sort()).toEqual([expect.stringMatching(/events$/), `/v1/threads/${thread}`, `/v1/threads/${thread}/submissions`]);
});

test("where events do not come, all is read again from time to time", async ({ page, server }) => {
  const { thread, all } = await filled(server, 1);
  await page.clock.install();
  let refused = 0;
  await page.route("**/events", (route) => ((refused += 1), route.fulfill({ status: 503 })));
  const forum = await place(page, server, { thread });
  const card = forum.card(all[0]!.title);
  await expect(card).toBeVisible();
  await page.clock.fastForward(4_000);
  await expect.poll(() => refused).toBe(1);
  await agree(server, all[0]!);
  await page.clock.fastForward(40_000);
  await expect(agreed(card)).toHaveText("1");
  await expect.poll(() => refused).toBe(2);
  // Twice as long the next time.
  await agree(server, all[0]!);
  await page.clock.fastForward(40_000);
  expect(refused).toBe(2);
  await page.clock.fastForward(40_000);
  await expect(agreed(card)).toHaveText("2");
});

for (const [why, script] of [
  ["saves data", () => Object.defineProperty(navigator, "connection", { value: { saveData: true } })],
  ["has a backend that tells of none", null],
] as const) {
  test(`nothing is listened to by somebody who ${why}`, async ({ page, server }) => {
    const { thread } = await filled(server, 1);
    if (script) await page.addInitScript(script);
    else
      await page.route("**/v1/forum?*", async (route) => {
        const forum = await (await route.fetch()).json();
        forum.capabilities = forum.capabilities.filter((word: string) => word !== "events");
        await route.fulfill({ json: forum });
      });
    await page.clock.install();
    let asked = 0;
    page.on("request", (request) => (asked += Number(request.url().endsWith("/events"))));
    const forum = await place(page, server, { thread });
    await expect(forum.vote("agree", forum.cards.first())).toBeEnabled();
    await page.clock.fastForward(20_000);
    await page.clock.runFor(1_000);
    expect(asked).toBe(0);
  });
}
