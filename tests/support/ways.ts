// What people do, by mouse or by keyboard alone, so that a way is written once.
import { expect, type Locator, type Page } from "@playwright/test";

import type { Forum } from "./forum.ts";

/** How a person works the page. */
export interface Hand {
  press(target: Locator): Promise<void>;
  type(target: Locator, text: string): Promise<void>;
  choose(target: Locator): Promise<void>;
}

/** Clicks and types. */
export const mouse: Hand = {
  press: (target) => target.click(),
  type: async (target, text) => {
    await target.click();
    await target.fill(text);
  },
  choose: async (target) => {
    // A styled radio or check box is pressed by its label.
    await target.check({ force: true });
  },
};

const isFocused = (target: Locator) =>
  target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element);

/** Never touches the mouse: Tab to the target, whatever stands between, then the key for it. */
export function keyboard(page: Page): Hand {
  const reach = async (target: Locator) => {
    await expect(target).toBeVisible();
    for (let step = 0; step < 400; step += 1) {
      if (await isFocused(target)) {
        await expectFocusSeen(page, target);
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${target}`);
  };
  return {
    press: async (target) => {
      await reach(target);
      await page.keyboard.press("Enter");
    },
    type: async (target, text) => {
      await reach(target);
      await page.keyboard.type(text);
    },
    choose: async (target) => {
      // Radios are one stop of the Tab key: the arrows go on from the one that is chosen.
      const group = await target.getAttribute("name");
      if ((await target.getAttribute("type")) === "radio" && group) {
        for (let step = 0; step < 400 && !(await inGroup(page, group)); step += 1) await page.keyboard.press("Tab");
        for (let step = 0; step < 20 && !(await isFocused(target)); step += 1) await page.keyboard.press("ArrowDown");
        if (!(await target.isChecked())) await page.keyboard.press("Space");
      } else {
        await reach(target);
        await page.keyboard.press("Space");
      }
      await expect(target).toBeChecked();
    },
  };
}

const inGroup = (page: Page, name: string) =>
  page.evaluate((group) => {
    const focused = document.activeElement?.shadowRoot?.activeElement;
    return focused instanceof HTMLInputElement && focused.name === group;
  }, name);

/** What has the focus shows it by an outline or a shadow, inside the view. */
async function expectFocusSeen(page: Page, target: Locator): Promise<void> {
  const seen = await target.evaluate((element) => {
    const marked = (one: Element | null): boolean => {
      if (!one) return false;
      const style = getComputedStyle(one);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    const box = element.getBoundingClientRect();
    const label = element instanceof HTMLInputElement ? (element.labels?.[0] ?? null) : null;
    return { marked: marked(element) || marked(label) || marked(element.parentElement), inView: box.bottom > 0 && box.top < innerHeight };
  });
  expect(seen, `focus on ${target}`).toEqual({ marked: true, inView: true });
}

/** Through the four steps of the form to the page that says what happens next. */
export async function submit(forum: Forum, hand: Hand, text: { title: string; body: string }): Promise<string> {
  const { element } = forum;
  const on = () => hand.press(forum.button("action.continue"));
  await hand.press(forum.way("compose.open"));
  await expect(element.getByRole("heading", { name: forum.say("compose.step.message") })).toBeVisible();
  await hand.type(element.getByRole("textbox", { name: forum.say("compose.title.label") }), text.title);
  await hand.type(element.getByRole("textbox", { name: forum.say("compose.body.label") }), text.body);
  await on();
  await expect(element.getByRole("heading", { name: forum.say("compose.step.find") })).toBeVisible();
  await hand.choose(element.getByRole("radio", { name: forum.say("kind.concern"), exact: true }));
  await on();
  await expect(element.getByRole("heading", { name: forum.say("compose.step.about") })).toBeVisible();
  await on();
  await expect(element.getByRole("heading", { name: forum.say("compose.step.check") })).toBeVisible();
  await hand.choose(element.getByRole("checkbox", { name: forum.say("compose.check.rules") }));
  await hand.press(forum.button("compose.send"));
  await expect(element.getByRole("heading", { name: forum.say("sent.title") })).toBeVisible();
  const reference = await element.getByText(/^[A-Z]{2}-[0-9A-Z]{3}-[0-9A-Z]{4}$/).first().textContent();
  return reference ?? "";
}

/** On the page of a submission: one argument for it, the first of the three columns. */
export async function comment(forum: Forum, hand: Hand, body: string): Promise<void> {
  const { element } = forum;
  const field = element.getByRole("textbox", { name: forum.say("comment.body") });
  await hand.press(element.getByRole("button", { name: new RegExp(`^${forum.say("comment.add")}`) }).first());
  await hand.type(field, body);
  await hand.press(forum.button("comment.send"));
  await expect(element.getByText(body)).toBeVisible();
}
