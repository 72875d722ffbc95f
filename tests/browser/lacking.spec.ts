// A backend that lacks everything optional: nothing is shown that it cannot do, and what is missing is said.
import { expect, message, place, test, type Forum, type Page, type Server } from "../support/forum.ts";
import { expectAccessible } from "../support/axe.ts";

const LEAST = `{
  thread: (id) => ({ id, title: "What do you think?" }),
  submissions: (thread) => [{ id: "one", thread_id: thread, title: "A first thought", created_at: "2026-01-05T09:00:00Z" }],
  submission: (id) => ({ id, thread_id: "t", title: "A first thought", body: "It is short.", created_at: "2026-01-05T09:00:00Z" }),
}`;

/** A page that hands over this object; what it is called with stands in \`calls\`. */
const hand = (page: Page, server: Server, object: string, more: Parameters<typeof place>[2] = {}) =>
  place(page, server, {
    api: null,
    thread: "t",
    more: 'backend="host"',
    head: `<script>globalThis.calls = []; document.addEventListener("open-forum:backend", (event) => { event.target.backend = ${object}; });</script>`,
    ...more,
  });

const MISSING = ["submit", "comments", "search", "flags", "sectors", "history", "export"];

test("what it cannot do is not there, and said plainly", async ({ page, server }) => {
  const forum = await hand(page, server, LEAST);
  const { element } = forum;
  await expect(forum.cards).toHaveCount(1);
  await expect(element.getByRole("searchbox")).toHaveCount(0);
  await expect(forum.way("compose.open")).toHaveCount(0);
  await expect(element.locator(".vote-btn")).toHaveCount(0);
  await expect(forum.cards.first()).toContainText(message("vote.none"));
  await expect(element.locator(".inbox a, .rooms a")).toHaveCount(0);
  await expect(element.getByText(message("missing.title", { names: MISSING.map((word) => message(`missing.${word}`)).join(", ") }))).toBeVisible();
  const sorts = await element.getByRole("combobox", { name: message("sort.label") }).locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  expect(sorts).toEqual(["newest", "random"]);
  await expectAccessible(page);
  await forum.cards.first().getByRole("link").first().click();
  await expect(element.getByText(message("comments.none"))).toBeVisible();
  for (const key of ["report.open", "follow.add", "submission.edit", "submission.withdraw"]) await expect(forum.button(key)).toHaveCount(0);
  await expect(element.getByText(/^Number/)).toHaveCount(0);
  await expectAccessible(page);
});

test("a room in the address is not opened", async ({ page, server }) => {
  const loaded: string[] = [];
  page.on("request", (request) => /rooms/.test(request.url()) && loaded.push(request.url()));
  await page.route(`${server.url}/a-host-page?*`, (route) => route.fallback({ url: `${server.url}/a-host-page` }));
  const forum = await hand(page, server, LEAST, { more: 'backend="host" address="keep"' });
  await expect(forum.cards).toHaveCount(1);
  await page.evaluate(() => {
    history.pushState(null, "", "?of-view=inbox");
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await expect(forum.element.getByText(message("problem.not-found"))).toBeVisible();
  expect(loaded).toEqual([]);
});

const VOTES = (words: string) => `{
  ...${LEAST},
  capabilities: ["vote_opinion"${words}],
  vote: (id, value) => (calls.push(value), { my_vote: value, tally: { agree: value === "agree" ? 1 : 0, disagree: value === "disagree" ? 1 : 0 } }),
}`;
const calls = (forum: Forum) => forum.page.evaluate(() => (globalThis as unknown as { calls: unknown[] }).calls);

for (const [words, rule, does] of [
  ["", "vote.final", ["agree"]],
  [', "vote_change"', "vote.stays", ["agree", "disagree"]],
  [', "vote_withdraw"', "vote.first_back", ["agree", null]],
] as const) {
  test(`a vote says before it is cast: ${message(rule)}`, async ({ page, server }) => {
    const forum = await hand(page, server, VOTES(words));
    const card = forum.cards.first();
    await expect(card.getByText(message(rule))).toBeVisible();
    const group = card.getByRole("group").first();
    await expect(group).toHaveAccessibleDescription(message(rule));
    const agree = forum.vote("agree", card);
    const disagree = forum.vote("disagree", card);
    await agree.click();
    await expect(agree).toHaveAttribute("aria-pressed", "true");
    await expect(card.locator("[aria-busy=true]")).toHaveCount(0);
    // The other first, then the same: each does something only where that is offered.
    if (rule !== "vote.stays") await expect(disagree).toHaveAttribute("aria-disabled", "true");
    await disagree.click({ force: true });
    await expect(card.locator("[aria-busy=true]")).toHaveCount(0);
    const chosen = rule === "vote.stays" ? disagree : agree;
    await expect(chosen).toHaveAttribute("aria-pressed", "true");
    await chosen.click({ force: true });
    await expect(card.locator("[aria-busy=true]")).toHaveCount(0);
    expect(await calls(forum)).toEqual(does);
    await expectAccessible(page);
  });
}

test("without idempotency, what may have arrived is sent again only when the person says so", async ({ page, server }) => {
  const forum = await hand(
    page,
    server,
    `{
      ...${LEAST},
      submit: (thread, draft) => {
        calls.push(draft.title);
        if (calls.length < 3) throw new TypeError("Failed to fetch");
        return { ...draft, id: "new", thread_id: thread, created_at: new Date() };
      },
    }`,
  );
  await forum.way("compose.open").click();
  await forum.element.getByRole("textbox", { name: message("compose.title.label") }).fill("Only once");
  for (const step of ["find", "about", "check"]) {
    await forum.button("action.continue").click();
    await expect(forum.element.getByRole("heading", { name: message(`compose.step.${step}`) })).toBeVisible();
  }
  // Nothing of this can be changed later, and that is said before it is sent.
  await expect(forum.element.getByText(message("sent.next.final"))).toBeVisible();
  await forum.element.getByRole("checkbox", { name: message("compose.check.rules") }).check({ force: true });
  await forum.button("compose.send").click();
  await expect(forum.element.getByText("“Only once”")).toBeVisible();
  await expect(forum.element.getByText(message("outbox.asks")).first()).toBeVisible();
  await expectAccessible(page);
  // Longer than the first try of an outbox that sends by itself.
  await page.waitForTimeout(6_000);
  expect(await calls(forum)).toHaveLength(1);
  // It fails again, and asks again.
  await forum.button("outbox.again").click();
  await expect.poll(() => calls(forum)).toHaveLength(2);
  await expect(forum.button("outbox.again")).toBeVisible();
  await forum.button("outbox.again").click();
  await expect(forum.element.getByRole("heading", { name: message("sent.title") })).toBeVisible();
  await expect(forum.button("outbox.again")).toHaveCount(0);
  expect(await calls(forum)).toHaveLength(3);
});

test("what a person says is there is not sent again", async ({ page, server }) => {
  const forum = await hand(page, server, `{ ...${LEAST}, comments: () => [], comment: (id, draft) => { calls.push(draft.body); throw new TypeError("Failed to fetch"); } }`);
  await forum.cards.first().getByRole("link").first().click();
  await forum.element.getByRole("button", { name: new RegExp(`^${message("comment.add")}`) }).first().click();
  await forum.element.getByRole("textbox", { name: message("comment.body") }).fill("Perhaps it is there");
  await forum.button("comment.send").click();
  await forum.button("outbox.there").click();
  await expect(forum.button("outbox.there")).toHaveCount(0);
  await page.reload();
  await expect(forum.cards).toHaveCount(1);
  await page.waitForTimeout(1_000);
  expect(await calls(forum)).toEqual([]);
});

test("numbers that are estimates are said to be", async ({ page, server }) => {
  const forum = await hand(
    page,
    server,
    `{ ...${VOTES("")}, submission: (id) => ({ id, thread_id: "t", title: "A first thought", created_at: "2026-01-05T09:00:00Z", tally: { agree: 3 } }) }`,
  );
  await forum.cards.first().getByRole("link").first().click();
  await expect(forum.element.getByText(message("tally.estimate"))).toBeVisible();
});
