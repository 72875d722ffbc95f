// What a person sees while it loads, when nothing is there, when it breaks, and without a network.
import { expect, message, place, somebody, test, written } from "../support/forum.ts";

test("while it loads, the page says so and keeps the place", async ({ page, server }) => {
  let go = () => {};
  const wait = new Promise<void>((done) => (go = done));
  await page.route("**/v1/**", async (route) => {
    await wait;
    await route.continue();
  });
  const forum = await place(page, server);
  await expect.poll(async () => (await forum.element.boundingBox())?.height ?? 0).toBeGreaterThan(100);
  await expect(forum.element.locator("[aria-busy=true]")).toBeVisible();
  go();
  await expect(forum.cards.first()).toBeVisible();
});

test("a search without a result says what to do", async ({ open }) => {
  const forum = await open();
  await forum.element.getByRole("searchbox").fill("zzzzzzqqqqqq");
  await forum.element.getByRole("searchbox").press("Enter");
  await expect(forum.element.getByText(message("list.no_match"))).toBeVisible();
  await expect(forum.cards).toHaveCount(0);
});

test("a server that breaks is told in words, and trying again works", async ({ page, server }) => {
  let broken = true;
  await page.route("**/v1/**", async (route) => {
    if (broken) await route.fulfill({ status: 500, contentType: "application/problem+json", json: { type: "x/internal", title: "", status: 500 } });
    else await route.continue();
  });
  const forum = await place(page, server);
  await expect(forum.element.getByText(message("problem.internal")).first()).toBeVisible();
  broken = false;
  await forum.button("action.retry").first().click();
  await expect(forum.cards.first()).toBeVisible();
});

test("an unknown thread is not found, in words", async ({ page, server }) => {
  const forum = await place(page, server, { thread: "no-such-thread" });
  await expect(forum.element.getByText(message("problem.not-found")).first()).toBeVisible();
});

test("an element without an address asks the page's own origin", async ({ page, server }) => {
  const forum = await place(page, server, { api: null });
  await expect(forum.cards.first()).toBeVisible();
});

test("a vote without a network waits on the device and is sent later", async ({ context, page, server, open }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  // The network goes when it is known who the person is.
  const [forum] = await Promise.all([open({ token }), page.waitForResponse(/\/v1\/me$/)]);
  const card = forum.card(one.title);
  await context.setOffline(true);
  await forum.vote("agree", card).click();
  await expect(card).toContainText(message("vote.waiting"));
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  await context.setOffline(false);
  await expect
    .poll(async () => (await server.get<{ my_vote: string | null }>(`/v1/submissions/${one.id}`, token)).my_vote, { timeout: 20_000 })
    .toBe("agree");
  await expect(card).not.toContainText(message("vote.waiting"));
});

test("a vote that comes too soon after others is not lost", async ({ page, server, open }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  const forum = await open({ token });
  let refused = 0;
  await page.route("**/vote", (route) => {
    refused += 1;
    if (refused > 1) return route.continue();
    return route.fulfill({
      status: 429,
      contentType: "application/problem+json",
      headers: { "Retry-After": "1" },
      json: { type: "https://open-forum.dev/problems/rate-limited", title: "", status: 429 },
    });
  });
  const card = forum.card(one.title);
  await forum.vote("agree", card).click();
  await expect(card).toContainText(message("vote.waiting"));
  await expect
    .poll(async () => (await server.get<{ my_vote: string | null }>(`/v1/submissions/${one.id}`, token)).my_vote, { timeout: 40_000 })
    .toBe("agree");
});

test("without JavaScript the page's own words stay", async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const forum = await place(await context.newPage(), server, { inside: "<p>Write to us instead.</p>" });
  await expect(forum.page.getByText("Write to us instead.")).toBeVisible();
  await context.close();
});

test("where the module cannot be loaded, the page's own words come back", async ({ page, server }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  const forum = await place(page, server, { inside: "<p>Write to us instead.</p>" });
  await expect(forum.cards.first().or(forum.page.getByText("Write to us instead.")).first()).toBeVisible();
});
