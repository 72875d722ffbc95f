// Reading: shapes as the contract has them (`Site.ask` checks each), addresses, conditions.
import { expect, test } from "../support/wordpress.ts";

test("the forum says truthfully what this backend can do", async ({ site }) => {
  const { body } = await site.get("/forum");
  expect(body.limits).toEqual({ title_max: 120, body_max: 3000, comment_max: 1000, links_max: 5 });
  expect(body.capabilities).toEqual([
    ...["vote_opinion", "vote_support", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit"],
    ...["withdraw", "comments", "flags", "search", "similar", "history", "idempotency", "moderation"],
  ]);
  expect(body.sign_in).toEqual(["host_token"]);
  expect(body.reasons.find((one: any) => one.id === "spam").actions).toEqual(["reject", "hide"]);
  expect(body.time_zone).toBe("Asia/Bangkok");
});

test("a thread is found by id and slug, and tells its phase by its dates", async ({ site }) => {
  const hour = 3_600_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const slug = await site.thread({ opens_at: at(hour), voting_opens_at: at(2 * hour), closes_at: at(3 * hour) });
  const thread = (await site.get(`/threads/${slug}`)).body;
  expect((await site.get(`/threads/${thread.id}`)).body).toEqual(thread);
  for (const [ahead, phase] of [[0, "upcoming"], [1.5, "collecting"], [2.5, "voting"], [3.5, "closed"]] as const) {
    const later = await site.get(`/threads/${slug}`, null, { "x-test-ahead-ms": String(ahead * hour) });
    expect(later.body.phase).toBe(phase);
  }
});

test("problems are the contract's, also those of WordPress itself", async ({ site }) => {
  const sub = await site.login("sub1");
  const slug = await site.thread();
  const cases: [string, string, object, string, number][] = [
    ["GET", "/threads/nowhere", {}, "not-found", 404],
    ["GET", "/nowhere", {}, "not-found", 404],
    ["PUT", "/forum", {}, "method-not-allowed", 405],
    ["GET", "/submissions/0198c0de-7c1d-7000-8000-00000000ffff", {}, "not-found", 404],
    ["GET", "/threads?limit=0", {}, "invalid-fields", 422],
    ["GET", "/threads?nonsense=1", {}, "invalid-fields", 422],
    ["GET", "/threads?limit=1&limit=2", {}, "invalid-fields", 422],
    ["GET", "/threads?cursor=x", {}, "bad-cursor", 400],
    ["GET", "/threads?limit=%ff", {}, "malformed", 400],
    ["GET", `/threads/${slug}/submissions?_fields=id&sort=best`, {}, "invalid-fields", 422],
    ["POST", `/threads/${slug}/submissions`, { body: "{}" }, "token-required", 401],
    ["POST", `/threads/${slug}/submissions`, { body: "{" }, "malformed", 400],
    ["POST", `/threads/${slug}/submissions`, { by: sub, body: "[]" }, "invalid-fields", 422],
    ["POST", `/threads/${slug}/submissions`, { by: sub, body: JSON.stringify({ body: "x".repeat(70_000) }) }, "too-large", 413],
    ["POST", `/threads/${slug}/submissions`, { by: sub, body: "{}", headers: { "content-type": "text/plain" } }, "unsupported-media-type", 415],
    ["GET", "/me", {}, "token-required", 401],
    ["GET", "/me", { headers: { cookie: sub.cookie, "x-wp-nonce": "0123456789" } }, "token-expired", 401],
  ];
  for (const [method, path, request, code, status] of cases) {
    const answer = await site.ask(method, path, request);
    expect([answer.status, answer.code], `${method} ${path}`).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  }
  const broken = await site.ask("POST", `/threads/${slug}/submissions`, { by: sub, body: "{" });
  expect([broken.status, broken.code]).toEqual([400, "malformed"]);
});

test("what a reader has is not sent again", async ({ site }) => {
  const slug = await site.thread();
  for (const path of ["/forum", "/threads", `/threads/${slug}`, `/threads/${slug}/submissions`, `/threads/${slug}/similar?title=x`]) {
    const first = await site.get(path);
    const tag = first.headers.get("etag")!;
    expect(tag, path).toMatch(/^"[0-9a-z-]+"$/);
    const again = await site.get(path, null, { "if-none-match": `"other", W/${tag}` });
    expect([again.status, again.body], path).toEqual([304, null]);
  }
});

test("it works without addresses of words too", async ({ site }) => {
  const slug = await site.thread();
  const plain = await fetch(`${site.url}/?rest_route=/open-forum/v1/threads/${slug}/submissions&sort=newest`);
  expect(plain.status).toBe(200);
  expect(await plain.json()).toEqual({ items: [], next_cursor: null, total: 0 });
});

test("who reads without having written is not written down", async ({ site }) => {
  const name = `reader${Date.now()}`;
  await site.php(`wp_insert_user(['user_login' => '${name}', 'user_pass' => '${name}-password', 'user_email' => '${name}@example.org', 'display_name' => 'A Reader', 'role' => 'subscriber']);`);
  const reader = await site.login(name);
  const slug = await site.thread();
  await site.get(`/threads/${slug}/submissions?author=me`, reader);
  const rows = `echo (int) OpenForum\\Store\\Db::value('SELECT COUNT(*) FROM {participants} WHERE user_id = ?', get_user_by('login', '${name}')->ID);`;
  expect(await site.php(rows)).toBe("0");
  const me = (await site.get("/me", reader)).body;
  expect(me).toMatchObject({ roles: ["participant"], author: { name: "A Reader", official: false }, unread: 0 });
  expect(await site.php(rows)).toBe("1");
});
