// Foreign pages, nonces, and what WordPress itself would tell.
import { expect, test } from "../support/wordpress.ts";

const FRIEND = "https://www.friend.example";

test("a foreign page reads nothing with a visitor's cookies, and nothing at all unless it was named", async ({ site }) => {
  await site.php(`update_option('open_forum_settings', ['origins' => ['${FRIEND}']] + (array) get_option('open_forum_settings', []));`);
  const sub = await site.login("sub1");
  const slug = await site.thread();
  const id = await site.submitted(slug, sub);
  const cors = (headers: Headers) => [...headers].filter(([name]) => name.startsWith("access-control-")).map(([name, value]) => `${name}: ${value}`);
  for (const origin of ["https://evil.example", "null", `${FRIEND}.evil.example`, "http://www.friend.example"]) {
    const read = await site.get(`/submissions/${id}`, null, { origin, cookie: sub.cookie });
    expect([read.status, read.body.mine, ...cors(read.headers)], origin).toEqual([200, false]);
    const preflight = await fetch(`${site.url}/wp-json/open-forum/v1/submissions/${id}/vote`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "x-wp-nonce" },
    });
    expect(cors(preflight.headers), origin).toEqual([]);
  }
  const named = await site.get(`/submissions/${id}`, null, { origin: FRIEND, cookie: sub.cookie });
  expect([named.body.mine, ...cors(named.headers)]).toEqual([false, `access-control-allow-origin: ${FRIEND}`, "access-control-expose-headers: ETag, Retry-After, Location"]);
  expect(named.headers.get("vary")).toContain("Origin");
  const preflight = await fetch(`${site.url}/wp-json/open-forum/v1/forum`, { method: "OPTIONS", headers: { origin: FRIEND, "access-control-request-method": "GET" } });
  expect(cors(preflight.headers)).toContain("access-control-allow-methods: GET, HEAD");
  expect(cors(preflight.headers).join()).not.toContain("credentials");
  const script = await fetch(`${site.url}/wp-json/open-forum/v1/threads/${slug}?_jsonp=f`);
  expect([script.status, (await script.text()).startsWith("/**/f(")]).toEqual([400, false]);
});

test("cookies alone write nothing: each write needs the session's nonce", async ({ site }) => {
  const [sub, other] = [await site.login("sub2"), await site.login("sub3")];
  const slug = await site.thread();
  const id = await site.submitted(slug, sub);
  const writes: [string, string, unknown][] = [
    ["PUT", `/submissions/${id}/vote`, { value: "agree" }],
    ["DELETE", `/submissions/${id}/vote`, undefined],
    ["DELETE", `/submissions/${id}`, undefined],
    ["PATCH", `/submissions/${id}`, { title: "Stolen" }],
    ["POST", `/threads/${slug}/submissions`, { kind: "idea", title: "t", language: "en" }],
    ["POST", `/submissions/${id}/comments`, { body: "b", stance: "for" }],
    ["POST", `/submissions/${id}/flags`, { reason: "spam" }],
  ];
  for (const [method, path, body] of writes) {
    const bare = await site.ask(method, path, { body, headers: { cookie: sub.cookie, "if-match": "*" } });
    expect([bare.status, bare.code], `${method} ${path}`).toEqual([401, "token-required"]);
    const foreign = await site.ask(method, path, { body, headers: { cookie: sub.cookie, "x-wp-nonce": other.nonce, "if-match": "*" } });
    expect([foreign.status, foreign.code], `${method} ${path}`).toEqual([401, "token-expired"]);
  }
  // As a form of a foreign page sends it.
  const form = await fetch(`${site.url}/wp-json/open-forum/v1/submissions/${id}/vote?_method=PUT`, { method: "POST", headers: { cookie: sub.cookie, "content-type": "application/x-www-form-urlencoded" }, body: "value=agree" });
  expect(form.status).toBe(401);
  expect((await site.get(`/submissions/${id}`)).body).toMatchObject({ title: "An idea", comments_count: 0, tally: { participants: 0 } });
  // The next nonce is for whoever has the session, on this site's own pages.
  const again = await fetch(`${site.url}/wp-admin/admin-ajax.php?action=rest-nonce`, { headers: { cookie: sub.cookie, origin: "https://evil.example" } });
  expect(again.headers.get("access-control-allow-origin")).toBeNull();
  const guest = await fetch(`${site.url}/wp-admin/admin-ajax.php?action=rest-nonce`);
  expect([guest.status, await guest.text()]).toEqual([400, "0"]);
});

test("WordPress itself tells nothing of what people wrote", async ({ site }) => {
  const sub = await site.login("sub4");
  const secret = `Xyzzy${Date.now()}`;
  const held = await site.thread({ premoderated: true });
  const made = await site.submit(held, sub, { title: secret, body: secret });
  const shown = await site.submitted(await site.thread(), sub, { title: secret });
  await site.ask("POST", `/submissions/${shown}/comments`, { by: sub, body: { body: secret, stance: "for" } });
  const addresses = [
    "/wp-json/wp/v2/types", "/wp-json/wp/v2/posts", "/wp-json/wp/v2/pages", "/wp-json/wp/v2/comments", "/wp-json/wp/v2/settings",
    `/wp-json/wp/v2/search?search=${secret}`, "/wp-json/wp/v2/users", "/wp-json/", "/wp-json/open-forum/v1", `/?s=${secret}`,
    "/feed/", "/comments/feed/", "/wp-sitemap.xml", "/wp-sitemap-posts-page-1.xml", `/?p=${made.body.id}`,
  ];
  for (const address of addresses) {
    const text = await (await fetch(site.url + address)).text();
    const found = text.split(secret).length - 1;
    // The search page repeats what was searched for.
    expect(address.startsWith("/?s=") ? 0 : found, address).toBe(0);
    expect(text, address).not.toContain(made.body.id);
    expect(text, address).not.toContain(`${secret}</`);
  }
  for (const path of [`/submissions/${made.body.id}`, `/threads/${held}/submissions`, `/threads/${held}/similar?title=${secret}`, `/threads/${held}/submissions?q=${secret}`]) {
    expect(JSON.stringify((await site.get(path)).body)).not.toContain(secret);
  }
});

test("what stands in an address never becomes SQL", async ({ site }) => {
  const slug = await site.thread();
  await site.submitted(slug, await site.login("sub5"));
  const evil = ["' OR 1=1 -- ", "newest' ASC; DROP TABLE wp_users; --", "1) UNION SELECT user_pass FROM wp_users -- ", "\\' OR 1=1 #", "%' OR '%'='", "{votes}", "?"];
  for (const text of evil.map(encodeURIComponent)) {
    for (const query of [`sort=${text}`, `theme=${text}`, `sector=${text}`, `author=${text}`, `limit=${text}`]) {
      expect((await site.get(`/threads/${slug}/submissions?${query}`)).code, query).toBe("invalid-fields");
    }
    expect((await site.get(`/threads/${slug}/submissions?cursor=${text}`)).code).toBe("bad-cursor");
    expect((await site.get(`/threads/${slug}/submissions?q=${text}`)).body.items).toEqual([]);
    expect((await site.get(`/threads/${slug}/submissions?sort=random&seed=${text}`)).status).toBe(200);
    // WordPress itself takes a question mark in a path for the end of it.
    for (const path of text === "%3F" ? [] : [`/threads/${text}`, `/submissions/${text}`, `/submissions/${text}/comments`]) expect((await site.get(path)).code).toBe("not-found");
  }
});
