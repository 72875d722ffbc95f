// Orders, pages, filters, search, similar ones.
import { expect, test, type Session, type Site } from "../support/wordpress.ts";

const SORTS = ["newest", "support", "broad", "discussed", "unseen", "random"];

async function titles(site: Site, slug: string, query: string, by?: Session, cursor = ""): Promise<string[]> {
  const found: string[] = [];
  do {
    const page = (await site.get(`/threads/${slug}/submissions?${query}${cursor}`, by)).body;
    found.push(...page.items.map((one: any) => one.title));
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : "";
  } while (cursor);
  return found;
}

test("pages of every order give each once, whatever comes in meanwhile", async ({ site }) => {
  const people = await Promise.all(Array.from({ length: 10 }, (_, number) => site.login(`sub${number}`)));
  const [author, editor] = [people[0]!, await site.login("edith")];
  const slug = await site.thread();
  const ids: string[] = [];
  for (let number = 0; number < 9; number += 1) ids.push(await site.submitted(slug, author, { title: `Number ${number}` }));
  const pin = { target: { kind: "submission", id: ids[4] }, action: "pin" };
  expect((await site.ask("POST", "/moderation/decisions", { by: editor, body: pin })).status).toBe(201);
  await Promise.all(people.flatMap((person, at) => ids.slice(0, 5).map((id, place) => site.vote(id, person, at > place * 2 ? "agree" : "disagree"))));
  for (const id of [ids[2]!, ids[2]!, ids[7]!]) await site.ask("POST", `/submissions/${id}/comments`, { by: author, body: { body: "b", stance: "for" } });
  for (const sort of SORTS) {
    const whole = await titles(site, slug, `sort=${sort}&seed=7&limit=100`);
    expect(whole[0], sort).toBe("Number 4");
    expect([...whole].sort(), sort).toEqual(ids.map((_, number) => `Number ${number}`));
    expect(await titles(site, slug, `sort=${sort}&seed=7&limit=2`), sort).toEqual(whole);
  }
  expect(await titles(site, slug, "sort=newest&limit=100")).toEqual(["Number 4", ...[8, 7, 6, 5, 3, 2, 1, 0].map((n) => `Number ${n}`)]);
  expect((await titles(site, slug, "sort=support&limit=100")).slice(0, 4)).toEqual(["Number 4", "Number 0", "Number 1", "Number 2"]);
  expect((await titles(site, slug, "sort=discussed&limit=100")).slice(0, 3)).toEqual(["Number 4", "Number 2", "Number 7"]);
  expect(await titles(site, slug, "sort=unseen&limit=100", people[3])).toEqual([5, 6, 7, 8].map((n) => `Number ${n}`));
  const first = (await site.get(`/threads/${slug}/submissions?limit=3`)).body;
  await site.submitted(slug, author, { title: "Meanwhile" });
  const rest = await titles(site, slug, "limit=3", undefined, `&cursor=${first.next_cursor}`);
  expect(rest).toEqual([6, 5, 3, 2, 1, 0].map((n) => `Number ${n}`));
  expect((await site.get(`/threads/${slug}/submissions?sort=support&cursor=${first.next_cursor}`)).code).toBe("bad-cursor");
});

test("a page is a walk along an index, however far it is", async ({ site }) => {
  const slug = await site.thread();
  await site.submitted(slug, await site.login("sub1"));
  const told = await site.php(`
    use OpenForum\\Store\\Db; use OpenForum\\Store\\SubmissionList; use OpenForum\\Store\\Threads;
    $thread = Threads::find('${slug}');
    $columns = 'thread, author, kind, title, body, language, group_ids, links, status, state, shuffle, folded, created_at, support_score, broad_score, comments_count, pinned';
    foreach (range(1, 3000) as $n) $rows[] = "SELECT $columns, '" . sprintf('%08d-0000-7000-8000-', $n) . substr($thread['id'], -12) . "' AS id, '" . sprintf('%s%07d', substr($thread['id'], -4), $n) . "' AS reference, $n AS n";
    Db::run("INSERT INTO {submissions} ($columns, id, reference)
      SELECT thread, author, kind, title, body, language, group_ids, links, status, state, n, folded, created_at + n, n, n, n, 0, id, reference
      FROM (SELECT $columns FROM {submissions} WHERE thread = ?) one JOIN (" . implode(' UNION ALL ', array_map(fn ($n) => sprintf("SELECT %d AS n, '%s' AS id, '%s' AS reference", $n, sprintf('%08d-0000-7000-8000-', $n) . substr($thread['id'], -12), sprintf('%s%07d', substr($thread['id'], -4), $n)), range(1, 3000))) . ") many", $thread['seq']);
    Db::run('ANALYZE TABLE {submissions}');
    $read = fn () => array_sum(array_column(Db::all("SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd_next', 'Handler_read_key')"), 'Value'));
    foreach (['newest', 'support', 'broad', 'discussed', 'unseen'] as $sort) {
      $list = new SubmissionList($thread, $sort, '', [], '', false, null);
      $after = null;
      foreach ([0, 1, 60] as $page) {
        $before = $read(); $places = $list->places($after, 20); $costs[$sort][$page] = $read() - $before;
        $after = $places[19];
        if ($page === 1) { for ($more = 2; $more < 60; $more++) { $after = $list->places($after, 20)[19]; } }
      }
    }
    Db::run("DELETE FROM {submissions} WHERE thread = ? AND shuffle <= 3000 AND id LIKE '0000%'", $thread['seq']);
    echo json_encode($costs);`);
  for (const [sort, costs] of Object.entries<Record<string, number>>(JSON.parse(told))) {
    expect(Math.max(...Object.values(costs)), `${sort}: ${JSON.stringify(costs)}`).toBeLessThan(150);
  }
});

test("filters are or within and and between; search finds Thai without spaces", async ({ site }) => {
  const sub = await site.login("sub4");
  const slug = await site.thread();
  const [clinic, school, night] = ["A clinic", "A school", "ขอให้มีคลินิกกลางคืน"];
  await site.submitted(slug, sub, { title: clinic, theme: "health", groups: ["older"] });
  await site.submitted(slug, sub, { title: school, theme: "digital", groups: ["children"], kind: "concern" });
  const made = await site.submit(slug, sub, { title: night, theme: "health", language: "th", body: "100% ของ_หมู่บ้าน\\" });
  for (const [query, expected] of [
    ["", [night, school, clinic]],
    ["theme=health", [night, clinic]],
    ["theme=health,digital", [night, school, clinic]],
    ["theme=health&theme=digital&kind=concern", [school]],
    ["group=older&group=children", [school, clinic]],
    ["theme=health&language=en", [clinic]],
    ["sector=media", []],
    ["status=received&country=TH", [night, school, clinic]],
    ["q=CLINIC", [clinic]],
    [`q=${encodeURIComponent("คลีนิก".replace("ี", "ิ"))}`, [night]],
    [`q=${encodeURIComponent("กลางคืน ขอให")}`, [night]],
    [`q=${encodeURIComponent("100%")}`, [night]],
    [`q=${encodeURIComponent("ของ_หมู่")}`, [night]],
    [`q=${encodeURIComponent("%")}`, [night]],
    [`q=${encodeURIComponent("_")}`, [night]],
    [`q=${encodeURIComponent("\\")}`, [night]],
    [`q=${made.body.reference.toLowerCase()}`, [night]],
    ["author=me", []],
  ] as const) expect(await titles(site, slug, query), query).toEqual(expected);
  for (const query of ["theme=x", "sort=best", "sector=", "author=you", "status=lost", "q=" + "x".repeat(201)]) {
    expect((await site.get(`/threads/${slug}/submissions?${query}`)).code, query).toBe("invalid-fields");
  }
});

test("what is alike is found, and at most five", async ({ site }) => {
  const sub = await site.login("sub5");
  const slug = await site.thread();
  for (let number = 0; number < 7; number += 1) await site.submitted(slug, sub, { title: `Open the night clinic number ${number}` });
  await site.submitted(slug, sub, { title: "Repair the old bridge" });
  await site.submitted(slug, sub, { title: "ขอให้มีศูนย์ดูแลผู้สูงอายุในหมู่บ้าน", language: "th" });
  const found = async (title: string) => (await site.get(`/threads/${slug}/similar?title=${encodeURIComponent(title)}`)).body.items.map((one: any) => one.title);
  const clinics = await found("Open a night clinic");
  expect(clinics).toHaveLength(5);
  expect(clinics.every((title: string) => title.includes("clinic"))).toBe(true);
  expect(await found("ศูนย์ดูแลผู้สูงอายุ")).toEqual(["ขอให้มีศูนย์ดูแลผู้สูงอายุในหมู่บ้าน"]);
  expect(await found("Something else entirely")).toEqual([]);
  expect(await found("")).toEqual([]);
});
