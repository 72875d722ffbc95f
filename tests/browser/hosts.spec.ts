// Host pages as they are: hostile style sheets, a strict CSP, another origin, no other host asked.
import { readFileSync } from "node:fs";

import { expect, Forum, html, place, somebody, test } from "../support/forum.ts";
import { elsewhere } from "../support/elsewhere.ts";

const hostile = readFileSync(new URL("../hosts/hostile.css", import.meta.url), "utf8");

/** What of an element's look a host page could have changed. */
const LOOK = [
  "backgroundColor", "borderTopColor", "borderTopStyle", "borderTopWidth", "boxSizing", "color", "cursor", "display", "direction", "float",
  "fontFamily", "fontSize", "fontStyle", "fontWeight", "letterSpacing", "lineHeight", "marginTop", "opacity", "paddingTop", "pointerEvents",
  "textAlign", "textDecorationLine", "textIndent", "textTransform", "visibility", "whiteSpace", "wordSpacing", "width",
] as const;

/** The look of everything in the widget, by its way down the tree. */
const looks = (forum: Forum) =>
  forum.element.evaluate((element, names) => {
    const found: Record<string, string> = {};
    const walk = (node: Element, way: string) => {
      const style = getComputedStyle(node) as unknown as Record<string, string>;
      for (const name of names) found[`${way} ${name}`] = style[name]!;
      [...node.children].forEach((child, index) => walk(child, `${way}>${child.localName}${child.className ? `.${String(child.getAttribute("class")).split(" ")[0]}` : ""}:${index}`));
    };
    // What stands around the view has no look of its own: it hands on what the page says.
    for (const child of element.shadowRoot?.querySelectorAll(".of") ?? []) walk(child, child.localName);
    return found;
  }, LOOK as unknown as string[]);

test("a host's style sheet does not leak in", async ({ context, server }) => {
  const frame = "<style>main{inline-size:700px;margin:0;padding:0;border:0;float:none}</style>";
  const open = async (head: string) => {
    const forum = await place(await context.newPage(), server, { head, theme: "light", more: 'style="display:block;inline-size:700px"' });
    await expect(forum.vote("agree").first()).toBeVisible();
    return looks(forum);
  };
  const plain = await open(frame);
  // The root font size is the reader's choice and is followed on purpose; here it is below 16 px, the least that we set.
  const under = await open(`<style>${hostile}</style>${frame}`);
  const leaks = Object.keys(plain).filter((key) => plain[key] !== under[key]).map((key) => `${key}: ${plain[key]} became ${under[key]}`);
  expect(Object.keys(plain).length).toBeGreaterThan(1000);
  expect(leaks.slice(0, 20)).toEqual([]);
});

test("the widget's style does not leak out", async ({ page, server }) => {
  const words = `<h1 id="a">One</h1><p id="b">Two <a href="#x">three</a></p><button id="c">Four</button><input id="d"><div class="card vote of button" id="e">Five</div>`;
  const look = () =>
    page.evaluate((names) => [..."abcde"].map((id) => {
      const style = getComputedStyle(document.getElementById(id)!) as unknown as Record<string, string>;
      return names.map((name) => `${id} ${name}: ${style[name]}`);
    }), LOOK as unknown as string[]);
  await page.route("**/without", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><body><main>${words}</main>` }));
  await page.goto(`${server.url}/without`);
  const before = await look();
  const forum = await place(page, server, {});
  await page.evaluate((text) => document.querySelector("main")!.insertAdjacentHTML("afterbegin", text), words);
  await expect(forum.cards.first()).toBeVisible();
  expect(await look()).toEqual(before);
  const globals = await page.evaluate(() => Object.keys(window).filter((name) => /forum|leptos|wasm/i.test(name)));
  expect(globals).toEqual([]);
});

test("a strict content security policy is not violated once", async ({ page, server }) => {
  const told: string[] = [];
  page.on("console", (entry) => entry.type() === "error" && told.push(entry.text()));
  await page.addInitScript(() => {
    const all: string[] = ((globalThis as unknown as { violations: string[] }).violations = []);
    document.addEventListener("securitypolicyviolation", (event) => all.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  const forum = await place(page, server, {
    token: somebody(server),
    headers: { "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'none'; connect-src 'self'; img-src data:" },
  });
  const card = forum.cards.first();
  await forum.vote("agree", card).click();
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  await card.getByRole("heading").getByRole("link").click();
  await expect(forum.element.getByRole("heading", { name: forum.say("comments.title") })).toBeVisible();
  await forum.way("submission.back").click();
  await forum.way("compose.open").click();
  await expect(forum.element.getByRole("textbox").first()).toBeVisible();
  const styled = await forum.element.evaluate((element) => (element.shadowRoot?.adoptedStyleSheets.length ?? 0) > 0);
  expect(styled).toBe(true);
  expect(await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)).toEqual([]);
  expect(told.filter((text) => !/favicon/.test(text))).toEqual([]);
});

test("a policy without 'wasm-unsafe-eval' is named in what a webmaster reads", async ({ page, server }) => {
  const told: string[] = [];
  page.on("console", (entry) => told.push(entry.text()));
  await place(page, server, {
    headers: { "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'none'; connect-src 'self'; img-src data:" },
  });
  await expect.poll(() => told.join("\n")).toMatch(/wasm-unsafe-eval/);
});

test("a page of another origin embeds it by two lines", async ({ page, server }) => {
  const token = somebody(server);
  const other = await elsewhere(html({ from: server.url, api: server.url, token }));
  await page.goto(other.url);
  const forum = new Forum(page, server);
  const card = forum.cards.first();
  await forum.vote("agree", card).click();
  await expect(forum.vote("agree", card)).toHaveAttribute("aria-pressed", "true");
  await expect(forum.vote("agree", card)).not.toHaveAttribute("aria-busy", "true");
  const title = (await card.getByRole("heading").textContent())!.trim();
  const list = await server.get<{ items: { title: string; my_vote: string }[] }>("/v1/threads/post-pandemic-recovery/submissions?limit=100", token);
  expect(list.items.find((one) => one.title === title)?.my_vote).toBe("agree");
  await other.close();
});

test("no host but the page's own is asked, and no cookie is set", async ({ page, server }) => {
  const asked = new Set<string>();
  page.on("request", (request) => !request.url().startsWith("data:") && asked.add(new URL(request.url()).origin));
  const forum = await place(page, server, { lang: "th", token: somebody(server) });
  await forum.vote("agree").first().click();
  await forum.cards.first().getByRole("heading").getByRole("link").click();
  await expect(forum.element.getByRole("heading", { name: forum.say("comments.title") })).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect([...asked]).toEqual([server.url]);
  expect(await page.context().cookies()).toEqual([]);
});
