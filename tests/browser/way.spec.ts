// The whole way from the list to a vote, a sent submission and a comment; all of it is still there
// after a reload and after the server was started again.
import { expect, place, Server, somebody, test, THREAD, type Forum } from "../support/forum.ts";
import { comment, keyboard, mouse, submit, type Hand } from "../support/ways.ts";

async function way(forum: Forum, hand: Hand, name: string): Promise<{ title: string; voted: string }> {
  const { element } = forum;
  const first = forum.cards.first();
  const voted = (await first.getByRole("heading").textContent()) ?? "";
  await hand.press(forum.vote("agree", first));
  await expect(forum.vote("agree", first)).toHaveAttribute("aria-pressed", "true");

  const title = `Night clinics for ${name}`;
  await submit(forum, hand, { title, body: "A nurse who comes at eight in the evening." });
  await hand.press(forum.way("sent.view"));
  await expect(element.getByRole("heading", { name: title })).toBeVisible();
  await comment(forum, hand, `A reason of ${name}`);
  return { title, voted };
}

async function stillThere(forum: Forum, done: { title: string; voted: string }, name: string): Promise<void> {
  await expect(forum.vote("agree", forum.card(done.voted))).toHaveAttribute("aria-pressed", "true");
  await forum.card(done.title).getByRole("link", { name: done.title }).click();
  await expect(forum.element.getByText(`A reason of ${name}`)).toBeVisible();
}

for (const by of ["mouse", "keyboard"] as const) {
  test(`by ${by} from the list to a vote, a submission and a comment, kept over a restart`, async ({ page }) => {
    test.setTimeout(120_000);
    const server = await Server.start();
    try {
      const host = { token: somebody(server, { name: `Hand of ${by}` }) };
      const forum = await place(page, server, host);
      const done = await way(forum, by === "mouse" ? mouse : keyboard(page), by);

      await page.reload();
      await stillThere(forum, done, by);

      await server.restart();
      await page.reload();
      await stillThere(forum, done, by);
      const found = await server.get<{ items: { title: string; kind: string }[] }>(
        `/v1/threads/${THREAD}/submissions?q=${encodeURIComponent(done.title)}`,
      );
      expect(found.items.filter((one) => one.title === done.title).map((one) => one.kind)).toEqual(["concern"]);
    } finally {
      await server.remove();
    }
  });
}

test("the demonstration page: an identity is chosen, a vote counts, Back works", async ({ page, server }) => {
  await page.goto(`${server.url}/?lang=en`);
  const list = page.locator("open-forum").getByRole("article");
  await expect(list.first()).toBeVisible();
  await page.locator("#demo-identity").selectOption("ngo");
  const agree = list.first().getByRole("button", { name: /^Agree/ });
  await agree.click();
  await expect(agree).toHaveAttribute("aria-pressed", "true");
  const before = page.url();
  await list.nth(1).getByRole("heading").getByRole("link").click();
  await expect(page).toHaveURL(/of-view=submission/);
  await page.goBack();
  await expect(page).toHaveURL(before);
  await expect(list.first()).toBeVisible();
});

test("filters, sort and search stand in the address where the host lets them", async ({ page, server, open }) => {
  const forum = await open({ more: 'address="keep"' });
  await forum.element.getByRole("combobox", { name: forum.say("sort.label") }).selectOption("discussed");
  await expect(page).toHaveURL(/of-sort=discussed/);
  await forum.element.getByRole("searchbox").fill("clinic");
  await forum.element.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(/of-q=clinic/);
  const address = page.url();
  const titles = await forum.cards.getByRole("heading").allTextContents();
  expect(server.url.length).toBeGreaterThan(0);
  await page.route(address, (route) => route.fallback({ url: address.split("?")[0] }));
  await page.reload();
  await expect(forum.element.getByRole("searchbox")).toHaveValue("clinic");
  await expect(forum.cards.getByRole("heading")).toHaveText(titles);
});
