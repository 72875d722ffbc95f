// The desk by keyboard alone: twenty things decided, one taken back at once and one from the log; when single keys do
// nothing; two moderators at one queue; one decision about several.
import { desk, Desk, distinct, moderator, reasons } from "../support/desk.ts";
import { expect, opened, Server, somebody, test, written, type Page } from "../support/forum.ts";
import { keyboard } from "../support/ways.ts";

const TOPICS = [
  "Night clinics in every district", "A bus for people in wheelchairs", "School meals during holidays", "Fewer forms for fishing villages",
  "Clean water on the islands", "Seeds for small rice farms", "A telephone line that listens", "Shade at the morning market",
  "Interpreters in every hospital", "Libraries that lend tools", "Safe roads beside temples", "Loans without a guarantor",
  "Teachers for mountain schools", "Waste from construction sites", "Courses for older workers", "Dentists who travel by boat",
  "Playgrounds under the motorway", "Pensions for street vendors", "Quiet hours near the airport", "Mangroves before the sea wall",
  "Rest rooms for drivers", "A museum of the flood",
];

/** A premoderated thread with so many things in it that wait. */
async function waiting(server: Server, count: number): Promise<{ thread: string; items: { id: string; title: string; token: string }[] }> {
  const thread = await opened(server, { premoderated: true });
  const items = [];
  for (const title of TOPICS.slice(0, count)) {
    const token = somebody(server);
    const body = distinct(`${title}: we ask for it because ${[...title].reverse().join("")}.`);
    items.push({ ...(await written(server, token, { title, body }, thread)), token });
  }
  return { thread, items };
}

/** A server whose queue holds nothing but what a test puts in it. */
async function emptied(server: Server): Promise<void> {
  const token = moderator(server);
  type Rows = { items: { target: { kind: string; id: string }; kind: string }[] };
  const { items } = await server.get<Rows>("/v1/moderation/queue?kind=new&limit=100", token);
  if (items.length === 0) return;
  const targets = items.map((item) => item.target);
  await server.ask("POST", "/v1/moderation/decisions/batch", { targets, clusters: true, action: "approve" }, token);
}

/** How long it took from each key until the open row was another one, ms. */
async function measured(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const times: number[] = ((globalThis as unknown as { times: number[] }).times = []);
    const root = document.querySelector("#desk")!.shadowRoot!;
    const open = () => root.querySelector(".dk-row-open button")?.id;
    let pressed = 0;
    let before: string | undefined;
    addEventListener("keydown", () => ([pressed, before] = [performance.now(), open()]), true);
    new MutationObserver(() => {
      if (!pressed || open() === before) return;
      times.push(performance.now() - pressed);
      pressed = 0;
    }).observe(root, { subtree: true, childList: true, attributes: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { times: number[] }).times);
}

const focusedRow = (desk: Desk) =>
  desk.element.evaluate((element) => element.shadowRoot?.activeElement?.closest(".dk-row")?.querySelector(".dk-row-title")?.textContent ?? "");

test("twenty are decided by keyboard alone, one is taken back at once and one from the log", async ({ page }) => {
  test.setTimeout(180_000);
  const server = await Server.start();
  try {
    await emptied(server);
    const { items } = await waiting(server, 20);
    await page.goto(`${server.url}/desk.html?lang=en`);
    const here = new Desk(page, server);
    const hand = keyboard(page);
    // Who to be is chosen by keyboard too.
    await hand.press(here.element.getByRole("button", { name: "Ploy Chansri" }));
    await expect(here.rows).toHaveCount(20);
    const first = items[0]!.title;
    await expect(here.item.getByRole("heading", { level: 2 })).toHaveText(first);
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await expect.poll(() => focusedRow(here)).toBe(first);
    const times = await measured(page);

    const done: string[] = [];
    for (let number = 0; number < 19; number += 1) {
      const title = await focusedRow(here);
      done.push(title);
      if (number === 4) {
        // One that is refused, for a reason that must be given.
        await page.keyboard.press("r");
        await expect.poll(() => here.focused()).toBe("form-first");
        await page.keyboard.press("Control+Enter");
        await expect(here.panel.getByText(here.say("form.reason_required"))).toBeVisible();
        await page.keyboard.press("Space");
        await page.keyboard.press("Control+Enter");
      } else if (number === 9) {
        // One whose author is asked to change it, in words.
        await page.keyboard.press("e");
        await expect.poll(() => here.focused()).toBe("form-first");
        await page.keyboard.press("ArrowDown");
        await hand.type(here.panel.getByRole("textbox").first(), "a j k x u: letters in a field are letters");
        await page.keyboard.press("Control+Enter");
      } else {
        await page.keyboard.press("a");
      }
      await expect(here.rows).toHaveCount(19 - number);
      await expect(here.row(title)).toHaveCount(0);
      await expect.poll(() => focusedRow(here)).not.toBe(title);
    }
    const quick = (await times()).toSorted((a, b) => a - b);
    console.log(`from key to next row: median ${quick[quick.length >> 1]?.toFixed(0)} ms, longest ${quick.at(-1)?.toFixed(0)} ms, of ${quick.length}`);
    expect(quick.length).toBeGreaterThanOrEqual(17);
    expect(quick[quick.length >> 1]!, "ms from the key to the next row").toBeLessThan(100);

    // The twentieth, taken back within the eight seconds, and decided again.
    const last = await focusedRow(here);
    await page.keyboard.press("a");
    await expect(here.rows).toHaveCount(0);
    await expect(here.undo).toBeVisible();
    await page.keyboard.press("u");
    await expect(here.row(last)).toBeVisible();
    await expect.poll(() => focusedRow(here)).toBe(last);
    await page.keyboard.press("a");
    await expect(here.rows).toHaveCount(0);
    done.push(last);
    expect(new Set(done).size).toBe(20);

    // Afterwards, when the server has them all, another one from the log.
    const token = (await server.identity("moderator")).token;
    type Log = { items: { title: string; action: string; undone_at: string | null }[] };
    const log = () => server.get<Log>("/v1/moderation/decisions?moderator=me&limit=100", token);
    await expect.poll(async () => (await log()).items.filter((one) => done.includes(one.title)).length, { timeout: 20_000 }).toBe(20);
    expect((await log()).items.filter((one) => one.title === last).map((one) => one.action), "what was taken back was never sent").toEqual(["approve"]);
    await hand.press(here.link("menu.log"));
    await expect(here.heading("menu.log")).toBeVisible();
    const regretted = done[6]!;
    const entry = here.element.locator(".dk-entry", { hasText: regretted });
    await hand.press(here.element.getByRole("button", { name: here.say("log.undo_label", { title: regretted }) }));
    await expect(entry.getByText(/^Taken back by Ploy Chansri/)).toBeVisible();
    await expect(entry.getByRole("button")).toHaveCount(0);
    // It waits again.
    await hand.press(here.link("menu.queue"));
    await expect(here.row(regretted)).toBeVisible();
    await expect(here.rows).toHaveCount(1);
  } finally {
    await server.remove();
  }
});

test("single keys do nothing in a field, with a modifier, while composing, or once they are switched off", async ({ page, server }) => {
  const { items } = await waiting(server, 2);
  const here = await desk(page, server);
  await here.element.getByLabel(here.say("queue.find"), { exact: true }).fill(items[0]!.title);
  await page.keyboard.press("Enter");
  await expect(here.rows).toHaveCount(1);
  const nothing = async (why: string) => {
    await expect(here.rows, why).toHaveCount(1);
    await expect(here.undo, why).toHaveCount(0);
    await expect(here.panel.getByRole("form"), why).toHaveCount(0);
  };
  const field = here.element.getByRole("searchbox");
  await field.fill("");
  await field.pressSequentially("area jkx?");
  await expect(field).toHaveValue("area jkx?");
  await nothing("in a field");

  const row = here.rows.getByRole("button");
  await row.focus();
  for (const key of ["Control+a", "Alt+a", "Meta+a"]) await page.keyboard.press(key);
  await nothing("with a modifier");
  await row.evaluate((element) => element.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", isComposing: true, bubbles: true, composed: true })));
  await nothing("while composing");

  // A Thai keyboard writes another letter on the same key.
  await row.evaluate((element) => element.dispatchEvent(new KeyboardEvent("keydown", { key: "ำ", code: "KeyE", bubbles: true, composed: true })));
  await expect(here.panel.getByRole("form")).toBeVisible();
  await page.keyboard.press("Escape");
  await nothing("after Escape");

  await row.focus();
  await page.keyboard.press("?");
  const help = here.element.getByRole("dialog");
  await help.getByRole("checkbox").uncheck();
  await page.keyboard.press("a");
  await here.button("action.close", help).click();
  await expect(help).toBeHidden();
  await expect(here.button("shortcuts.off")).toBeVisible();
  await row.focus();
  for (const key of ["a", "r", "e", "x", "?"]) await page.keyboard.press(key);
  await nothing("switched off");
  await expect(help).toBeHidden();
  // The device remembers that.
  await page.reload();
  await expect(here.button("shortcuts.off")).toBeVisible();
});

test("two moderators see what the other is looking at", async ({ browser, page, server }) => {
  const { items } = await waiting(server, 1);
  const { title } = items[0]!;
  const mine = await desk(page, server, { name: "First Reader" });
  await mine.open("new", title);
  await expect(mine.item.getByText(mine.say("claim.me"))).toBeVisible();

  const other = await desk(await browser.newPage(), server, { name: "Second Reader" });
  await other.link("kind.new").click();
  await expect(other.row(title)).toContainText(other.say("claim.other", { name: "First Reader" }));
  await other.open("new", title);
  await expect(other.item).toContainText("First Reader is looking at this, since");
  await expect(other.item).toContainText(other.say("claim.collision"));

  // Whoever is first decides; the other one is told.
  await mine.decide("action.approve");
  await mine.later();
  await other.decide("action.approve");
  await other.page.clock.fastForward(8_000);
  await expect(other.element.getByText(other.say("failed.elsewhere", { title }))).toBeVisible();
  await other.page.close();
});

test("a claim of somebody else shows without a reload, and ends when they go on", async ({ browser, page, server }) => {
  const { items } = await waiting(server, 2);
  const { title } = items[0]!;
  const watching = await desk(page, server, { name: "Watcher" });
  // Somewhere else, so that the one in question is nobody's.
  await watching.open("new", items[1]!.title);
  await expect(watching.item.getByText(watching.say("claim.me"))).toBeVisible();
  const busy = await desk(await browser.newPage(), server, { name: "Busy Reader" });
  await busy.open("new", title);
  await expect(busy.item.getByText(busy.say("claim.me"))).toBeVisible();
  await page.clock.fastForward(26_000);
  await expect(watching.row(title)).toContainText(watching.say("claim.other", { name: "Busy Reader" }));
  await busy.link("kind.flagged").click();
  await expect.poll(async () => {
    await page.clock.fastForward(26_000);
    return watching.row(title).textContent();
  }).not.toContain("Busy Reader");
  await busy.page.close();
});

test("several are refused at once, for one reason that each author reads", async ({ page, server }) => {
  const { items } = await waiting(server, 4);
  const here = await desk(page, server);
  const { off_topic } = await reasons(server);
  await here.link("kind.new").click();
  // Four with an X each, then one of them out again.
  for (const { title } of items) {
    await here.row(title).getByRole("button").click();
    await page.keyboard.press("x");
    await expect(here.row(title).getByRole("checkbox")).toBeChecked();
  }
  await page.keyboard.press("x");
  await expect(here.element.getByText(here.say("batch.chosen.other", { n: 3 })).first()).toBeVisible();
  await expect(here.panel.getByRole("heading")).toHaveText(here.say("panel.many.other", { n: 3 }));
  await page.keyboard.press("r");
  await here.panel.getByRole("radio", { name: off_topic!.name.en }).check();
  await here.panel.getByRole("textbox").first().fill("Please write where it belongs.");
  await page.keyboard.press("Control+Enter");
  const done = here.say("batch.said", { done: here.say("decided.reject"), count: here.say("batch.done.other", { n: 3 }) });
  await expect(here.element.getByText(done, { exact: true })).toBeVisible();
  await here.later();
  for (const [place, { id, token }] of items.entries()) {
    const { state, verdict } = await server.get<{ state: string; verdict: { reason: string; message: string } | null }>(`/v1/submissions/${id}`, token);
    if (place === 3) {
      expect(state).toBe("pending");
      continue;
    }
    expect(state).toBe("hidden");
    expect(verdict).toMatchObject({ reason: "off_topic", message: "Please write where it belongs." });
  }
  await here.link("menu.log").click();
  for (const { title } of items.slice(0, 3)) await expect(here.element.locator(".dk-entry", { hasText: title }).first()).toContainText(off_topic!.name.en);
});
