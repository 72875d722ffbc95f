// An organisation from its registration to its vote: checked at the desk, joined by a code, written and voted for; its
// votes stand beside those of people and are never added to them.
import { desk, moderator } from "../support/desk.ts";
import { expect, message, opened, place, somebody, test, written, type Forum } from "../support/forum.ts";

const room = (forum: Forum) => forum.element.locator(".room");

async function organisations(forum: Forum): Promise<void> {
  await forum.element.getByRole("link", { name: message("room.organisations"), exact: true }).click();
  await expect(room(forum).getByRole("heading", { name: message("room.organisations"), exact: true })).toBeVisible();
}

test("registered, verified, joined by a code, written and voted for", async ({ browser, page, server }) => {
  test.setTimeout(180_000);
  const name = `Association of Night Nurses ${crypto.randomUUID().slice(0, 6)}`;
  const thread = await opened(server);
  const other = await written(server, somebody(server), {}, thread);
  const forum = await place(page, server, { thread, token: somebody(server, { name: "Delegate" }) });

  // Registered; until it is checked nobody speaks for it.
  await organisations(forum);
  await forum.button("register.title").click();
  const field = (key: string) => room(forum).getByRole("textbox", { name: new RegExp(`^${message(key)}`) });
  await field("form.name").fill(name);
  await room(forum).getByRole("combobox", { name: new RegExp(`^${message("form.kind")}`) }).selectOption("cso");
  await field("form.registry").fill("Ministry of Interior");
  await field("form.number").fill("4711");
  await field("form.contact").fill("office@example.org");
  await forum.button("register.send").click();
  await expect(room(forum).getByRole("heading", { name })).toBeVisible();
  await expect(room(forum).getByText(message("organisation.waits"))).toBeVisible();

  // Checked at the desk, with what only moderators see.
  const here = await desk(await browser.newPage(), server, { name: "Checker" });
  await here.open("organisation", name);
  await expect(here.item).toContainText("office@example.org");
  await expect(here.item).toContainText("4711");
  await here.decide("action.verify");
  await here.later();
  await here.page.close();

  // Its delegate is told, and invites somebody by a code that is shown once.
  await page.reload();
  await forum.element.getByRole("link", { name: new RegExp(`^${message("room.inbox")}`) }).click();
  await forum.element.getByRole("link", { name: message("inbox.kind.organisation.verify", { title: name }) }).click();
  await expect(room(forum).getByText(message("organisation.state.verified")).first()).toBeVisible();
  await expect(room(forum).getByText("office@example.org")).toHaveCount(0);
  await forum.button("invitations.make").click();
  await expect(room(forum).getByText(message("invitations.once"))).toBeVisible();
  const code = (await room(forum).locator(".number").textContent())!;

  // Joined; the same code lets nobody else in.
  const colleague = await place(await browser.newPage(), server, { thread, token: somebody(server, { name: "Colleague" }) });
  const joining = async (forum: Forum) => {
    await organisations(forum);
    await room(forum).getByText(message("join.title")).click();
    await room(forum).getByRole("textbox", { name: message("join.code") }).fill(code);
    await forum.button("join.send").click();
  };
  await joining(colleague);
  await expect(room(colleague).getByRole("link", { name })).toBeVisible();
  const stranger = await place(await browser.newPage(), server, { thread, token: somebody(server) });
  await joining(stranger);
  await expect(room(stranger).getByText(message("problem.wrong-code"))).toBeVisible();
  await stranger.page.close();

  // The colleague writes for it; the mark stands beside the text.
  await colleague.page.reload();
  await colleague.way("compose.open").click();
  const title = `For the nurses ${crypto.randomUUID().slice(0, 6)}`;
  await colleague.element.getByRole("textbox", { name: message("compose.title.label") }).fill(title);
  await colleague.element.getByRole("textbox", { name: message("compose.body.label") }).fill("They work at night.");
  await colleague.button("action.continue").click();
  await colleague.element.getByRole("radio", { name: message("kind.idea"), exact: true }).check({ force: true });
  await colleague.button("action.continue").click();
  await colleague.element.getByRole("combobox", { name: message("compose.for") }).selectOption({ label: name });
  await colleague.button("action.continue").click();
  await colleague.element.getByRole("checkbox", { name: message("compose.check.rules") }).check({ force: true });
  await colleague.button("compose.send").click();
  await expect(colleague.element.getByRole("heading", { name: message("sent.title") })).toBeVisible();
  await colleague.page.close();
  await page.reload();
  await expect(forum.card(title)).toContainText(name);
  await expect(forum.card(title)).toContainText(message("author.verified"));

  // A member does not vote for it, a delegate does; both votes of the delegate count, each on its side.
  await forum.card(other.title).getByRole("link", { name: other.title }).click();
  const forIt = forum.element.getByRole("group", { name: message("vote.for", { name }) });
  await forum.vote("agree", forIt).click();
  await expect(forum.vote("agree", forIt)).toHaveAttribute("aria-pressed", "true");
  const own = forum.element.getByRole("group", { name: other.title });
  await forum.vote("disagree", own).click();
  await expect(forum.vote("disagree", own)).toHaveAttribute("aria-pressed", "true");
  const tally = async () => (await server.get<{ tally: Record<string, unknown> }>(`/v1/submissions/${other.id}`)).tally;
  await expect.poll(tally).toMatchObject({ agree: 0, disagree: 1, participants: 1, organisations: { agree: 1, disagree: 0 } });
  const bars = forum.element.locator(".tally").first();
  await expect(bars).toContainText(message("tally.head.people"));
  await expect(bars).toContainText(message("tally.head.organisations"));
  await expect(forum.text(message("tally.people.one", { n: 1 }))).toBeVisible();
  await page.reload();
  await expect(forum.vote("disagree", forum.card(other.title))).toHaveAttribute("aria-pressed", "true");

  // Both are taken back, each by itself.
  await forum.card(other.title).getByRole("link", { name: other.title }).click();
  await expect(forum.vote("agree", forIt)).toHaveAttribute("aria-pressed", "true");
  await forum.vote("agree", forIt).click();
  await expect.poll(tally).toMatchObject({ disagree: 1, participants: 1, organisations: { agree: 0, disagree: 0 } });
});

test("one that is refused is told why, and is looked at again when it changes", async ({ browser, page, server }) => {
  const name = `Example Institute ${crypto.randomUUID().slice(0, 6)}`;
  const delegate = somebody(server, { name: "Founder" });
  const made = await server.ask<{ id: string }>("POST", "/v1/organisations", { name, kind: "academia", registry: "", number: "", country: null, website: "", contact: "" }, delegate);
  const here = await desk(await browser.newPage(), server, {});
  await here.open("organisation", name);
  const { reasons } = await server.get<{ reasons: { id: string; name: { en: string }; text: { en: string } }[] }>("/v1/forum");
  const why = reasons.find((reason) => reason.id === "not_confirmed")!;
  await here.decide("action.refuse", { reason: why.name.en, message: "We could not find its number." });
  await here.later();
  const forum = await place(page, server, { token: delegate });
  await forum.element.getByRole("link", { name: new RegExp(`^${message("room.inbox")}`) }).click();
  await forum.element.getByRole("link", { name: message("inbox.kind.organisation.refuse", { title: name }) }).click();
  await expect(room(forum).getByText(why.text.en)).toBeVisible();
  await expect(room(forum).getByText("We could not find its number.")).toBeVisible();
  await room(forum).getByText(message("organisation.edit"), { exact: true }).click();
  await room(forum).getByRole("textbox", { name: new RegExp(`^${message("form.number")}`) }).fill("1234");
  await forum.button("form.save").click();
  await expect(room(forum).getByText(message("organisation.waits"))).toBeVisible();
  await here.page.reload();
  await here.open("organisation", name);
  await expect(here.item).toContainText("1234");
  expect((await server.get<{ state: string }>(`/v1/organisations/${made.id}`, moderator(server))).state).toBe("pending");
  await here.page.close();
});
