// A vote answers at once, follows a person's last intent, and is undone when the server refuses.
import { expect, message, pattern, place, somebody, test, written, type Page } from "../support/forum.ts";

test("shown before the server has answered, undone with a message when it refuses", async ({ page, server, open }) => {
  const forum = await open({ token: somebody(server) });
  let answer = () => {};
  const asked = new Promise<void>((done) => (answer = done));
  await page.route("**/vote", async (route) => {
    await asked;
    await route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      json: { type: "https://open-forum.dev/problems/thread-closed", title: "Closed", status: 403 },
    });
  });
  const card = forum.cards.first();
  await forum.vote("agree", card).click();
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  answer();
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "false");
  const reason = message("problem.thread-closed");
  await expect(card).toContainText(message("vote.failed", { reason }));
  await expect(page.getByRole("alert").filter({ hasText: pattern("vote.failed") })).toBeAttached();
});

test("however fast somebody clicks, only the first and the last intent are sent", async ({ page, server, open }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  const forum = await open({ token });
  const sent = forum.votesSent();
  await page.route("**/vote", async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  const card = forum.card(one.title);
  await expect(forum.vote("agree", card)).toBeVisible();
  // Faster than any test that looks before it clicks.
  await card.evaluate(async (article) => {
    const [agree, disagree, pass] = article.querySelectorAll<HTMLElement>("[aria-pressed]");
    agree?.click();
    await new Promise((done) => setTimeout(done, 100));
    for (const button of [disagree, pass, agree, pass, disagree]) button?.click();
  });
  await expect(forum.vote("disagree", card)).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => sent).toEqual(['PUT {"value":"agree"}', 'PUT {"value":"disagree"}']);
  await expect(forum.vote("disagree", card)).not.toHaveAttribute("aria-busy", "true");
  const kept = await server.get<{ my_vote: string; tally: object }>(`/v1/submissions/${one.id}`, token);
  expect(kept.my_vote).toBe("disagree");
  expect(kept.tally).toMatchObject({ agree: 0, disagree: 1, pass: 0, participants: 1 });
});

test("pressing again takes the vote back", async ({ server, open }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  const forum = await open({ token });
  const card = forum.card(one.title);
  await forum.vote("pass", card).click();
  await expect.poll(async () => (await server.get<{ my_vote: string }>(`/v1/submissions/${one.id}`, token)).my_vote).toBe("pass");
  await forum.vote("pass", card).click();
  await expect(forum.vote("pass", card)).toHaveAttribute("aria-pressed", "false");
  await expect.poll(async () => (await server.get<{ my_vote: null }>(`/v1/submissions/${one.id}`, token)).my_vote).toBeNull();
});

test("without a person the host is asked to sign one in, and nothing is sent", async ({ page, open }) => {
  const forum = await open();
  const sent = forum.votesSent();
  const asked = page.evaluate(
    () => new Promise((done) => document.querySelector("open-forum")?.addEventListener("open-forum:sign-in-requested", (event) => done(event.cancelable))),
  );
  await forum.vote("agree", forum.cards.first()).click();
  expect(await asked).toBe(true);
  await expect(forum.vote("agree", forum.cards.first())).toHaveAttribute("aria-pressed", "false");
  expect(sent).toEqual([]);
});

test("who comes with a token and has no network is not asked to sign in: the vote waits until it is known who they are", async ({ page, server, open }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  let gone = true;
  await page.route("**/v1/me", (route) => (gone ? route.abort() : route.continue()));
  const forum = await open({ token });
  let asked = 0;
  await page.exposeFunction("countSignIn", () => (asked += 1));
  await page.evaluate(() => document.querySelector("open-forum")?.addEventListener("open-forum:sign-in-requested", () => void (window as unknown as { countSignIn(): void }).countSignIn()));
  const card = forum.card(one.title);
  await forum.vote("agree", card).click();
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  gone = false;
  await expect.poll(async () => (await server.get<{ my_vote: string }>(`/v1/submissions/${one.id}`, token)).my_vote).toBe("agree");
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  expect(asked).toBe(0);
});

test("getToken is asked again after a 401, and the vote still counts", async ({ page, server, open }) => {
  const one = await written(server, somebody(server));
  const token = somebody(server);
  const forum = await open();
  await page.evaluate(
    ([old, fresh]) => {
      const element = document.querySelector("open-forum") as HTMLElement & { getToken: () => Promise<string> };
      let asked = 0;
      element.getToken = async () => (asked++ === 0 ? old! : fresh!);
    },
    [server.token({ sub: "old", exp: 1 } as never), token],
  );
  await expect(forum.element).toContainText(message("sign_in.as", { name: "" }).trim());
  await forum.vote("agree", forum.card(one.title)).click();
  await expect
    .poll(async () => (await server.get<{ my_vote: string | null }>(`/v1/submissions/${one.id}`, token)).my_vote)
    .toBe("agree");
});

test("events tell the host page of a vote", async ({ page, server, open }) => {
  const forum = await open({ token: somebody(server) });
  const told = page.evaluate(
    () => new Promise((done) => document.addEventListener("open-forum:vote", (event) => done((event as CustomEvent).detail))),
  );
  await forum.vote("disagree", forum.cards.first()).click();
  expect(await told).toMatchObject({ value: "disagree" });
});

test("a vote before it is known who the person is waits for that, and is sent once", async ({ page, server }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  let know = () => {};
  const known = new Promise<void>((done) => (know = done));
  await page.route("**/v1/me", async (route) => {
    await known;
    await route.continue();
  });
  const forum = await place(page, server, { token });
  const sent = forum.votesSent();
  await forum.vote("agree", forum.card(one.title)).click();
  await expect(forum.vote("agree", forum.card(one.title))).toHaveAttribute("aria-pressed", "true");
  await page.waitForTimeout(500);
  expect(sent).toEqual([]);
  know();
  await expect.poll(() => sent).toEqual(['PUT {"value":"agree"}']);
  await expect
    .poll(async () => (await server.get<{ my_vote: string | null }>(`/v1/submissions/${one.id}`, token)).my_vote)
    .toBe("agree");
});

/** Holds back what the list answers to somebody with a token, until it is released; counts what was asked and told. */
async function ownListHeld(page: Page) {
  const own = { asked: 0, told: 0, items: [] as { id: string; my_vote: string | null }[], release: () => {} };
  const released = new Promise<void>((done) => (own.release = done));
  await page.route(/\/v1\/threads\/[^/]+\/submissions\?/, async (route) => {
    if (!route.request().headers().authorization) return route.continue();
    const answer = await route.fetch();
    own.items = (await answer.json()).items;
    own.asked += 1;
    await released;
    await route.fulfill({ response: answer });
    own.told += 1;
  });
  return own;
}

/** The widget has read what was told when the page has drawn again. */
async function isRead(page: Page, own: { told: number }): Promise<void> {
  await expect.poll(() => own.told).toBe(1);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300))));
}

test("a list that was asked for before a vote and comes after it does not undo it on the screen", async ({ page, server }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  const own = await ownListHeld(page);
  const forum = await place(page, server);
  const agree = forum.vote("agree", forum.card(one.title));
  await expect(agree).toBeVisible();
  // Somebody signs in: the list is asked for again, as theirs.
  await forum.element.evaluate((element, value) => element.setAttribute("token", value), token);
  await expect.poll(() => own.asked).toBe(1);
  const [saved] = await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), agree.click()]);
  expect(saved.status()).toBe(200);
  const before = own.items.find((item) => item.id === one.id);
  expect(before?.id).toBe(one.id);
  expect(before?.my_vote ?? null, "what was asked for before tells of no vote").toBeNull();
  own.release();
  await isRead(page, own);
  await expect(agree).toHaveAttribute("aria-pressed", "true");
});

test("why a vote was refused stays on screen when the list is read again, and goes with the next vote", async ({ page, server }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  const own = await ownListHeld(page);
  await page.route("**/vote", (route) => route.fulfill({ status: 409 }), { times: 1 });
  const forum = await place(page, server);
  const card = forum.card(one.title);
  await expect(forum.vote("agree", card)).toBeVisible();
  await forum.element.evaluate((element, value) => element.setAttribute("token", value), token);
  await expect.poll(() => own.asked).toBe(1);
  await forum.vote("agree", card).click();
  await expect(card).toContainText(message("problem.conflict"));
  own.release();
  await isRead(page, own);
  await expect(card).toContainText(message("problem.conflict"));
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "false");
  await forum.vote("agree", card).click();
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  await expect(card).not.toContainText(message("problem.conflict"));
});

test("a vote that waits on the device stays on screen when the list is read again", async ({ page, server }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  const own = await ownListHeld(page);
  let away = true;
  await page.route("**/vote", (route) => (away ? route.fulfill({ status: 503 }) : route.continue()));
  const forum = await place(page, server);
  const card = forum.card(one.title);
  await expect(forum.vote("agree", card)).toBeVisible();
  // Somebody signs in: the list is asked for again, as theirs.
  await forum.element.evaluate((element, value) => element.setAttribute("token", value), token);
  await expect.poll(() => own.asked).toBe(1);
  await forum.vote("agree", card).click();
  await expect(card).toContainText(message("vote.waiting"));
  own.release();
  await isRead(page, own);
  await expect(card).toContainText(message("vote.waiting"));
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  // And after the page has been loaded again.
  await page.reload();
  await forum.element.evaluate((element, value) => element.setAttribute("token", value), token);
  await expect(card).toContainText(message("vote.waiting"));
  away = false;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(card).not.toContainText(message("vote.waiting"));
  await expect.poll(async () => (await server.get<{ my_vote: string | null }>(`/v1/submissions/${one.id}`, token)).my_vote).toBe("agree");
});

test("a vote that waits on the device is not sent after a newer one", async ({ page, server, open }) => {
  const token = somebody(server);
  const one = await written(server, somebody(server));
  // It is known who the person is.
  const [forum] = await Promise.all([open({ token }), page.waitForResponse(/\/v1\/me$/)]);
  const sent = forum.votesSent();
  await page.route("**/vote", (route) => route.fulfill({ status: 503 }), { times: 1 });
  const card = forum.card(one.title);
  await forum.vote("agree", card).click();
  await expect(card).toContainText(message("vote.waiting"));
  await forum.vote("disagree", card).click();
  await expect(forum.vote("disagree", card)).toHaveAttribute("aria-pressed", "true");
  await expect(forum.vote("disagree", card)).not.toHaveAttribute("aria-busy", "true");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  // Later than the widget would try again by itself.
  await page.waitForTimeout(6_000);
  expect(sent).toEqual(['PUT {"value":"agree"}', 'PUT {"value":"disagree"}']);
  expect((await server.get<{ my_vote: string }>(`/v1/submissions/${one.id}`, token)).my_vote).toBe("disagree");
});
