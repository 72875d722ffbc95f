// One person, one vote; exact counters; hidden results; small groups.
import { expect, test, type Session, type Site } from "../support/wordpress.ts";

const hour = 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

/** What the tables say of a submission: rows of votes, counters by sector, and the counts beside them. */
async function counted(site: Site, id: string): Promise<Record<string, number>> {
  const told = await site.php(`
    use OpenForum\\Store\\Db;
    $one = fn ($sql) => (int) Db::value($sql, '${id}');
    $of = 'JOIN {submissions} s ON s.seq = v.submission WHERE s.id = ?';
    echo json_encode([
      'rows' => $one("SELECT COUNT(*) FROM {votes} v $of"),
      'agree' => $one("SELECT SUM(value = 'agree') FROM {votes} v $of"),
      'counted' => $one("SELECT SUM(v.agree + v.disagree + v.pass + v.support) FROM {tallies} v $of"),
      'counted_agree' => $one("SELECT SUM(v.agree) FROM {tallies} v $of"),
      'least' => $one("SELECT MIN(LEAST(v.agree, v.disagree, v.pass, v.support)) FROM {tallies} v $of"),
      'submission' => $one('SELECT votes_count FROM {submissions} WHERE id = ?'),
      'thread' => $one('SELECT t.votes_count FROM {threads} t JOIN {submissions} s ON s.thread = t.seq WHERE s.id = ?'),
      'people' => $one('SELECT t.participants_count FROM {threads} t JOIN {submissions} s ON s.thread = t.seq WHERE s.id = ?'),
    ]);`);
  return JSON.parse(told);
}

test("a vote is cast, changed and taken back", async ({ site }) => {
  const [author, voter] = [await site.login("sub1"), await site.login("sub2")];
  const id = await site.submitted(await site.thread(), author);
  for (const [value, counts] of [["agree", [1, 0, 0]], ["disagree", [0, 1, 0]], ["pass", [0, 0, 1]], ["agree", [1, 0, 0]]] as const) {
    const { my_vote, tally, votes_left } = (await site.vote(id, voter, value)).body;
    expect([my_vote, tally.agree, tally.disagree, tally.pass, tally.participants, votes_left]).toEqual([value, ...counts, 1, null]);
  }
  for (let time = 0; time < 2; time += 1) {
    const { my_vote, tally } = (await site.vote(id, voter, null)).body;
    expect([my_vote, tally.participants]).toEqual([null, 0]);
  }
  expect(await counted(site, id)).toMatchObject({ rows: 0, counted: 0, submission: 0, thread: 0, people: 1 });
  expect((await site.ask("PUT", `/submissions/${id}/vote`, { by: voter, body: { value: "maybe" } })).code).toBe("invalid-fields");
  expect((await site.ask("PUT", `/submissions/${id}/vote`, { by: voter, body: { value: "agree", organisation: id } })).code).toBe("invalid-fields");
});

test("of 64 votes of one person at the same moment one stands, and every counter fits", async ({ site }) => {
  const voter = await site.login("sub3");
  const others = await Promise.all([4, 5, 6].map((number) => site.login(`sub${number}`)));
  const id = await site.submitted(await site.thread(), others[0]!);
  const wishes = Array.from({ length: 64 }, (_, number) => ["agree", "disagree", "pass", null][number % 4] as string | null);
  const answers = await Promise.all([
    ...wishes.map((wish) => site.vote(id, voter, wish)),
    ...others.map((other) => site.vote(id, other, "agree")),
  ]);
  expect(answers.filter((answer) => answer.status !== 200).map((answer) => answer.body)).toEqual([]);
  await site.vote(id, voter, "agree");
  const found = await counted(site, id);
  expect(found).toEqual({ rows: 4, agree: 4, counted: 4, counted_agree: 4, least: 0, submission: 4, thread: 4, people: 4 });
  // Whatever a program forgets, the table itself takes no second vote.
  const refused = await site.php(`
    use OpenForum\\Store\\Db;
    try {
      Db::run('INSERT INTO {votes} SELECT v.* FROM {votes} v JOIN {submissions} s ON s.seq = v.submission WHERE s.id = ?', '${id}');
      echo 'taken';
    } catch (OpenForum\\Store\\DbError $error) {
      echo $error->getCode();
    }`);
  expect(refused).toBe("1062");
});

test("a budget holds, also against votes at the same moment", async ({ site }) => {
  const voter = await site.login("sub7");
  const author = await site.login("sub8");
  const slug = await site.thread({ voting: { mode: "support", budget: 2, results: "always" } });
  const ids = await Promise.all(Array.from({ length: 6 }, () => site.submitted(slug, author)));
  const answers = await Promise.all(ids.map((id) => site.vote(id, voter, "support")));
  expect(answers.map((answer) => answer.code).sort()).toEqual(["", "", "budget-spent", "budget-spent", "budget-spent", "budget-spent"]);
  const given = ids[answers.findIndex((answer) => answer.status === 200)]!;
  expect((await site.vote(given, voter, "support")).body).toMatchObject({ my_vote: "support", votes_left: 0 });
  const thread = (await site.get(`/threads/${slug}`)).body;
  expect((await site.get("/me", voter)).body.votes_left).toMatchObject({ [thread.id]: 0 });
  expect((await site.vote(given, voter, null)).body.votes_left).toBe(1);
  expect((await site.vote(given, voter, "agree")).code).toBe("wrong-voting-mode");
});

test("only when the thread takes votes, and not while it is locked", async ({ site }) => {
  const [author, boss] = [await site.login("sub1"), await site.login("boss")];
  const slug = await site.thread({ voting_opens_at: at(hour), closes_at: at(2 * hour) });
  const id = await site.submitted(slug, author);
  const later = (hours: number) => ({ "x-test-ahead-ms": String(hours * hour) });
  expect((await site.vote(id, author, "agree")).code).toBe("thread-closed");
  expect((await site.vote(id, author, "agree", later(1.5))).status).toBe(200);
  expect((await site.submit(slug, author, {}, later(1.5))).code).toBe("thread-closed");
  expect((await site.vote(id, author, null, later(2.5))).code).toBe("thread-closed");
  await site.ask("PATCH", `/threads/${slug}`, { by: boss, body: { locked: true }, headers: { "if-match": "*" } });
  for (const [method, path, body] of [
    ["PUT", `/submissions/${id}/vote`, { value: "agree" }],
    ["DELETE", `/submissions/${id}/vote`, undefined],
    ["POST", `/submissions/${id}/comments`, { body: "b", stance: "for" }],
  ] as const) expect((await site.ask(method, path, { by: author, body, headers: later(1.5) })).code).toBe("thread-locked");
  expect((await site.submit(slug, author)).code).toBe("thread-locked");
  expect((await site.ask("POST", `/submissions/${id}/flags`, { by: author, body: { reason: "spam" } })).status).toBe(201);
});

test("hidden results are nowhere before their moment", async ({ site }) => {
  const [author, voter, boss] = await Promise.all(["sub9", "sub10", "boss"].map((name) => site.login(name)));
  for (const rule of ["after_vote", "after_close"]) {
    const slug = await site.thread({ voting: { mode: "opinion", results: rule }, closes_at: at(hour) });
    const id = await site.submitted(slug, author!);
    const voted = (await site.vote(id, voter!, "disagree")).body;
    expect(voted.tally === null).toBe(rule === "after_close");
    const seen = async (by: Session | null, headers?: Record<string, string>) => (await site.get(`/submissions/${id}`, by, headers)).body.tally;
    for (const by of [null, author!, boss!]) expect(await seen(by)).toBeNull();
    expect((await seen(voter!)) === null).toBe(rule === "after_close");
    for (const sort of ["support", "broad"]) expect((await site.get(`/threads/${slug}/submissions?sort=${sort}`, voter)).code).toBe("results-hidden");
    expect((await site.get(`/threads/${slug}/submissions`)).body.items[0].tally).toBeNull();
    expect((await site.get(`/threads/${slug}`)).body.counts.votes).toBeNull();
    expect(await seen(null, { "x-test-ahead-ms": String(2 * hour) })).toMatchObject({ disagree: 1 });
    const counts = (await site.get(`/threads/${slug}`, null, { "x-test-ahead-ms": String(2 * hour) })).body.counts;
    expect(counts.votes).toBe(1);
  }
});

test("what was promised is not taken back", async ({ site }) => {
  const [author, voter, boss] = await Promise.all(["sub11", "sub12", "boss"].map((name) => site.login(name)));
  const voting = { mode: "support", budget: 3, results: "after_vote" };
  const slug = await site.thread({ voting, anonymous: true, promise: "involve", closes_at: at(24 * hour) });
  for (const title of ["One", "Two"]) await site.vote(await site.submitted(slug, author!, { title }), voter!, "support");
  const change = (body: object, tag = "*") => site.ask("PATCH", `/threads/${slug}`, { by: boss, body, headers: { "if-match": tag } });
  for (const body of [
    { anonymous: false },
    { voting: { ...voting, results: "always" } },
    { voting: { mode: "opinion", results: "after_vote" } },
    { voting: { ...voting, budget: 1 } },
    { closes_at: at(hour) },
    { promise: "inform" },
  ]) expect((await change(body)).code, JSON.stringify(body)).toBe("promise-kept");
  expect((await change({ voting: { ...voting, budget: 2, results: "after_close" }, promise: "empower", closes_at: at(48 * hour) })).body).toMatchObject({
    version: 2,
    voting: { budget: 2, results: "after_close", answer_at: null },
  });
  expect((await change({ title: "New" }, '"1"')).code).toBe("stale");
  expect((await change({ voting: { ...voting, answer_at: 5 } })).code).toBe("invalid-fields");
  const [shown] = (await site.get(`/threads/${slug}/submissions`)).body.items;
  expect(shown.author).toEqual({ id: "00000000-0000-0000-0000-000000000000", name: "", organisation: null, sector: null, country: null, official: false });
  expect((await site.get(`/threads/${slug}/submissions?sector=cso,business,resident,academia`)).body.items).toEqual([]);
});

test("small groups are hidden, and no cell follows from the others", async ({ site }) => {
  // Sectors go round among the people: cso, business, resident, academia.
  const people = await Promise.all(Array.from({ length: 21 }, (_, number) => site.login(`sub${number}`)));
  const id = await site.submitted(await site.thread(), people[0]!);
  for (const [number, person] of people.entries()) await site.vote(id, person, number % 3 === 0 ? "disagree" : "agree");
  const { tally } = (await site.get(`/submissions/${id}`)).body;
  expect([tally.agree, tally.disagree, tally.participants]).toEqual([14, 7, 21]);
  const shown = Object.values<any>(tally.by_sector).filter(Boolean);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  for (const cell of shown) expect(cell.agree + cell.disagree).toBeGreaterThanOrEqual(5);
  const share = (part: number, n: number) => (part + 0.5) / (n + 1);
  const e = shown.map((cell) => share(cell.agree, cell.agree + cell.disagree) * (1 - share(cell.disagree, cell.agree + cell.disagree)));
  expect(tally.broad).toBeCloseTo(e.reduce((product, one) => product * one, 1) ** (1 / e.length), 12);
  // One less in a group of five: its cell goes, and another with it.
  await site.vote(id, people[1]!, null);
  const after = (await site.get(`/submissions/${id}`)).body.tally;
  expect(Object.values(after.by_sector).filter(Boolean).length).toBeLessThan(shown.length - 1 + Number(shown.length > 4));
});

test("votes go with an account, texts stay without a name", async ({ site }) => {
  const slug = await site.thread();
  const voter = await site.login("sub13");
  const id = await site.submitted(slug, await site.login("sub14"));
  await site.php(`wp_insert_user(['user_login' => 'gone', 'user_pass' => 'gone-password', 'user_email' => 'gone@example.org', 'display_name' => 'Gone Person', 'role' => 'subscriber']);`);
  const gone = await site.login("gone");
  const own = await site.submitted(slug, gone);
  await site.vote(id, gone, "agree");
  await site.vote(id, voter, "agree");
  await site.php(`require_once ABSPATH . 'wp-admin/includes/user.php'; wp_delete_user(get_user_by('login', 'gone')->ID);`);
  expect(await counted(site, id)).toMatchObject({ rows: 1, counted: 1, submission: 1, thread: 1 });
  expect((await site.get(`/submissions/${own}`)).body.author.name).toBe("");
});
