// Two that say the same are linked by their author's consent alone, a vote is extended with one tap, and the link is undone.
import { moderator } from "../support/desk.ts";
import { expect, message, opened, place, somebody, test, written } from "../support/forum.ts";

test("linked by consent, extended with one tap, and undone", async ({ browser, page, server }) => {
  test.setTimeout(90_000);
  const thread = await opened(server);
  const title = "A nurse who comes to the village at night";
  const lead = await written(server, somebody(server), { title: `${title}.`, body: "Because the hospital is far away." }, thread);
  const author = somebody(server);
  const second = await written(server, author, { title: `${title}, please`, body: "The hospital is far away from us." }, thread);
  const supporter = somebody(server);
  await server.ask("PUT", `/v1/submissions/${second.id}/vote`, { value: "agree" }, supporter);

  // A moderator proposes it, where it stands.
  const one = await place(await browser.newPage(), server, { thread, token: moderator(server) });
  await one.element.getByRole("link", { name: second.title }).click();
  await one.button("moderate.open").first().click();
  const panel = one.element.locator(".dk-panel");
  await panel.getByRole("button", { name: "Same as…" }).click();
  await panel.getByRole("radio", { name: lead.title }).check();
  await panel.getByRole("form").getByRole("button", { name: "Same as…" }).click();
  await expect(one.element.locator("#undo")).toBeVisible();
  await one.page.goto("about:blank");
  await one.page.close();
  type Read = { duplicate_of: { accepted: boolean } | null; duplicates: unknown[]; union_support: number | null; tally: { agree: number } };
  const read = (id: string, token?: string) => server.get<Read>(`/v1/submissions/${id}`, token);
  await expect.poll(async () => (await read(second.id, author)).duplicate_of).toMatchObject({ accepted: false });
  expect((await read(lead.id)).duplicates, "nothing is linked before its author agrees").toEqual([]);

  // Its author is asked, and agrees.
  const forum = await place(page, server, { thread, token: author });
  await forum.element.getByRole("link", { name: new RegExp(`^${message("room.inbox")}`) }).click();
  await forum.element.getByRole("link", { name: message("inbox.kind.duplicate_proposed", { title: second.title }) }).click();
  const asked = forum.element.getByRole("region", { name: message("duplicate.proposed") });
  await expect(asked).toContainText(lead.title);
  await expect(asked).toContainText(message("duplicate.consent"));
  await forum.button("duplicate.accept", asked).click();
  const linked = forum.element.getByRole("region", { name: message("duplicate.linked") });
  await expect(linked).toContainText(lead.title);

  // A supporter of the second has their vote at the lead as well, with one tap; both counted together, each once.
  const voter = await place(await browser.newPage(), server, { thread, token: supporter });
  await voter.element.getByRole("link", { name: second.title }).click();
  await voter.button("duplicate.extend").click();
  await expect(voter.text(message("duplicate.extended"))).toBeVisible();
  await expect.poll(async () => (await read(lead.id)).tally.agree).toBe(1);
  await voter.element.getByRole("region", { name: message("duplicate.linked") }).getByRole("link", { name: lead.title }).click();
  await expect(voter.text(message("duplicate.leads"))).toBeVisible();
  await expect(voter.text(message("duplicate.union.one", { n: 1 }))).toBeVisible();
  await voter.page.close();

  // The author undoes the link; votes stay where they were cast.
  await forum.button("duplicate.undo", linked).click();
  await expect(linked).toHaveCount(0);
  await expect.poll(async () => (await read(lead.id)).duplicates).toEqual([]);
  expect((await read(second.id)).duplicate_of).toBeNull();
  expect((await read(second.id)).tally.agree).toBe(1);
  expect((await read(lead.id)).tally.agree).toBe(1);
});

test("an author who says no is asked no more, and nothing is linked", async ({ page, server }) => {
  const thread = await opened(server);
  const lead = await written(server, somebody(server), {}, thread);
  const author = somebody(server);
  const second = await written(server, author, {}, thread);
  await server.ask("POST", "/v1/moderation/decisions", { target: { kind: "submission", id: second.id }, action: "merge", into: lead.id }, moderator(server));
  const forum = await place(page, server, { thread, token: author });
  await forum.element.getByRole("link", { name: second.title }).click();
  const asked = forum.element.getByRole("region", { name: message("duplicate.proposed") });
  await forum.button("duplicate.refuse", asked).click();
  await expect(asked).toHaveCount(0);
  expect(await server.get(`/v1/submissions/${second.id}`, author)).toMatchObject({ duplicate_of: null });
  expect(await server.get(`/v1/submissions/${lead.id}`)).toMatchObject({ duplicates: [] });
});
