// What people write is text: 515 hostile strings through every text field are shown as typed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, opened, place, somebody, test, written } from "../support/forum.ts";
import { comment, mouse } from "../support/ways.ts";

const file = join(process.env.OPEN_FORUM_DATA ?? new URL("../../../shared/data", import.meta.url).pathname, "security/blns.json");
const strings: string[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];

/** As a field keeps a text: one kind of line break, NFC, nothing around it. */
const kept = (text: string) => text.replace(/\r\n?/g, "\n").normalize("NFC");

test.describe("hostile strings", () => {
  test.skip(strings.length === 0, "../shared/data/security/blns.json is not there");

  test("stored and shown exactly as typed, with no dialog, no new element and no 5xx", async ({ page, server }) => {
    test.setTimeout(600_000);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const broken: string[] = [];
    page.on("response", (answer) => answer.status() >= 500 && broken.push(`${answer.status()} ${answer.url()}`));
    page.on("pageerror", (error) => broken.push(error.message));
    const token = somebody(server);
    const thread = await opened(server);

    // Through the API into every text field; what is refused must be refused as a problem.
    const made: { id: string; title: string; body: string }[] = [];
    for (const [index, text] of strings.entries()) {
      const draft = { kind: "idea", language: "en", title: `${index}`, body: text, links: [] as object[] };
      const short = [...kept(text)].length <= 100 && !/[\r\n]/.test(text);
      if (short && text.trim() !== "") draft.title = text;
      const answer = await fetch(`${server.url}/v1/threads/${thread}/submissions`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": `blns-${index}` },
        body: JSON.stringify(draft),
      });
      const body = (await answer.json()) as { id: string; title: string; body: string; errors?: unknown[] };
      expect(answer.status, `${index}: ${JSON.stringify(body)}`).toBeLessThan(500);
      if (answer.ok) made.push(body);
      else expect(body.errors?.length, JSON.stringify(body)).toBeGreaterThan(0);
    }
    expect(made.length).toBeGreaterThan(480);

    const forum = await place(page, server, { token, thread });
    await expect(forum.cards.first()).toBeVisible();
    const before = await foreign(page);
    for (let shown = 0; ; ) {
      const more = forum.element.getByRole("button", { name: /^Show .*more$/ });
      if ((await more.count()) === 0) break;
      await more.first().click();
      await expect.poll(async () => forum.cards.count()).toBeGreaterThan(shown);
      shown = await forum.cards.count();
    }
    const headings = new Set(await forum.cards.getByRole("heading").evaluateAll((all) => all.map((one) => one.textContent!.trim())));
    const lost = made.filter((one) => !headings.has(one.title.trim()));
    expect(lost.map((one) => one.title)).toEqual([]);
    expect(await foreign(page)).toEqual(before);
    expect(dialogs).toEqual([]);
    expect(broken).toEqual([]);
  });

  test("typed into the form, a comment and the search by hand", async ({ page, server, open }) => {
    test.setTimeout(300_000);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const thread = await opened(server);
    await written(server, somebody(server), {}, thread);
    const forum = await open({ token: somebody(server), thread });
    const some = strings.filter((text) => /[<>"'&{}]|script|[\u0300-\u036f\u202e\u200b\ufeff]|[\u{1f300}-\u{1ffff}]/u.test(text) && !/[\r\n]/.test(text) && text.length < 100).slice(0, 60);
    for (const text of some) {
      await forum.element.getByRole("searchbox").fill(text);
      await forum.element.getByRole("searchbox").press("Enter");
      await expect(forum.element.getByRole("searchbox")).toHaveValue(text);
    }
    await forum.element.getByRole("searchbox").fill("");
    await forum.element.getByRole("searchbox").press("Enter");
    await forum.cards.first().getByRole("heading").getByRole("link").click();
    for (const text of some.filter((one) => one.trim().length > 3).slice(0, 12)) {
      const body = kept(text).trim();
      await comment(forum, mouse, body).catch(async (error: unknown) => {
        // The allowed text subset may show emphasis or a link in another shape; its letters stay.
        const shown = await forum.element.textContent();
        if (!shown?.includes(body.replace(/[*_`>[\]()]/g, "").slice(0, 20))) throw error;
      });
    }
    expect(dialogs).toEqual([]);
  });
});

/** Elements of the widget that its own code never makes. */
const foreign = (page: import("@playwright/test").Page) =>
  page.evaluate(() => {
    const root = document.querySelector("open-forum")!.shadowRoot!;
    const own = new Set(["a", "article", "aside", "b", "blockquote", "br", "button", "bdi", "caption", "cite", "dd", "del", "details", "dialog", "div", "dl", "dt", "em", "fieldset", "figure", "figcaption", "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "input", "label", "legend", "li", "mark", "nav", "ol", "optgroup", "option", "output", "p", "path", "rect", "circle", "line", "polyline", "search", "section", "select", "small", "span", "strong", "sub", "summary", "sup", "svg", "symbol", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "u", "ul", "use"]);
    return [...root.querySelectorAll("*")].map((one) => one.localName).filter((name) => !own.has(name));
  });
