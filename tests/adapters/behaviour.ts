// One suite for every adapter: what people do in the widget works through it, and what goes wrong
// between it and its backend loses nothing. docs/adapters.md says how an adapter joins.
import { expect, test, type BrowserContext, type Page } from "@playwright/test";

import { Forum, html } from "../support/forum.ts";
import { naughty, NO_STRINGS } from "../support/naughty.ts";
import { comment, mouse } from "../support/ways.ts";
import type { Fault, FaultProxy, Match } from "./faults.ts";
import { again, answered, fill, MORE, own, pressed, read, report, send, shown, title, unique, written } from "./screen.ts";

/** What can be asked for and can be broken; `me` is who the person is. */
type Deed = "list" | "me" | "submit" | "edit" | "withdraw" | "vote" | "comment" | "flag";

/** One adapter and the backend that it is tried with. */
export interface Adapter {
  /** Its word in the attribute `backend`, or what the table shall call it. */
  name: string;
  /** The capabilities that the widget must offer with it, and no others. */
  can: readonly string[];
  /** How its backend is asked; absent where there is nothing between the two that could break. */
  requests?: Partial<Record<Deed, Match>>;
  /** Why the backend cannot be had on this machine: `… is not there`. */
  missing?: string;
  /** Starts the backend, with a thread in which others wrote 12 submissions `Of others, number 10001` and so on (no reference has five digits in a row), or `others`. */
  start(): Promise<Running>;
}

/** A backend that runs. */
export interface Running {
  /** Serves the page, and stands before the backend where there is one to ask. */
  proxy: FaultProxy;
  /** The element's attributes: `api`, `backend`, `thread`. */
  attributes: Record<string, string>;
  /** A module that the page runs before the element is there. */
  script?: string;
  /** Signs the person of that name in to the backend, where a token alone is not enough. */
  enter?: (browser: BrowserContext, name: string, roles?: string[]) => Promise<void>;
  /** A token of the person of that name, another text each time; absent where all are one person. */
  token?: (name: string, roles?: string[]) => Promise<string | null>;
  /** Ends the tokens of that person at the backend, where a test can. */
  end?: (name: string) => Promise<void>;
  /** What others wrote, where it is not that: how many, what all titles match, and words that only one of them has. */
  others?: { count: number; titles: RegExp; words: string };
  /** The name of a theme that some of the submissions have; absent without filters. */
  filter?: string;
  stop(): Promise<void>;
}

/** As a text is kept: one kind of line break, NFC. */
const kept = (text: string) => text.replace(/\r\n?/g, "\n").normalize("NFC");
/** Letters and digits alone: the allowed text subset shows its own marks in another shape. */
const letters = (text: string) => kept(text).replace(/[^\p{L}\p{N}]/gu, "");

/** The whole suite for one adapter. */
export function behaves(adapter: Adapter): void {
  const can = (word: string) => adapter.can.includes(word);
  const needs = (...words: string[]) => {
    const lacks = words.filter((word) => !can(word));
    test.skip(lacks.length > 0, `not offered: ${lacks.join(", ")}`);
  };
  const breaks = (deed: Deed): Match => {
    const match = adapter.requests?.[deed];
    test.skip(!match, "nothing to break");
    return match!;
  };

  test.describe(adapter.name, () => {
    test.skip(adapter.missing !== undefined, adapter.missing);

    let running: Running;
    let person: string;
    let asked: number;

    test.beforeAll(async () => {
      test.setTimeout(180_000);
      running = await adapter.start();
    });
    test.afterAll(async () => running?.stop());
    test.beforeEach(() => {
      person = unique("person").replace(" ", "-");
      asked = 0;
      running.proxy.mend();
    });

    /** The page with the widget. */
    async function open(page: Page, roles?: string[]): Promise<Forum> {
      const { proxy, attributes, script = "", enter, token } = running;
      const { api = null, thread = null, ...rest } = attributes;
      const more = Object.entries(rest).map(([name, value]) => `${name}="${value}"`);
      const tokens = `document.querySelector("open-forum").getToken = async () => (await fetch("/page/token")).text();`;
      proxy.serve(
        html({ api, thread, more: more.join(" "), from: "/widget", head: `<script type="module" src="/page.js"></script>` }),
        `${token ? tokens : ""}\n${script}`,
        async () => ((asked += 1), (await token?.(person, roles)) ?? null),
      );
      await enter?.(page.context(), person, roles);
      await page.goto(`${proxy.url}/page`);
      const forum = new Forum(page, null as never);
      await expect(forum.element.locator(".of").first()).toBeVisible();
      return forum;
    }
    /** Waits until the list was asked for as the person, too: it is read anew when it is known who that is. */
    async function askedAsPerson(): Promise<void> {
      const { list, me } = adapter.requests ?? {};
      if (running.token && list && me) await expect.poll(() => running.proxy.isAfter(list, me)).toBe(true);
    }
    const others = () => running.others ?? { count: 12, titles: /Of others, number/, words: "number 10007" };
    const theirs = async (forum: Forum) => title(await shown(forum, others().titles));

    // --- what people do ------------------------------------------------------------------------

    test("reads a list, another page of it, and one submission", async ({ page }) => {
      const forum = await open(page);
      await expect(forum.cards).toHaveCount(Math.min(others().count, 10));
      if (others().count > 10) {
        await forum.element.getByRole("button", { name: MORE }).click();
        await expect.poll(() => forum.cards.count()).toBeGreaterThan(10);
      }
      const first = await theirs(forum);
      await read(forum, first);
      await forum.way("submission.back").click();
      await expect(forum.card(first)).toBeVisible();
    });

    test("finds words", async ({ page }) => {
      needs("search");
      const forum = await open(page);
      const search = forum.element.getByRole("searchbox");
      await search.fill(others().words);
      await search.press("Enter");
      await expect(forum.cards).toHaveCount(1);
      await expect(forum.card(others().words)).toBeVisible();
      await search.fill("zzzzzzqqqqqq");
      await search.press("Enter");
      await expect(forum.element.getByText(forum.say("list.no_match"))).toBeVisible();
    });

    test("filters", async ({ page }) => {
      const forum = await open(page);
      const { filter } = running;
      test.skip(!filter, "not offered: filters");
      const all = forum.element.locator(".result h3");
      await expect(forum.cards.first()).toBeVisible();
      const before = (await all.textContent()) ?? "";
      const panel = forum.element.getByRole("group", { name: forum.say("filter.title") });
      const box = panel.getByRole("checkbox", { name: filter! });
      if (!(await box.isVisible())) await panel.getByText(forum.say("filter.theme"), { exact: true }).first().click();
      await box.check({ force: true });
      await expect(all).not.toHaveText(before);
      await expect(forum.cards.first()).toContainText(filter!);
      for (const card of await forum.cards.all()) await expect(card).toContainText(filter!);
    });

    test("submits, with the text as it was typed", async ({ page }) => {
      needs("submit");
      const forum = await open(page);
      const text = { title: unique("<b>Bold</b> & “quoted” คลินิก"), body: "First line\n\nSecond, with <i>markup</i> & an ampersand" };
      await send(forum, text);
      await expect(forum.element.getByRole("heading", { name: forum.say("sent.title") })).toBeVisible();
      await again(forum);
      await read(forum, text.title);
      for (const part of text.body.split("\n\n")) await expect(forum.element.getByText(part)).toBeVisible();
    });

    test("edits one's own", async ({ page }) => {
      needs("submit", "edit");
      const forum = await open(page);
      await own(forum);
      await forum.way("submission.edit").click();
      const text = { title: unique("Another thought"), body: "For another reason." };
      await fill(forum, text);
      await forum.button("compose.save").click();
      await expect(forum.element.getByRole("heading", { name: text.title })).toBeVisible();
      await again(forum);
      await read(forum, text.title);
      await expect(forum.element.getByText(text.body)).toBeVisible();
    });

    test("takes one's own back", async ({ page }) => {
      needs("submit", "withdraw");
      const forum = await open(page);
      const text = await own(forum);
      await forum.button("submission.withdraw").click();
      await forum.button("submission.withdraw", forum.element.getByRole("dialog")).click();
      await expect(forum.cards.first()).toBeVisible();
      await again(forum);
      await expect(forum.card(text.title)).toHaveCount(0);
    });

    test("votes", async ({ page }) => {
      needs("vote_opinion");
      const forum = await open(page);
      const of = await theirs(forum);
      await forum.vote("agree", forum.card(of)).click();
      await pressed(forum, of);
      await answered(forum, of);
      await again(forum);
      await pressed(forum, of);
    });

    test("changes a vote", async ({ page }) => {
      needs("vote_opinion", "vote_change");
      const forum = await open(page);
      const of = await theirs(forum);
      await forum.vote("agree", forum.card(of)).click();
      await answered(forum, of);
      await forum.vote("disagree", forum.card(of)).click();
      await pressed(forum, of, "disagree");
      await answered(forum, of);
      await again(forum);
      await pressed(forum, of, "disagree");
      await expect(forum.card(of).locator('[aria-pressed="true"]')).toHaveCount(1);
    });

    test("takes a vote back", async ({ page }) => {
      needs("vote_opinion", "vote_withdraw");
      const forum = await open(page);
      const of = await theirs(forum);
      await forum.vote("agree", forum.card(of)).click();
      await answered(forum, of);
      await forum.vote("agree", forum.card(of)).click();
      await expect(forum.card(of).locator('[aria-pressed="true"]')).toHaveCount(0);
      await expect(page.getByRole("status").filter({ hasText: forum.say("vote.removed") })).toBeAttached();
      await again(forum);
      await expect((await shown(forum, of)).locator('[aria-pressed="true"]')).toHaveCount(0);
    });

    test("comments", async ({ page }) => {
      needs("comments");
      const forum = await open(page);
      const of = await theirs(forum);
      const text = unique("A reason");
      await read(forum, of);
      await comment(forum, mouse, text);
      await again(forum);
      await read(forum, of);
      await expect(forum.element.getByText(text)).toHaveCount(1);
    });

    test("reports to moderators", async ({ page }) => {
      needs("flags");
      const forum = await open(page);
      await read(forum, await theirs(forum));
      await report(forum);
      await expect(forum.element.getByRole("dialog").getByText(forum.say("report.sent"))).toBeVisible();
    });

    test("moderates in place", async ({ page }) => {
      needs("moderation");
      test.skip(!running.token, "not offered: moderators");
      const forum = await open(page, ["participant", "moderator"]);
      await read(forum, await theirs(forum));
      await forum.button("moderate.open").first().click();
      await expect(forum.element.locator(".part").getByRole("button").first()).toBeVisible();
    });

    test("shows what it can do, and says what it cannot", async ({ page }) => {
      test.info().annotations.push({ type: "can", description: adapter.can.join(" ") });
      const forum = await open(page);
      await expect(forum.cards.first()).toBeVisible();
      const { element } = forum;
      await expect(element.getByRole("searchbox")).toHaveCount(can("search") ? 1 : 0);
      await expect(forum.way("compose.open")).toBeVisible({ visible: can("submit") });
      const sorts = await element.getByRole("combobox", { name: forum.say("sort.label") }).locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
      expect(sorts).toContain("newest");
      if (!can("sectors")) expect(sorts).not.toContain("broad");
      if (!can("comments")) expect(sorts).not.toContain("discussed");
      const lacks = ["submit", "comments", "search", "flags", "sectors", "history", "export"].filter((word) => !can(word));
      const line = element.getByText(forum.say("missing.title").replace("{names}.", ""));
      await expect(line).toHaveCount(lacks.length ? 1 : 0);
      for (const word of lacks) await expect(line).toContainText(forum.say(`missing.${word}`));
      const fixed = can("vote_opinion") && !(can("vote_change") && can("vote_withdraw"));
      const rule = can("vote_withdraw") ? "vote.first_back" : can("vote_change") ? "vote.stays" : "vote.final";
      await expect(forum.cards.first().getByText(forum.say(rule))).toHaveCount(fixed ? 1 : 0);
      await read(forum, await theirs(forum));
      await expect(element.getByRole("heading", { name: forum.say("comments.title") })).toHaveCount(can("comments") ? 1 : 0);
      await expect(element.getByText(forum.say("comments.none"))).toHaveCount(can("comments") ? 0 : 1);
      await expect(forum.button("report.open").first()).toBeVisible({ visible: can("flags") });
      await expect(forum.button("follow.add")).toHaveCount(can("follow") ? 1 : 0);
    });

    // --- what goes wrong -----------------------------------------------------------------------

    const lost = (match: Match, drop: "before" | "after"): Fault => ({ ...match, times: 1, drop });

    test("a connection lost while the list is read", async ({ page }) => {
      running.proxy.break({ ...breaks("list"), drop: "before" });
      const forum = await open(page);
      await expect(forum.element.getByText(forum.say("error.network")).first()).toBeVisible();
      await askedAsPerson();
      running.proxy.mend();
      await forum.button("action.retry").first().click();
      await expect(forum.cards).toHaveCount(10);
    });

    for (const drop of ["before", "after"] as const) {
      const when = drop === "before" ? "before it is heard" : "after it is done";

      test(`a connection lost while submitting, ${when}`, async ({ page }) => {
        needs("submit");
        test.setTimeout(90_000);
        const match = breaks("submit");
        const forum = await open(page);
        await expect(forum.cards.first()).toBeVisible();
        const text = { title: unique("Through a storm"), body: "Still here." };
        running.proxy.break(lost(match, drop));
        await send(forum, text);
        if (can("idempotency")) {
          await expect(forum.element.getByRole("heading", { name: forum.say("sent.title") })).toBeVisible({ timeout: 40_000 });
        } else {
          await expect(forum.element.getByText(forum.say("outbox.asks")).first()).toBeVisible();
          await expect(forum.element.getByText(`“${text.title}”`)).toBeVisible();
          await forum.button(drop === "before" ? "outbox.again" : "outbox.there").click();
          if (drop === "before") await expect(forum.element.getByRole("heading", { name: forum.say("sent.title") })).toBeVisible();
          await expect(forum.button("outbox.there")).toHaveCount(0);
        }
        await again(forum);
        await expect(forum.card(text.title)).toHaveCount(1);
      });

      test(`a connection lost while voting, ${when}`, async ({ page }) => {
        needs("vote_opinion");
        test.setTimeout(90_000);
        const match = breaks("vote");
        const forum = await open(page);
        const of = await theirs(forum);
        running.proxy.break(lost(match, drop));
        await forum.vote("agree", forum.card(of)).click();
        await expect(forum.card(of)).toContainText(forum.say("vote.waiting"));
        await expect(forum.card(of)).not.toContainText(forum.say("vote.waiting"), { timeout: 40_000 });
        await again(forum);
        await pressed(forum, of);
      });

      test(`a connection lost while commenting, ${when}`, async ({ page }) => {
        needs("comments");
        test.setTimeout(90_000);
        const match = breaks("comment");
        const forum = await open(page);
        const of = await theirs(forum);
        const text = unique("A reason in a storm");
        await read(forum, of);
        running.proxy.break(lost(match, drop));
        const field = forum.element.getByRole("textbox", { name: forum.say("comment.body") });
        await forum.element.getByRole("button", { name: new RegExp(`^${forum.say("comment.add")}`) }).first().click();
        await field.fill(text);
        await forum.button("comment.send").click();
        if (!can("idempotency")) await forum.button(drop === "before" ? "outbox.again" : "outbox.there").click();
        if (can("idempotency") || drop === "before") await expect(forum.element.locator(".comment").filter({ hasText: text })).toHaveCount(1, { timeout: 40_000 });
        await again(forum);
        await read(forum, of);
        await expect(forum.element.locator(".comment").filter({ hasText: text })).toHaveCount(1);
      });
    }

    test("a connection lost while editing loses no word", async ({ page }) => {
      needs("submit", "edit");
      const match = breaks("edit");
      const forum = await open(page);
      await own(forum);
      await forum.way("submission.edit").click();
      const text = { title: unique("Edited in a storm"), body: "Word for word." };
      await fill(forum, text);
      running.proxy.break(lost(match, "before"));
      await forum.button("compose.save").click();
      await expect(forum.element.getByText(forum.say("error.network")).first()).toBeVisible();
      await forum.button("compose.save").click();
      // The form's last step shows the text too: it is gone when what was sent can be edited again.
      await expect(forum.way("submission.edit")).toBeVisible();
      await expect(forum.element.getByRole("heading", { name: text.title })).toBeVisible();
      await expect(forum.element.getByText(text.body, { exact: true })).toBeVisible();
    });

    test("a connection lost while taking one's own back", async ({ page }) => {
      needs("submit", "withdraw");
      const match = breaks("withdraw");
      const forum = await open(page);
      const text = await own(forum);
      running.proxy.break(lost(match, "after"));
      await forum.button("submission.withdraw").click();
      const dialog = forum.element.getByRole("dialog");
      await forum.button("submission.withdraw", dialog).click();
      await expect(dialog.getByText(forum.say("error.network"))).toBeVisible();
      await forum.button("submission.withdraw", dialog).click();
      await expect(forum.cards.first()).toBeVisible();
      await again(forum);
      await expect(forum.card(text.title)).toHaveCount(0);
    });

    test("a connection lost while reporting", async ({ page }) => {
      needs("flags");
      const match = breaks("flag");
      const forum = await open(page);
      await read(forum, await theirs(forum));
      running.proxy.break(lost(match, "before"));
      await report(forum);
      const dialog = forum.element.getByRole("dialog");
      await expect(dialog.getByText(forum.say("error.network"))).toBeVisible();
      await forum.button("report.send", dialog).click();
      await expect(dialog.getByText(forum.say("report.sent"))).toBeVisible();
    });

    test("a token that ends is renewed, and what was done is not lost", async ({ page }) => {
      needs("vote_opinion");
      test.skip(!running.token, "not offered: people told apart");
      const match = breaks("vote");
      const forum = await open(page);
      const of = await theirs(forum);
      await expect.poll(() => asked).toBeGreaterThan(0);
      const before = asked;
      if (running.end) await running.end(person);
      else running.proxy.break({ ...match, times: 1, status: 401 });
      await forum.vote("agree", forum.card(of)).click();
      await answered(forum, of);
      expect(asked).toBeGreaterThan(before);
      await again(forum);
      await pressed(forum, of);
    });

    test("a token that is not valid any more is told, and the vote undone", async ({ page }) => {
      needs("vote_opinion");
      test.skip(!running.token, "not offered: people told apart");
      const match = breaks("vote");
      const forum = await open(page);
      const of = await theirs(forum);
      running.proxy.break({ ...match, status: 401 });
      await forum.vote("agree", forum.card(of)).click();
      await expect(forum.card(of)).toContainText(forum.say("problem.token-required"));
      await expect(forum.card(of).locator('[aria-pressed="true"]')).toHaveCount(0);
    });

    test("a conflict (409) is told, and the vote undone", async ({ page }) => {
      needs("vote_opinion");
      const match = breaks("vote");
      const forum = await open(page);
      const of = await theirs(forum);
      running.proxy.break({ ...match, status: 409 });
      await forum.vote("agree", forum.card(of)).click();
      await expect(forum.card(of)).toContainText(forum.say("problem.conflict"));
      await expect(forum.card(of).locator('[aria-pressed="true"]')).toHaveCount(0);
    });

    for (const [status, headers] of [[429, { "Retry-After": "1" }], [503, {}]] as const) {
      test(`a vote that meets ${status} waits and is sent`, async ({ page }) => {
        needs("vote_opinion");
        test.setTimeout(90_000);
        const match = breaks("vote");
        const forum = await open(page);
        const of = await theirs(forum);
        running.proxy.break({ ...match, times: 1, status, headers });
        await forum.vote("agree", forum.card(of)).click();
        await expect(forum.card(of)).toContainText(forum.say("vote.waiting"));
        await expect(forum.card(of)).not.toContainText(forum.say("vote.waiting"), { timeout: 40_000 });
        await again(forum);
        await pressed(forum, of);
      });
    }

    test("too many requests (429) for the list are told with the wait", async ({ page }) => {
      running.proxy.break({ ...breaks("list"), status: 429, headers: { "Retry-After": "7" } });
      const forum = await open(page);
      await expect(forum.element.getByText(forum.say("problem.rate-limited.other", { n: 7 })).first()).toBeVisible();
    });

    test("a backend that breaks (5xx) is told, and trying again works", async ({ page }) => {
      running.proxy.break({ ...breaks("list"), status: 502, body: "<h1>Bad gateway</h1>", headers: { "Content-Type": "text/html" } });
      const forum = await open(page);
      await expect(forum.element.getByText(forum.say("problem.unavailable")).first()).toBeVisible();
      await askedAsPerson();
      running.proxy.mend();
      await forum.button("action.retry").first().click();
      await expect(forum.cards).toHaveCount(10);
    });

    test("a slow answer shows that it loads, and comes", async ({ page }) => {
      running.proxy.break({ ...breaks("list"), delay: 3_000 });
      const forum = await open(page);
      // The list itself is busy as well, and hidden for as long as it is empty.
      await expect(forum.element.locator("[aria-busy=true], .skeleton").filter({ visible: true }).first()).toBeVisible();
      await expect(forum.cards).toHaveCount(10, { timeout: 15_000 });
    });

    test("an answer that never comes ends after 20 seconds, in words", async ({ page }) => {
      test.setTimeout(120_000);
      running.proxy.break({ ...breaks("list"), delay: 60_000 });
      const forum = await open(page);
      await expect(forum.element.getByText(forum.say("error.timeout")).first()).toBeVisible({ timeout: 70_000 });
      running.proxy.mend();
    });

    // --- hostile texts -------------------------------------------------------------------------

    test("hostile strings come out as they were typed", async ({ page }) => {
      needs("submit", "comments");
      const hostile = naughty();
      test.skip(hostile.length === 0, NO_STRINGS);
      test.setTimeout(600_000);
      const trouble: string[] = [];
      page.on("dialog", (dialog) => (trouble.push(dialog.message()), void dialog.dismiss()));
      page.on("pageerror", (error) => trouble.push(error.message));
      const forum = await open(page);
      const { title: of } = await own(forum);
      const taken = await written(forum, hostile);
      // What is refused holds controls that no text needs, or nothing at all.
      expect(taken.texts.length).toBeGreaterThan(460);
      await again(forum);
      await read(forum, of);
      const more = forum.element.getByRole("button", { name: new RegExp(`^${forum.say("comments.more")}`) });
      const items = forum.element.locator(".comment");
      await expect(items.first()).toBeVisible();
      for (let shown = await items.count(); (await more.count()) > 0; shown = await items.count()) {
        await more.first().click();
        await expect.poll(() => items.count()).toBeGreaterThan(shown);
      }
      const shown = (await items.evaluateAll((all) => all.map((one) => one.textContent ?? ""))).map(letters);
      const missing = taken.texts.map(letters).filter((text) => text !== "" && !shown.some((one) => one.includes(text)));
      expect(missing).toEqual([]);
      expect(await items.count()).toBe(taken.comments);
      expect(await forum.element.evaluate((element) => element.shadowRoot!.querySelectorAll("script, iframe, object, embed, img, style, link, form[action], [onerror], [onload], [onclick]").length)).toBe(0);
      expect(trouble).toEqual([]);
    });
  });
}
