// The widget's screen as the behaviours use it: what people see, and the ways that they go.
import { expect } from "@playwright/test";

import type { Forum, Locator } from "../support/forum.ts";

let number = 0;
/** A text that no other test writes. */
export const unique = (what: string) => `${what} ${process.pid}-${Date.now()}-${(number += 1)}`;

/** What a list has below it while there are more. */
export const MORE = /^Show (\d+ )?more$/;

/** The page loaded once more. */
export async function again(forum: Forum): Promise<void> {
  await forum.page.reload();
  await expect(forum.cards.first()).toBeVisible();
}

/** The form as far as its last step. */
export async function fill(forum: Forum, text: { title: string; body: string }): Promise<void> {
  const { element } = forum;
  await element.getByRole("textbox", { name: forum.say("compose.title.label") }).fill(text.title);
  await element.getByRole("textbox", { name: forum.say("compose.body.label") }).fill(text.body);
  for (const step of ["find", "about", "check"]) {
    await forum.button("action.continue").click();
    await expect(element.getByRole("heading", { name: forum.say(`compose.step.${step}`) })).toBeVisible();
  }
}

/** Writes a submission and sends it. */
export async function send(forum: Forum, text: { title: string; body: string }): Promise<void> {
  await forum.way("compose.open").click();
  await fill(forum, text);
  await forum.element.getByRole("checkbox", { name: forum.say("compose.check.rules") }).check({ force: true });
  await forum.button("compose.send").click();
}

/** A submission of the person's own, and its page. */
export async function own(forum: Forum): Promise<{ title: string; body: string }> {
  const text = { title: unique("A thought"), body: "Because." };
  await send(forum, text);
  await expect(forum.element.getByRole("heading", { name: forum.say("sent.title") })).toBeVisible();
  await forum.way("sent.view").click();
  await expect(forum.element.getByRole("heading", { name: text.title })).toBeVisible();
  return text;
}

/** A card, on whatever page of the list it stands. */
export async function shown(forum: Forum, of: string | RegExp): Promise<Locator> {
  const card = forum.cards.filter({ hasText: of }).first();
  const more = forum.element.getByRole("button", { name: MORE });
  await expect(forum.cards.first()).toBeVisible();
  for (let n = await forum.cards.count(); (await card.count()) === 0 && (await more.count()) > 0; n = await forum.cards.count()) {
    await more.click();
    await expect.poll(() => forum.cards.count()).toBeGreaterThan(n);
  }
  return card;
}

/** What stands at a card's head. */
export const title = async (card: Locator) => ((await card.getByRole("heading").textContent()) ?? "").trim();

/** Opens the page of a submission from the list. */
export async function read(forum: Forum, of: string): Promise<void> {
  await (await shown(forum, of)).getByRole("link", { name: of }).click();
  await expect(forum.element.getByRole("heading", { name: of })).toBeVisible();
}

/** Waits until a vote stands. */
export const pressed = async (forum: Forum, of: string, choice: "agree" | "disagree" = "agree") =>
  expect(forum.vote(choice, await shown(forum, of)), choice).toHaveAttribute("aria-pressed", "true", { timeout: 30_000 });

/** Waits until what was pressed has been answered. */
export async function answered(forum: Forum, of: string): Promise<void> {
  await expect(forum.card(of).locator("[aria-busy=true]")).toHaveCount(0);
}

/** Reports what is on screen. */
export async function report(forum: Forum): Promise<void> {
  await forum.button("report.open").first().click();
  const dialog = forum.element.getByRole("dialog");
  await dialog.getByRole("radio", { name: forum.say("report.reason.off_topic") }).check({ force: true });
  await forum.button("report.send", dialog).click();
}

/**
 * Comments with these texts by the form as people use it, but at a machine's pace: many in one comment, and each of these alone where
 * that is refused. Answers what was taken, and in how many comments.
 */
export async function written(forum: Forum, texts: string[]): Promise<{ texts: string[]; comments: number }> {
  return forum.element.evaluate(
    async (element, [strings, add, refused]) => {
      const root = element.shadowRoot!;
      const until = async <T>(look: () => T | null | undefined | false) => {
        for (let wait = 0; wait < 2_000; wait += 1) {
          const found = look();
          if (found) return found;
          await new Promise((done) => setTimeout(done, 5));
        }
        throw new Error("nothing comes");
      };
      const written = async (text: string) => {
        const before = root.querySelectorAll(".comment").length;
        const opener = await until(() => [...root.querySelectorAll<HTMLElement>("button")].find((one) => one.getAttribute("aria-label")?.startsWith(add)));
        opener.click();
        const field = await until(() => root.querySelector<HTMLTextAreaElement>("#of-comment"));
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        root.querySelector<HTMLFormElement>(".comment-form")!.requestSubmit();
        const done = await until(() => (root.querySelectorAll(".comment").length > before ? "taken" : root.querySelector(`.comment-form ${refused}`) ? "refused" : null));
        if (done === "refused") [...root.querySelectorAll<HTMLElement>(".comment-form button")].at(-1)!.click();
        await until(() => !root.querySelector(".comment-form"));
        return done === "taken";
      };
      const groups: string[][] = [];
      for (const text of strings) {
        const last = groups.at(-1);
        if (last && [...last, text].join("\n\n").length <= 900) last.push(text);
        else groups.push([text]);
      }
      const taken: string[] = [];
      let comments = 0;
      for (const group of groups) {
        if (await written(group.join("\n\n"))) {
          taken.push(...group);
          comments += 1;
        } else if (group.length > 1) {
          for (const text of group)
            if (await written(text)) {
              taken.push(text);
              comments += 1;
            }
        }
      }
      return { texts: taken, comments };
    },
    [texts, forum.say("comment.add"), ":is(.notice-bad, .field-error:not([hidden]))"] as const,
  );
}
