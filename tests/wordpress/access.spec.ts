// Every endpoint as a guest, somebody without a role, a participant, another's, a moderator, an official.
import { expect, test, type Session } from "../support/wordpress.ts";

type Row = [method: string, path: string, body: unknown, ...statuses: number[]];

test("each may do what the contract lets them", async ({ site }) => {
  const [nobody, author, other, editor, boss] = await Promise.all(["nobody", "sub2", "sub3", "edith", "boss"].map((name) => site.login(name)));
  const who: (Session | null)[] = [null, nobody!, other!, author!, editor!, boss!];
  const slug = await site.thread();
  const held = await site.thread({ premoderated: true });
  const shown = await site.submitted(slug, author!);
  const reported = await site.submitted(slug, author!);
  const waiting = (await site.submit(held, author!)).body.id;
  const comment = (await site.ask("POST", `/submissions/${shown}/comments`, { by: author, body: { body: "A comment", stance: "for" } })).body.id;
  const submission = { kind: "idea", title: "Another", language: "en" };
  const decision = { target: { kind: "submission", id: shown }, action: "pin" };
  // Statuses for: a guest, no role, another participant, the author, an editor, an administrator.
  const rows: Row[] = [
    ["GET", "/forum", undefined, 200, 200, 200, 200, 200, 200],
    ["GET", "/me", undefined, 401, 200, 200, 200, 200, 200],
    ["GET", "/threads", undefined, 200, 200, 200, 200, 200, 200],
    ["GET", `/threads/${slug}`, undefined, 200, 200, 200, 200, 200, 200],
    ["GET", `/threads/${slug}/submissions`, undefined, 200, 200, 200, 200, 200, 200],
    ["GET", `/threads/${slug}/similar?title=Another`, undefined, 200, 200, 200, 200, 200, 200],
    ["GET", `/submissions/${shown}`, undefined, 200, 200, 200, 200, 200, 200],
    ["GET", `/submissions/${waiting}`, undefined, 404, 404, 404, 200, 200, 200],
    ["GET", `/submissions/${waiting}/history`, undefined, 404, 404, 404, 200, 200, 200],
    ["GET", `/submissions/${waiting}/comments`, undefined, 404, 404, 404, 200, 200, 200],
    ["PUT", `/submissions/${waiting}/vote`, { value: "agree" }, 401, 403, 404, 409, 404, 404],
    ["POST", `/submissions/${waiting}/flags`, { reason: "spam" }, 401, 403, 404, 409, 404, 404],
    ["PUT", `/submissions/${shown}/vote`, { value: "agree" }, 401, 403, 200, 200, 200, 200],
    ["DELETE", `/submissions/${shown}/vote`, undefined, 401, 403, 200, 200, 200, 200],
    ["POST", `/threads/${slug}/submissions`, submission, 401, 403, 201, 201, 201, 201],
    ["POST", `/threads/${held}/submissions`, submission, 401, 403, 202, 202, 202, 202],
    ["POST", `/submissions/${shown}/comments`, { body: "b", stance: "neutral" }, 401, 403, 201, 201, 201, 201],
    ["POST", `/submissions/${reported}/flags`, { reason: "spam" }, 401, 403, 201, 201, 201, 201],
    ["POST", `/comments/${comment}/flags`, { reason: "other", note: "See" }, 401, 403, 201, 201, 201, 201],
    ["PATCH", `/submissions/${shown}`, { body: "Changed" }, 401, 403, 403, 200, 403, 403],
    ["GET", "/moderation/queue", undefined, 401, 403, 403, 403, 200, 200],
    ["GET", "/moderation/decisions", undefined, 401, 403, 403, 403, 200, 200],
    ["GET", "/moderation/log", undefined, 401, 403, 403, 403, 200, 200],
    ["POST", "/moderation/decisions", decision, 401, 403, 403, 403, 201, 409],
    ["POST", "/threads", {}, 401, 403, 403, 403, 403, 422],
    ["PATCH", `/threads/${slug}`, { locked: false }, 401, 403, 403, 403, 403, 200],
    ["DELETE", `/submissions/${shown}`, undefined, 401, 403, 403, 204, 410, 410],
  ];
  for (const [method, path, body, ...statuses] of rows) {
    const ask = (by: Session | null) => site.ask(method, path, { by, body, headers: method === "PATCH" ? { "if-match": "*" } : {} });
    // What is read can be asked by all at once.
    const read = method === "GET" ? await Promise.all(who.map(ask)) : [];
    for (const [at, by] of who.entries()) {
      const answer = read[at] ?? (await ask(by));
      expect(answer.status, `${method} ${path} by ${at}: ${JSON.stringify(answer.body)}`).toBe(statuses[at]);
    }
  }
});

test("nobody learns who anybody is in WordPress", async ({ site }) => {
  const slug = await site.thread();
  // Their display name is their login name, as WordPress makes it of everybody who registers.
  const plain = await site.login("sub9");
  const made = await site.submit(slug, plain);
  expect(made.body.author).toMatchObject({ name: "", sector: "cso", country: "TH" });
  const texts = [JSON.stringify(made.body), JSON.stringify((await site.get(`/threads/${slug}/submissions`)).body), JSON.stringify((await site.get("/me", plain)).body)];
  for (const text of texts) expect(text).not.toMatch(/sub9|example\.org|user_id|"ID"/);
});

test("a site may map its own roles", async ({ site }) => {
  const contrib = await site.login("contrib");
  expect((await site.get("/me", contrib)).body.roles).toEqual(["participant"]);
  const told = await site.php(`
    add_filter('open_forum_roles', fn ($roles, $user) => $user->user_login === 'contrib' ? [...$roles, 'moderator'] : array_diff($roles, ['official']), 10, 2);
    $may = fn ($login, $cap) => (int) user_can(get_user_by('login', $login), $cap);
    echo $may('contrib', 'open_forum_moderate'), $may('contrib', 'open_forum_manage'), $may('boss', 'open_forum_manage'), $may('sub1', 'open_forum_participate');`);
  expect(told).toBe("1001");
});
