// Text is stored as typed and comes out as typed, whoever typed it, and is never markup.
import { naughty, NO_STRINGS } from "../support/naughty.ts";
import { expect, test, type Session, type Site } from "../support/wordpress.ts";

/** Whether a text shows nothing, as the rules have it. */
const blank = (text: string) => /^[\p{Z}\p{Cc}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]*$/u.test(text);

/** Runs so many at a time. */
async function each<T>(items: T[], work: (item: T, at: number) => Promise<void>): Promise<void> {
  const rest = items.entries();
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (const [at, item] of rest) await work(item, at);
  }));
}

test("every string comes back as it was typed", async ({ site }) => {
  test.setTimeout(600_000);
  const strings = naughty();
  test.skip(strings.length === 0, NO_STRINGS);
  // WordPress lets an administrator write markup and a subscriber not; here both write text.
  const people = await Promise.all(["boss", "sub1"].map((name) => site.login(name)));
  const slug = await site.thread();
  const sent = new Map<string, [title: string, body: string]>();
  await each(strings, async (text, at) => {
    const by = people[at % 2]!;
    const title = blank(text) ? "blank" : [...text].slice(0, 120).join("");
    const made = await site.submit(slug, by, { title, body: text, links: [{ url: "https://a.example", label: [...text].slice(0, 120).join("") }] });
    expect(made.status, JSON.stringify([at, text, made.body])).toBe(201);
    expect([made.body.title, made.body.body, made.body.links[0].label]).toEqual([title, text, [...text].slice(0, 120).join("")]);
    sent.set(made.body.id, [title, text]);
  });
  for (let cursor = ""; ; ) {
    const page = (await site.get(`/threads/${slug}/submissions?limit=100${cursor}`)).body;
    for (const one of page.items) if (sent.has(one.id)) expect([one.title, one.body]).toEqual(sent.get(one.id));
    for (const one of page.items) sent.delete(one.id);
    if (!page.next_cursor) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(sent.size).toBe(0);
});

test("every string is searched for, is a comment as typed, and stands in every other field", async ({ site }) => {
  const strings = naughty();
  test.skip(strings.length === 0, NO_STRINGS);
  const slug = await site.thread();
  const id = await site.submitted(slug, await site.login("sub2"));
  const told = await site.php(`
    $strings = json_decode(base64_decode('${Buffer.from(JSON.stringify(strings)).toString("base64")}'), true);
    wp_set_current_user(1);
    $statuses = [];
    $ask = function ($method, $path, $query, $body = null) use (&$statuses) {
      $request = new WP_REST_Request($method, '/open-forum/v1' . $path);
      $request->set_query_params($query);
      if ($body !== null) { $request->set_header('content-type', 'application/json'); $request->set_body(json_encode($body)); }
      $answer = rest_do_request($request);
      $statuses[$method . preg_replace('~[0-9a-f]{8}-[0-9a-f-]+~', 'ID', strtok($path, '?'))][$answer->get_status()][] = $answer;
      return $answer->get_data();
    };
    foreach ($strings as $text) {
      $short = mb_substr($text, 0, 200);
      $ask('GET', '/threads/${slug}/submissions', ['q' => $short]);
      $ask('GET', '/threads/${slug}/similar', ['title' => $short]);
      $ask('GET', '/threads/${slug}/submissions', ['theme' => $text, 'sort' => $short, 'cursor' => $text]);
      $said = $ask('POST', '/submissions/${id}/comments', [], ['body' => $text, 'stance' => 'neutral']);
      if (isset($said['body']) && $said['body'] !== $text) { echo json_encode(['changed', $text, $said]); exit; }
      $note = mb_substr($text, 0, 400);
      $said = $ask('POST', '/moderation/decisions', [], ['target' => ['kind' => 'submission', 'id' => '${id}'], 'action' => 'hide', 'reason' => 'other', 'note' => $note, 'message' => $note]);
      if (($said['note'] ?? null) !== $note || ($said['message'] ?? null) !== $note) { echo json_encode(['changed', $note, $said]); exit; }
      $ask('POST', '/moderation/decisions', [], ['target' => ['kind' => 'submission', 'id' => '${id}'], 'action' => 'restore']);
    }
    echo json_encode(array_map(fn ($by) => array_map('count', $by), $statuses));`);
  const counts = JSON.parse(told);
  const visible = strings.filter((text) => !blank(text));
  expect(counts).toEqual({
    "POST/submissions/ID/comments": { 201: visible.length, 422: strings.length - visible.length },
    [`GET/threads/${slug}/submissions`.replace(/[0-9a-f]{8}-[0-9a-f-]+/, "ID")]: { 200: strings.length, 422: strings.length },
    [`GET/threads/${slug}/similar`.replace(/[0-9a-f]{8}-[0-9a-f-]+/, "ID")]: { 200: strings.length },
    "POST/moderation/decisions": { 201: 2 * strings.length },
  });
  const said: string[] = [];
  for (let cursor = ""; ; ) {
    const page = (await site.get(`/submissions/${id}/comments?limit=100${cursor}`)).body;
    said.push(...page.items.map((one: any) => one.body));
    if (!page.next_cursor) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(said).toEqual(visible);
});

const TEXT = `Tom & "Jerry" don't say -- <script>alert(1)</script><b>bold</b> [open_forum thread="x"] &amp; \\' \\\\ :) 😀 %s {votes} ? (c) ...`;

const escaped = TEXT.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/'/g, "&#039;");

const screen = async (site: Site, address: string, by: Session) => (await fetch(`${site.url}/wp-admin/${address}`, { headers: { cookie: by.cookie } })).text();

test("on moderators' screens it is text as well, as typed", async ({ site }) => {
  const slug = await site.thread();
  const sub = await site.login("sub3");
  const made = await site.submit(slug, sub, { title: TEXT.slice(0, 120), body: TEXT });
  await site.ask("POST", `/submissions/${made.body.id}/comments`, { by: sub, body: { body: TEXT, stance: "for" } });
  await site.ask("POST", `/submissions/${made.body.id}/flags`, { by: sub, body: { reason: "other", note: TEXT } });
  const editor = await site.login("edith");
  for (const address of ["admin.php?page=open-forum&view=all", "admin.php?page=open-forum-comments&view=all", `admin.php?page=open-forum&item=${made.body.id}`]) {
    const html = await screen(site, address, editor);
    expect(html, address).not.toContain("<script>alert(1)");
    expect(html, address).toContain(escaped.slice(0, 100));
  }
  expect(await screen(site, `admin.php?page=open-forum&item=${made.body.id}`, editor)).toContain(escaped);
});

test("an administrator's markup, which WordPress leaves as it is, is text here too", async ({ site }) => {
  const boss = await site.login("boss");
  const title = TEXT.slice(0, 110);
  const slug = await site.thread({ title, summary: TEXT.slice(0, 300), body: TEXT });
  expect((await site.get(`/threads/${slug}`)).body).toMatchObject({ title, body: TEXT });
  // The settings as the form sends them, with a name that would end its field.
  const evil = `"></textarea><script>alert(1)</script>`;
  const form = await screen(site, "admin.php?page=open-forum-settings", boss);
  const nonce = /name="_wpnonce" value="([0-9a-f]+)"/.exec(form)![1]!;
  const save = (more: Record<string, string>) =>
    fetch(`${site.url}/wp-admin/options.php`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: boss.cookie },
      body: new URLSearchParams({ option_page: "open_forum", action: "update", _wpnonce: nonce, "open_forum_settings[languages]": "en th", ...more }),
    });
  const before = (await site.get("/forum")).body;
  await save({ "open_forum_settings[name_en]": evil, "open_forum_settings[themes]": `evil | ${evil}`, "open_forum_settings[sectors][]": evil });
  const forum = (await site.get("/forum")).body;
  expect([forum.name.en, forum.themes, forum.sectors]).toEqual([evil, [{ id: "evil", name: { en: evil, th: evil } }], before.sectors]);
  for (const address of ["admin.php?page=open-forum-threads", `admin.php?page=open-forum-threads&edit=1&thread=${slug}`, "admin.php?page=open-forum-settings", "profile.php"]) {
    const html = await screen(site, address, boss);
    expect(html, address).not.toContain("<script>alert(1)");
    if (address.includes("threads")) expect(html, address).toContain(escaped.slice(0, 100));
    if (address.includes("settings")) expect(html.split("&quot;&gt;&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;").length, address).toBe(4);
  }
  await site.php("delete_option('open_forum_settings');");
  // Who may not do so does not, whatever they send: WordPress asks for the right before the nonce.
  const sub = await site.login("sub6");
  const refused = await fetch(`${site.url}/wp-admin/options.php`, { method: "POST", redirect: "manual", headers: { cookie: sub.cookie }, body: new URLSearchParams({ option_page: "open_forum", action: "update", _wpnonce: nonce, "open_forum_settings[name_en]": "Mine" }) });
  expect(refused.status).toBe(403);
});
