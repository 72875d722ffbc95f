// A backend that the page hands over: what it may do wrong, and when it comes and goes.
import { expect, message, place, test, type Forum, type Page, type Server } from "../support/forum.ts";

const GOOD = `{
  thread: (id) => ({ id, title: "What do you think?" }),
  submissions: (thread) => [{ id: "one", thread_id: thread, title: "A first thought", created_at: "2026-01-05T09:00:00Z" }],
  submission: (id) => ({ id, thread_id: "t", title: "A first thought", created_at: "2026-01-05T09:00:00Z" }),
  vote: (id, value) => ({ my_vote: value, tally: null }),
}`;

const hand = (page: Page, server: Server, object: string, more: Parameters<typeof place>[2] = {}) =>
  place(page, server, {
    api: null,
    thread: "t",
    more: 'backend="host"',
    head: `<script type="module">document.querySelector("open-forum").backend = ${object};</script>`,
    ...more,
  });

const said = (forum: Forum, key: string, holes = {}) => expect(forum.element.getByText(message(key, holes)).first()).toBeVisible({ timeout: 30_000 });

for (const [name, method, key] of [
  ["throws at once", `() => { throw new Error("a fault of the page") }`, "problem.internal"],
  ["rejects with an error", `async () => { throw new RangeError("a fault of the page") }`, "problem.internal"],
  ["rejects with nothing", `async () => { throw undefined }`, "problem.internal"],
  ["rejects with a text", `async () => { throw "no" }`, "problem.internal"],
  ["loses its connection", `async () => fetch("http://127.0.0.1:1/")`, "error.network"],
  ["has a status", `async () => { throw { status: 503 } }`, "problem.unavailable"],
  ["has a code", `async () => { throw { status: 403, code: "thread-locked" } }`, "problem.thread-locked"],
  ["has a code that nobody knows", `async () => { throw { status: 404, code: "no-such-code" } }`, "problem.not-found"],
  ["answers nothing", `() => undefined`, "error.unreadable"],
  ["answers a text", `() => "hello"`, "error.unreadable"],
  ["answers a cycle", `() => { const a = []; a.push(a); return a }`, "error.unreadable"],
  ["answers what throws while it is read", `() => ({ get items() { throw new Error("trap") } })`, "error.unreadable"],
  ["answers a proxy that throws", `() => new Proxy({}, { get() { throw new Error("trap") }, ownKeys() { throw new Error("trap") } })`, "problem.internal"], // whoever asks whether it is a promise meets the trap
  ["answers a promise that is none", `() => ({ then: 7 })`, "error.unreadable"],
  ["answers too much", `() => [{ id: "a", thread_id: "t", title: "x".repeat(5_000_000), created_at: "2026-01-05T09:00:00Z" }]`, "error.oversized"],
  ["answers functions", `() => () => []`, "error.unreadable"],
] as const) {
  test(`a method that ${name} ends in a sentence`, async ({ page, server }) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    const forum = await hand(page, server, `{ ...${GOOD}, submissions: ${method} }`);
    await said(forum, key);
    expect(faults).toEqual([]);
    await expect(forum.element.getByText("What do you think?")).toBeVisible();
  });
}

test("too many requests are told with the wait, and no wait is absurd", async ({ page, server }) => {
  const forum = await hand(page, server, `{ ...${GOOD}, submissions: async () => { throw { status: 429, retryAfter: 12.4 } } }`);
  await said(forum, "problem.rate-limited.other", { n: 13 });
  const other = await hand(page, server, `{ ...${GOOD}, submissions: async () => { throw { status: 429, retryAfter: 1e300 } } }`);
  await said(other, "problem.rate-limited.other", { n: "3,600" });
});

test("wrong fields are named where they stand", async ({ page, server }) => {
  const forum = await hand(page, server, `{ ...${GOOD}, submit: async () => { throw { status: 422, code: "invalid-fields", errors: [{ field: "title", code: "too_long", message: "" }] } } }`);
  await forum.way("compose.open").click();
  await forum.element.getByRole("textbox", { name: message("compose.title.label") }).fill("A title");
  for (const step of ["find", "about", "check"]) {
    await forum.button("action.continue").click();
    await expect(forum.element.getByRole("heading", { name: message(`compose.step.${step}`) })).toBeVisible();
  }
  await forum.element.getByRole("checkbox", { name: message("compose.check.rules") }).check({ force: true });
  await forum.button("compose.send").click();
  await expect(forum.element.getByRole("heading", { name: message("error.summary") })).toBeVisible();
  await expect(forum.element.getByRole("textbox", { name: message("compose.title.label") })).toHaveAttribute("aria-invalid", "true");
});

test("a method that never answers is aborted after 20 seconds, in words", async ({ page, server }) => {
  test.setTimeout(60_000);
  const forum = await hand(page, server, `{ ...${GOOD}, submissions: (thread, query, { signal }) => new Promise(() => { signal.addEventListener("abort", () => (globalThis.aborted = true)) }) }`);
  await said(forum, "error.timeout");
  expect(await page.evaluate(() => (globalThis as unknown as { aborted: boolean }).aborted)).toBe(true);
});

test("when the element leaves, what reads is aborted and nothing is asked any more", async ({ page, server }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  const forum = await hand(
    page,
    server,
    `{ ...${GOOD}, submissions: (thread, query, { signal }) => { globalThis.asked = (globalThis.asked ?? 0) + 1; return new Promise((done) => { globalThis.answer = done; signal.addEventListener("abort", () => (globalThis.aborted = true)) }) } }`,
  );
  const asked = () => page.evaluate(() => (globalThis as unknown as { asked?: number }).asked ?? 0);
  await expect.poll(asked).toBeGreaterThan(0);
  // Once more when it is known who the person is.
  await page.waitForTimeout(500);
  const before = await asked();
  await forum.element.evaluate((element) => element.remove());
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { aborted?: boolean }).aborted)).toBe(true);
  // An answer that comes now falls on nobody.
  await page.evaluate(() => (globalThis as unknown as { answer: (page: unknown[]) => void }).answer([]));
  await page.waitForTimeout(300);
  expect(await asked()).toBe(before);
  expect(faults).toEqual([]);
});

test("after a 401 the page is asked for another token, once", async ({ page, server }) => {
  const forum = await place(page, server, {
    api: null,
    thread: "t",
    more: 'backend="host"',
    head: `<script type="module">
      const element = document.querySelector("open-forum");
      globalThis.tokens = [];
      element.getToken = async () => { const token = "token " + (tokens.length + 1); tokens.push(token); return token };
      element.backend = { ...${GOOD}, vote: (id, value, { token }) => { if (token === "token 1") throw { status: 401 }; globalThis.voted = token; return { my_vote: value, tally: null } } };
    </script>`,
  });
  await forum.vote("agree").first().click();
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { voted?: string }).voted)).toBe("token 2");
  await expect(forum.vote("agree").first()).toHaveAttribute("aria-pressed", "true");
});

test("set before the script has run, at its event, later, and taken away again", async ({ page, server }) => {
  const first = await place(page, server, { api: null, thread: "t", head: "", inside: "" , more: 'backend="host"' });
  // Nobody has handed it over yet: it waits, and does not complain at once.
  await expect(first.element.locator(".of[aria-busy=true]")).toBeVisible();
  await expect(first.element.getByRole("alert")).toHaveText("");
  await page.evaluate(`document.querySelector("open-forum").backend = ${GOOD}`);
  await expect(first.cards).toHaveCount(1);
  await page.evaluate(`document.querySelector("open-forum").backend = { ...${GOOD}, submissions: (thread) => ["a", "b"].map((id) => ({ id, thread_id: thread, title: id, created_at: new Date() })) }`);
  await expect(first.cards).toHaveCount(2);
  const early = await place(page, server, {
    api: null,
    thread: "t",
    more: "",
    head: `<script>addEventListener("DOMContentLoaded", () => undefined); new MutationObserver(() => { const element = document.querySelector("open-forum"); if (element && !element.backend) element.backend = ${GOOD}; }).observe(document, { childList: true, subtree: true });</script>`,
  });
  await expect(early.cards).toHaveCount(1);
});

test("a page that never hands it over, or names a kind that there is not, is told", async ({ page, server }) => {
  test.setTimeout(60_000);
  const forum = await place(page, server, { api: null, thread: "t", more: 'backend="mongodb"' });
  await expect(forum.element.locator(".notice")).toContainText(message("error.not_set_up"));
  const other = await place(page, server, { api: null, thread: "t", more: 'backend="constructor"' });
  await expect(other.element.locator(".notice")).toContainText(message("error.not_set_up"));
  const none = await place(page, server, { api: null, thread: "t", more: 'backend="host"' });
  await expect(none.element.locator(".notice")).toContainText(message("error.not_set_up"), { timeout: 20_000 });
});

test("the example page keeps to a strict policy and takes a thought, a vote and a comment", async ({ page, server }) => {
  const violations: string[] = [];
  page.on("console", (entry) => entry.type() === "error" && violations.push(entry.text()));
  await page.route(`${server.url}/host-own.html`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'" } });
  });
  await page.goto(`${server.url}/host-own.html`);
  const element = page.locator("open-forum");
  await expect(element.getByRole("article")).toHaveCount(2);
  const agree = element.getByRole("button", { name: /^Agree/ }).first();
  await agree.click();
  await expect(agree).toHaveAttribute("aria-pressed", "true");
  await element.getByRole("searchbox").fill("tap");
  await element.getByRole("searchbox").press("Enter");
  await expect(element.getByRole("article")).toHaveCount(1);
  await element.getByRole("link", { name: "Water for the beds" }).click();
  await element.getByRole("button", { name: /^Add a comment/ }).first().click();
  await element.getByRole("textbox", { name: message("comment.body") }).fill("The school lends its hose.");
  await element.getByRole("button", { name: message("comment.send") }).click();
  await expect(element.getByText("The school lends its hose.")).toBeVisible();
  expect(violations).toEqual([]);
});
