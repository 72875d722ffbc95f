// The widget on a page of WordPress: the shortcode, the block, the files, and what the page hands to the widget.
import type { Page } from "@playwright/test";

import { published, signIn } from "../support/wordpress-page.ts";
import { expect, test, type Session } from "../support/wordpress.ts";

async function html(address: string, by?: Session): Promise<string> {
  const answer = await fetch(address, { headers: by ? { cookie: by.cookie } : {} });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** The elements of a page as a browser reads them: their attributes, and what stands around them. */
async function elements(page: Page, source: string): Promise<Record<string, string>[]> {
  return page.evaluate((text) => {
    const read = new DOMParser().parseFromString(text, "text/html");
    return [...read.querySelectorAll("open-forum")].map((one) => ({
      ...Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])),
      inside: one.innerHTML,
    }));
  }, source);
}

test("shortcode and block are the same element, with its script once and nothing inline", async ({ page, site }) => {
  const slug = await site.thread();
  const address = await published(site, `Before\n\n[open_forum thread="${slug}" heading_level="3"]\n\n<!-- wp:open-forum/forum {"thread":"${slug}","lang":"th","theme":"dark"} /-->`);
  const source = await html(address);
  const common = { backend: "wordpress", api: `${site.url}/wp-json/`, thread: slug, "data-login": `${site.url}/wp-login.php?redirect_to=${encodeURIComponent(address)}`, inside: "" };
  expect(await elements(page, source)).toEqual([
    { ...common, lang: "en", "heading-level": "3" },
    { ...common, lang: "th", theme: "dark" },
  ]);
  const scripts = [...source.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => tag.includes("open-forum"));
  expect(scripts).toHaveLength(2);
  const [loader, host] = ["widget/open-forum.js", "assets/host.js"].map((file) => scripts.find((tag) => tag.includes(`/wp-content/plugins/open-forum/${file}`)));
  expect(loader).toContain('type="module"');
  for (const tag of [loader, host]) {
    const source = /src=["']([^"']+)["']/.exec(tag ?? "")![1]!;
    const file = await fetch(source);
    expect([file.status, file.headers.get("content-type")?.split(";")[0]], source).toEqual([200, "text/javascript"]);
  }
  // A page without a forum loads none of it.
  expect(await html(await published(site, "Nothing here"))).not.toContain("plugins/open-forum");
  // Feed readers run no scripts: they get a link.
  const feed = await html(`${site.url}/feed/`);
  expect(feed).toContain(`<a href="${address}">Take part in the forum</a>`);
  expect(feed).not.toContain("<open-forum");
});

test("who writes a page sets what the element shows, and nothing else of it", async ({ page, site }) => {
  const evil = `x" onclick="alert(1)" y='><script>alert(2)</script>&`;
  const block = JSON.stringify({ thread: evil, api: "https://evil.example/", "data-nonce": "0", onclick: "alert(3)" }).replace(/[<>&-]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  const code = `[open_forum thread='x" onclick="alert(1)' api="https://evil.example/" backend="rest" token="t" data-nonce="0" data-login="javascript:alert(4)" onclick="alert(3)" style="position:fixed" lang="en"]`;
  // WordPress takes markup out of what most people write, and leaves an administrator's as it is.
  for (const [author, thread] of [["boss", evil], ["contrib", `x" onclick="alert(1)" y='>alert(2)&`]] as const) {
    const own = author === "boss" ? "" : `<open-forum api="https://evil.example/"></open-forum>`;
    const found = await elements(page, await html(await published(site, `<!-- wp:open-forum/forum ${block} /-->\n\n${code}\n\n${own}`, author)));
    expect(found.map((one) => one.thread), author).toEqual([thread, `x" onclick="alert(1)`]);
    for (const one of found) {
      expect(Object.keys(one).sort()).toEqual(["api", "backend", "data-login", "inside", "lang", "thread"]);
      expect([one.api, one.backend, one.inside]).toEqual([`${site.url}/wp-json/`, "wordpress", ""]);
      expect(one["data-login"]).toMatch(new RegExp(`^${site.url}/wp-login.php`));
    }
  }
});

test("the page gives its visitor's nonce, the next one after it, and the way to sign in", async ({ page, site }) => {
  const slug = await site.thread();
  const sub = await site.login("sub8");
  const id = await site.submitted(slug, await site.login("sub9"));
  const address = await published(site, `[open_forum thread="${slug}"]`);
  expect((await elements(page, await html(address)))[0]).not.toHaveProperty("data-nonce");
  // The widget itself is tested elsewhere; here only what the page hands over.
  await page.route("**/widget/open-forum.js", (route) => route.abort());
  await page.goto(address);
  expect(await page.evaluate(() => typeof (document.querySelector("open-forum") as any).getToken)).toBe("undefined");
  await page.evaluate(() => document.querySelector("open-forum")!.dispatchEvent(new Event("open-forum:sign-in-requested", { cancelable: true })));
  await page.waitForURL(`${site.url}/wp-login.php?redirect_to=${encodeURIComponent(address)}`);

  await signIn(page.context(), site, sub);
  await page.goto(address);
  const asked = page.waitForRequest((request) => request.url().includes("action=rest-nonce"));
  const nonces = await page.evaluate(async () => {
    const element = document.querySelector("open-forum") as any;
    const [one, other] = await Promise.all([element.getToken(), element.getToken()]);
    await new Promise((done) => setTimeout(done, 10));
    return [element.dataset.nonce, one, other, await element.getToken()];
  });
  expect(new Set(nonces).size).toBe(1);
  expect((await asked).method()).toBe("GET");
  const voted = await page.evaluate(
    async ([id, nonce]) => {
      const answer = await fetch(`${document.querySelector("open-forum")!.getAttribute("api")}open-forum/v1/submissions/${id}/vote`, {
        method: "PUT",
        headers: { "content-type": "application/json", "x-wp-nonce": nonce! },
        body: JSON.stringify({ value: "agree" }),
      });
      return [answer.status, (await answer.json()).my_vote];
    },
    [id, nonces[3]],
  );
  expect(voted).toEqual([200, "agree"]);
  // Signed out in another window: there is no next nonce, and nothing else is taken for one.
  await page.context().clearCookies();
  expect(await page.evaluate(() => (document.querySelector("open-forum") as any).getToken())).toBeNull();
});

test("WordPress serves the widget's files with their types where the web server does not", async ({ site }) => {
  const get = (path: string) => fetch(`${site.url}/wp-json/open-forum/v1/widget/${path}`);
  const names: string[] = JSON.parse(await site.php("echo json_encode(array_map('basename', glob(WP_PLUGIN_DIR . '/open-forum/widget/assets/*')));"));
  for (const [ending, type] of [["wasm", "application/wasm"], ["css", "text/css; charset=utf-8"], ["json", "application/json"], ["js", "text/javascript; charset=utf-8"]] as const) {
    const name = names.find((one) => one.endsWith(`.${ending}`));
    const file = await get(`assets/${name}`);
    expect([file.status, file.headers.get("content-type"), file.headers.get("cache-control")], name).toEqual([200, type, "public, max-age=31536000, immutable"]);
    expect((await file.arrayBuffer()).byteLength).toBe(Number(file.headers.get("content-length")));
    expect(file.headers.get("access-control-allow-credentials")).toBeNull();
  }
  expect((await get("open-forum.js")).headers.get("cache-control")).toBe("public, no-cache");
  for (const path of ["..%2Fopen-forum.php", "..%2Fforum.json", "assets/..%2F..%2Fforum.json", ".htaccess", "missing.js", "assets"]) {
    expect((await get(path)).status, path).toBe(404);
  }
  await site.php("update_option('open_forum_settings', ['through_wordpress' => true] + (array) get_option('open_forum_settings', []));");
  const source = await html(await published(site, "[open_forum]"));
  await site.php("update_option('open_forum_settings', ['through_wordpress' => false] + (array) get_option('open_forum_settings', []));");
  expect(source).toContain(`${site.url}/wp-json/open-forum/v1/widget/open-forum.js`);
});

test("the block is put on a page in the editor", async ({ page, site }) => {
  const slug = await site.thread();
  await signIn(page.context(), site, await site.login("edith"));
  await page.goto(`${site.url}/wp-admin/post-new.php?post_title=With+a+forum`);
  // By the editor's own interface for programs: its buttons differ from one WordPress to the next.
  await page.waitForFunction(() => (globalThis as any).wp?.data?.select("core/editor")?.getCurrentPostId());
  await page.evaluate(() => {
    const { blocks, data } = (globalThis as any).wp;
    data.dispatch("core/preferences").set("core/edit-post", "welcomeGuide", false);
    data.dispatch("core/block-editor").insertBlocks(blocks.createBlock("open-forum/forum"));
  });
  const field = page.getByRole("document", { name: /Open Forum/ }).getByRole("textbox", { name: "Thread" });
  await field.fill(slug);
  const address = await page.evaluate(async () => {
    const { data } = (globalThis as any).wp;
    data.dispatch("core/editor").editPost({ status: "publish" });
    await data.dispatch("core/editor").savePost();
    return data.select("core/editor").getPermalink();
  });
  expect((await elements(page, await html(address))).map((one) => one.thread)).toEqual([slug]);
});
