// Submitting, editing, withdrawing, commenting, reporting.
import { expect, test, type Reply } from "../support/wordpress.ts";

test("fields are held against the forum's limits and words, all at once", async ({ site }) => {
  const sub = await site.login("sub1");
  const slug = await site.thread();
  const wrong = (answer: Reply) => answer.body.errors.map((one: any) => `${one.field} ${one.code}`);
  const answer = await site.submit(slug, sub, {
    title: "\u200b ",
    body: "ก".repeat(3001),
    language: "xx",
    theme: "nonsense",
    groups: ["youth", "youth", "martians"],
    links: [{ url: "javascript:alert(1)" }, { url: "https://a.example" }, { url: "https://a.example", label: "x".repeat(121) }],
    organisation: "0198c0de-7c1d-7000-8000-00000000ffff",
  });
  expect(wrong(answer)).toEqual([
    ...["title required", "body too_long", "language unknown", "theme unknown", "groups[1] repeated", "groups[2] unknown"],
    ...["links[0].url invalid", "links[2].url repeated", "links[2].label too_long", "organisation unknown"],
  ]);
  // Scalars after NFC: marks that join a letter do not count, those that do not join do.
  for (const [title, fits] of [["e\u0301".repeat(120), true], ["e\u0301".repeat(121), false], ["น้ำ".repeat(40), true], ["น้ำ".repeat(40) + "ก", false]] as const) {
    expect((await site.submit(slug, sub, { title })).status, title).toBe(fits ? 201 : 422);
  }
  expect(wrong(await site.submit(slug, sub, { body: "\0" }))).toEqual(["body invalid"]);
  for (const [body, told] of [
    [{ kind: "idea", language: "en" }, "title required"],
    [{ kind: "rant", title: "t", language: "en" }, "kind unknown"],
    [{ kind: "idea", title: 1, language: "en" }, "title invalid"],
    [{ kind: "idea", title: "t", language: "en", links: [{ label: "x" }] }, "links[0].url required"],
    [{ kind: "idea", title: "t", language: "en", extra: 1 }, "extra unknown"],
    [[], "body invalid"],
  ] as const) expect(wrong(await site.ask("POST", `/threads/${slug}/submissions`, { by: sub, body }))).toEqual([told]);
});

test("a key creates once, also at the same moment", async ({ site }) => {
  const [sub, other] = [await site.login("sub2"), await site.login("sub3")];
  const slug = await site.thread();
  const key = { "idempotency-key": crypto.randomUUID() };
  const answers = await Promise.all(Array.from({ length: 8 }, () => site.submit(slug, sub, { title: "Once" }, key)));
  expect(new Set(answers.map((one) => JSON.stringify([one.status, one.body]))).size).toBe(1);
  expect(answers.filter((one) => one.headers.get("idempotency-replayed") === "true")).toHaveLength(7);
  expect(answers[0]!.headers.get("location")).toBe(`${site.url}/wp-json/open-forum/v1/submissions/${answers[0]!.body.id}`);
  expect((await site.submit(slug, sub, { title: "Another" }, key)).code).toBe("key-reused");
  expect((await site.submit(slug, other, { title: "Once" }, key)).status).toBe(201);
  expect((await site.submit(slug, sub, { title: "Later" }, { ...key, "x-test-ahead-ms": "86400001" })).status).toBe(201);
  expect((await site.submit(slug, sub, {}, { "idempotency-key": "é" })).code).toBe("invalid-fields");
  expect((await site.get(`/threads/${slug}/submissions?q=once`)).body.total).toBe(2);
});

test("an edit keeps every version and never overwrites another", async ({ site }) => {
  const [sub, other] = [await site.login("sub4"), await site.login("sub5")];
  const slug = await site.thread();
  const made = await site.submit(slug, sub, { title: "10", body: "First", theme: "health", groups: ["youth"], links: [{ url: "https://a.example" }] });
  const { id, reference } = made.body;
  expect(reference).toMatch(/^OF-[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}$/);
  const edit = (body: object, tag?: string, by = sub) => site.ask("PATCH", `/submissions/${id}`, { by, body, headers: tag ? { "if-match": tag } : {} });
  expect((await edit({ body: "x" })).code).toBe("precondition-required");
  expect((await edit({ body: "x" }, "1")).code).toBe("invalid-fields");
  expect((await edit({ body: "x" }, '"2-x"')).code).toBe("stale");
  expect((await edit({ body: "x" }, '"1"', other)).code).toBe("not-allowed");
  // Somebody else's vote in between makes no edit stale.
  const tag = (await site.get(`/submissions/${id}`, sub)).headers.get("etag")!;
  await site.vote(id, other, "agree");
  // Texts that read as the same number are not the same text.
  const second = await edit({ title: "1e1", theme: "", links: [] }, tag);
  expect(second.body).toMatchObject({ version: 2, title: "1e1", body: "First", theme: null, links: [], groups: ["youth"], reference });
  expect(second.headers.get("etag")).toMatch(/^"2-/);
  expect((await edit({ title: "1e1" }, "*")).body.version).toBe(2);
  const both = await Promise.all([edit({ body: "Mine" }, '"2"'), edit({ body: "Yours" }, '"2"')]);
  expect(both.map((one) => one.code || one.status).sort()).toEqual([200, "stale"]);
  const history = (await site.get(`/submissions/${id}/history`)).body.items;
  expect(history.map((one: any) => [one.version, one.title, one.theme, one.links.length])).toEqual([[1, "10", "health", 1], [2, "1e1", null, 0], [3, "1e1", null, 0]]);
  expect((await site.get(`/threads/${slug}/submissions?q=first`)).body.total).toBe(0);
});

test("what was taken back is gone for everybody", async ({ site }) => {
  const [sub, other, boss] = await Promise.all(["sub6", "sub7", "boss"].map((name) => site.login(name)));
  const slug = await site.thread();
  const id = await site.submitted(slug, sub!, { title: "Taken back" });
  await site.vote(id, other!, "agree");
  await site.ask("POST", `/submissions/${id}/comments`, { by: other, body: { body: "Why?", stance: "neutral" } });
  expect((await site.get(`/threads/${slug}`)).body.counts).toEqual({ submissions: 1, comments: 1, votes: 1, participants: 2 });
  expect((await site.ask("DELETE", `/submissions/${id}`, { by: sub })).status).toBe(204);
  expect((await site.get(`/threads/${slug}`)).body.counts).toEqual({ submissions: 0, comments: 0, votes: 0, participants: 2 });
  for (const by of [null, sub!, boss!]) {
    for (const path of ["", "/history", "/comments"]) expect((await site.get(`/submissions/${id}${path}`, by)).code).toBe("withdrawn");
    expect(JSON.stringify((await site.get(`/threads/${slug}/submissions?author=me`, by)).body)).not.toContain("Taken back");
  }
  expect((await site.vote(id, other!, "agree")).code).toBe("withdrawn");
  expect((await site.ask("DELETE", `/submissions/${id}`, { by: sub })).code).toBe("withdrawn");
});

test("comments stand in order, replies are one deep", async ({ site }) => {
  const sub = await site.login("sub8");
  const slug = await site.thread();
  const id = await site.submitted(slug, sub);
  const say = (body: object) => site.ask("POST", `/submissions/${id}/comments`, { by: sub, body });
  const first = (await say({ body: "1", stance: "for" })).body;
  await say({ body: "2", stance: "against" });
  const reply = (await say({ body: "3", stance: "neutral", reply_to: first.id })).body;
  expect(reply.reply_to).toBe(first.id);
  const elsewhere = await site.submitted(slug, sub);
  for (const [to, where] of [[reply.id, id], [first.id, elsewhere], ["x", id], [id, id]]) {
    const answer = await site.ask("POST", `/submissions/${where}/comments`, { by: sub, body: { body: "4", stance: "for", reply_to: to } });
    expect(answer.body.errors.map((one: any) => `${one.field} ${one.code}`)).toEqual(["reply_to invalid"]);
  }
  const page = (await site.get(`/submissions/${id}/comments?limit=2`)).body;
  const rest = (await site.get(`/submissions/${id}/comments?limit=2&cursor=${page.next_cursor}`)).body;
  expect([...page.items, ...rest.items].map((one: any) => one.body)).toEqual(["1", "2", "3"]);
  expect([page.total, rest.next_cursor]).toEqual([3, null]);
  expect((await site.get(`/submissions/${elsewhere}/comments?cursor=${page.next_cursor}`)).code).toBe("bad-cursor");
  expect((await site.get(`/submissions/${id}`)).body.comments_count).toBe(3);
});

test("in a premoderated thread the author sees what waits, and others what was published", async ({ site }) => {
  const [sub, other, editor] = await Promise.all(["sub9", "sub10", "edith"].map((name) => site.login(name)));
  const slug = await site.thread({ premoderated: true });
  const made = await site.submit(slug, sub!, { title: "Waits" });
  expect([made.status, made.body.state]).toEqual([202, "pending"]);
  const { id } = made.body;
  const listed = async (by: any) => (await site.get(`/threads/${slug}/submissions`, by)).body.items.map((one: any) => one.title);
  expect([await listed(null), await listed(other), await listed(sub)]).toEqual([[], [], ["Waits"]]);
  const decide = (body: object) => site.ask("POST", "/moderation/decisions", { by: editor, body: { target: { kind: "submission", id }, ...body } });
  expect((await decide({ action: "approve", version: 1 })).status).toBe(201);
  const edit = { by: sub, body: { title: "Edited" }, headers: { "if-match": "*" } };
  expect((await site.ask("PATCH", `/submissions/${id}`, edit)).body).toMatchObject({ title: "Edited", version: 2, state: "published", state_reason: "edit_waits" });
  expect((await site.get(`/submissions/${id}`, other)).body).toMatchObject({ title: "Waits", version: 1, state_reason: null });
  expect(await listed(null)).toEqual(["Waits"]);
  expect((await decide({ action: "approve", version: 1 })).code).toBe("stale");
  expect((await decide({ action: "reject", reason: "unclear" })).status).toBe(201);
  expect((await site.get(`/submissions/${id}`, sub)).body).toMatchObject({ title: "Waits", version: 1, verdict: { action: "reject", reason: "unclear" } });
  await site.ask("PATCH", `/submissions/${id}`, edit);
  expect((await decide({ action: "approve", version: 2 })).status).toBe(201);
  expect((await site.get(`/submissions/${id}`)).body).toMatchObject({ title: "Edited", version: 2 });
  const own = await site.thread({ newcomers_held: true });
  expect((await site.submit(own, await site.login("contrib"))).status).toBe(202);
  expect((await site.submit(own, editor!)).status).toBe(201);
});

test("who writes too fast waits", async ({ site }) => {
  const sub = await site.login("sub22");
  const id = await site.submitted(await site.thread(), sub);
  const pace = { "x-test-pace": "3", "x-test-ahead-ms": "7200000" };
  const codes = [];
  for (let time = 0; time < 4; time += 1) codes.push((await site.vote(id, sub, "agree", pace)).code);
  expect(codes).toEqual(["", "", "", "rate-limited"]);
  const waits = await site.vote(id, sub, "agree", pace);
  expect(Number(waits.headers.get("retry-after"))).toBeGreaterThan(0);
});
