// What people write is text: 515 hostile strings through every text field are shown as typed.
import { expect, opened, place, somebody, test, written, type Forum, type Page, type Server } from "../support/forum.ts";
import { naughty, NO_STRINGS } from "../support/naughty.ts";

const strings = naughty();

/** As a text is kept: one kind of line break, NFC. */
const kept = (text: string) => text.replace(/\r\n?/g, "\n").normalize("NFC");

/** Without the white space around it, which a line of its own does not keep. */
const bare = (text: string) => kept(text).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");

test.describe("hostile strings", () => {
  test.skip(strings.length === 0, NO_STRINGS);

  test("titles and texts are stored and shown as typed, with no dialog, no new element and no 5xx", async ({ page, server }) => {
    test.setTimeout(300_000);
    const thread = await opened(server);
    const token = somebody(server);
    const made: Stored[] = [];
    for (const [index, text] of strings.entries()) {
      const short = [...kept(text)].length <= 100 && !/[\r\n]/.test(text) && bare(text) !== "";
      const stored = await sent(server, `/v1/threads/${thread}/submissions`, token, index, {
        kind: "idea",
        language: "en",
        title: short ? text : `Number ${index}`,
        body: text,
        links: [{ url: `https://example.org/${index}`, label: short ? text : "" }],
      });
      if (!stored) continue;
      made.push(stored);
      expect(stored.body).toBe(kept(text));
      if (short) expect(bare(stored.title)).toBe(bare(text));
    }
    // What is refused holds controls that no text needs; the answer says so.
    expect(made.length).toBeGreaterThan(480);

    const trouble = watched(page);
    const forum = await place(page, server, { token, thread });
    await expect(forum.cards.first()).toBeVisible();
    const before = await foreign(page);
    await all(forum, "article", "^Show .*more$");
    const shown = await forum.cards.evaluateAll((cards) => cards.map((card) => card.querySelector("h3 a")?.textContent ?? ""));
    expect(shown.map(bare).sort()).toEqual(made.map((one) => bare(one.title)).sort());
    const visible = new Set(shown.map(letters));
    expect(made.filter((one) => !visible.has(letters(one.title))).map((one) => one.title)).toEqual([]);
    expect(await foreign(page)).toEqual(before);
    expect(trouble).toEqual([]);
  });

  test("comments and notes of reports are stored and shown as typed", async ({ page, server }) => {
    test.setTimeout(300_000);
    const thread = await opened(server);
    const token = somebody(server);
    const one = await written(server, token, {}, thread);
    const made: Stored[] = [];
    for (const [index, text] of strings.entries()) {
      const stored = await sent(server, `/v1/submissions/${one.id}/comments`, token, index, { body: text, stance: "neutral", language: "en" });
      if (stored) {
        made.push(stored);
        expect(stored.body).toBe(kept(text));
        await sent(server, `/v1/comments/${stored.id}/flags`, somebody(server), index, { reason: "other", note: text });
      }
    }
    expect(made.length).toBeGreaterThan(470);

    const trouble = watched(page);
    const forum = await place(page, server, { token: somebody(server), thread });
    await forum.card(one.title).getByRole("heading").getByRole("link").click();
    const comments = forum.element.locator(".comment");
    await expect(comments.first()).toBeVisible();
    const before = await foreign(page);
    await all(forum, ".comment", `^${forum.say("comments.more")}`);
    const shown = new Set(await comments.evaluateAll((found) => found.map((comment) => comment.querySelector(".rt")?.textContent ?? comment.textContent ?? "")).then((texts) => texts.map(letters)));
    const lost = made.filter((stored) => letters(stored.body) !== "" && ![...shown].some((text) => text.includes(letters(stored.body))));
    expect(lost.map((stored) => stored.body)).toEqual([]);
    expect(await foreign(page)).toEqual(before);
    expect(trouble).toEqual([]);
  });

  test("typed by hand into the search, the form and its preview", async ({ page, server, open }) => {
    test.setTimeout(300_000);
    const trouble = watched(page);
    const forum = await open({ token: somebody(server), thread: await opened(server) });
    const some = strings.filter((text) => /[<>"'&{}]|script|[\u0300-\u036f\u202e\u200b\ufeff]|[\u{1f300}-\u{1ffff}]/u.test(text) && !/[\r\n]/.test(text) && text.length < 100).slice(0, 60);
    const search = forum.element.getByRole("searchbox");
    for (const text of some) {
      await search.fill(text);
      await search.press("Enter");
      expect(bare(await search.inputValue())).toBe(bare(text));
    }
    await forum.way("compose.open").click();
    const title = forum.element.getByRole("textbox", { name: forum.say("compose.title.label") });
    const body = forum.element.getByRole("textbox", { name: forum.say("compose.body.label") });
    for (const text of some) {
      await title.fill(text);
      await body.fill(text);
      await expect(title).toHaveValue(text);
      await expect(body).toHaveValue(text);
    }
    expect(await foreign(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });
});

interface Stored {
  id: string;
  title: string;
  body: string;
}

/** Sends a text; what is refused must be refused as a problem that names its fields. */
async function sent(server: Server, path: string, token: string, index: number, body: object): Promise<Stored | undefined> {
  const answer = await fetch(server.url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": `blns-${index}` },
    body: JSON.stringify(body),
  });
  const told = (await answer.json().catch(() => ({}))) as Stored & { errors?: unknown[] };
  if (answer.ok) return told;
  expect(answer.status, `${index}: ${JSON.stringify(told)}`).toBe(422);
  expect(told.errors?.length, JSON.stringify(told)).toBeGreaterThan(0);
  return undefined;
}

/** Dialogs, faults of scripts and answers of 5xx, as they come. */
function watched(page: Page): string[] {
  const trouble: string[] = [];
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("response", (answer) => answer.status() >= 500 && trouble.push(`${answer.status()} ${answer.url()}`));
  page.on("pageerror", (error) => trouble.push(error.message));
  return trouble;
}

/** Presses "more" until there is no more, at a machine's pace. */
async function all(forum: Forum, items: string, name: string): Promise<void> {
  await forum.element.evaluate(
    async (element, [items, name]) => {
      const root = element.shadowRoot!;
      const count = () => root.querySelectorAll(items).length;
      const more = () => [...root.querySelectorAll("button")].find((one) => new RegExp(name).test(one.getAttribute("aria-label") ?? one.textContent ?? ""));
      for (let button = more(); button; button = more()) {
        const before = count();
        button.click();
        for (let wait = 0; count() === before; wait += 1) {
          if (wait > 4_000) throw new Error(`${before} of ${items}, and no more come`);
          await new Promise((done) => setTimeout(done, 5));
        }
      }
    },
    [items, name] as const,
  );
}

/** Letters and digits alone: the allowed text subset shows its own marks in another shape. */
const letters = (text: string) => text.normalize("NFC").replace(/[^\p{L}\p{N}]/gu, "");

/** Elements of the widget that its own code never makes. */
const foreign = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector("open-forum")!.shadowRoot!;
    const own = new Set(["a", "article", "aside", "b", "blockquote", "br", "button", "bdi", "caption", "cite", "dd", "del", "details", "dialog", "div", "dl", "dt", "em", "fieldset", "figure", "figcaption", "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "input", "label", "legend", "li", "mark", "nav", "ol", "optgroup", "option", "output", "p", "path", "rect", "circle", "line", "polyline", "search", "section", "select", "slot", "small", "span", "strong", "sub", "summary", "sup", "svg", "symbol", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "u", "ul", "use"]);
    return [...root.querySelectorAll("*")].map((one) => one.localName).filter((name) => !own.has(name));
  });
