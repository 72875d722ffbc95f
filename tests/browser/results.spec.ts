// While a thread hides its results, nobody sees them: not on the page, and not in what it loads.
import { expect, message, opened, place, somebody, test, written } from "../support/forum.ts";

test("hidden results are on no page and in no answer", async ({ page, server }) => {
  const thread = await opened(server, { voting: { mode: "opinion", results: "after_close" } });
  const one = await written(server, somebody(server), {}, thread);
  const token = somebody(server);
  await server.ask("PUT", `/v1/submissions/${one.id}/vote`, { value: "agree" }, token);
  const answers: string[] = [];
  page.on("response", async (answer) => {
    if (/\/submissions/.test(answer.url())) answers.push(await answer.text().catch(() => ""));
  });
  const forum = await place(page, server, { thread, token });
  await expect(forum.vote("agree", forum.card(one.title))).toHaveAttribute("aria-pressed", "true");
  await expect(forum.card(one.title)).toContainText(new RegExp(message("tally.hidden.after_close") + "|" + message("tally.hidden.until").replace("{date}", "")));
  await page.waitForLoadState("networkidle");
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect((JSON.parse(answer) as { items: { tally: unknown }[] }).items.map((item) => item.tally)).toEqual([null]);
  const options = await forum.element.getByRole("combobox", { name: message("sort.label") }).locator("option").allTextContents();
  expect(options).not.toContain(message("sort.support"));
  expect(options).not.toContain(message("sort.broad"));
});

test("results after one's own vote: hidden, then shown", async ({ page, server }) => {
  const thread = await opened(server, { voting: { mode: "opinion", results: "after_vote" } });
  const one = await written(server, somebody(server), {}, thread);
  await server.ask("PUT", `/v1/submissions/${one.id}/vote`, { value: "disagree" }, somebody(server));
  const forum = await place(page, server, { thread, token: somebody(server) });
  const card = forum.card(one.title);
  await expect(card).toContainText(message("tally.hidden.after_vote"));
  await forum.vote("agree", card).click();
  await expect(card).toContainText(/Disagree\s*1 · 50\s*%/);
  await expect(card).not.toContainText(message("tally.hidden.after_vote"));
});

test("a person supports, takes it back, and cannot spend more than the budget", async ({ page, server }) => {
  const thread = await opened(server, { voting: { mode: "support", budget: 1, results: "always" } });
  const one = await written(server, somebody(server), {}, thread);
  const two = await written(server, somebody(server), {}, thread);
  const forum = await place(page, server, { thread, token: somebody(server) });
  const first = forum.vote("support", forum.card(one.title));
  await first.click();
  await expect(first).toHaveAttribute("aria-pressed", "true");
  await expect(first).toContainText(message("vote.supported"));
  await expect(first).not.toHaveAttribute("aria-busy", "true");
  const second = forum.vote("support", forum.card(two.title));
  await second.click();
  await expect(second).toHaveAttribute("aria-pressed", "false");
  await expect(forum.card(two.title)).toContainText(message("problem.budget-spent"));
  await first.click();
  await expect(first).toHaveAttribute("aria-pressed", "false");
  await expect(forum.card(one.title)).toContainText(message("tally.support.other", { n: 0 }));
});
