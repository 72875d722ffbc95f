// Rooms load when they are opened, Back leads out of them, and an author is told what was decided and objects.
import { expect, message, opened, somebody, test, written, type Server } from "../support/forum.ts";

const decide = async (server: Server, id: string, action: string) => {
  const { reasons } = await server.get<{ reasons: { id: string; actions: string[] }[] }>("/v1/forum");
  const reason = reasons.find((one) => one.actions.includes(action))?.id;
  const decision = { target: { kind: "submission", id }, action, reason, message: "Please look at the rules." };
  await server.ask("POST", "/v1/moderation/decisions", decision, somebody(server, { name: "Secretariat", roles: ["participant", "moderator"] }));
};

test("a room is loaded when it is opened, and Back leads out of it", async ({ page, open }) => {
  const loaded: string[] = [];
  page.on("request", (request) => /rooms/.test(request.url()) && loaded.push(request.url()));
  const forum = await open({ more: "address=keep" });
  await expect(forum.vote("agree").first()).toBeVisible();
  expect(loaded).toEqual([]);
  await forum.link("room.ledger").click();
  await expect(forum.element.getByRole("heading", { name: message("room.ledger") })).toBeFocused();
  expect(page.url()).toContain("of-view=ledger");
  expect(loaded.length).toBeGreaterThan(0);
  await page.goBack();
  await expect(forum.vote("agree").first()).toBeVisible();
});

test("an author finds in the inbox what was decided, and objects once", async ({ server, open }) => {
  const token = somebody(server);
  const thread = await opened(server);
  const { id, title } = await written(server, token, {}, thread);
  await decide(server, id, "hide");
  const forum = await open({ token, thread });
  await forum.element.getByRole("link", { name: new RegExp(`^${message("room.inbox")}\\s+${message("room.inbox.unread.one", { n: 1 })}`) }).click();
  await forum.element.getByRole("link", { name: message("inbox.kind.decided.hide", { title }) }).click();
  await expect(forum.element.getByRole("region", { name: message("verdict.hide") })).toContainText("Please look at the rules.");
  await forum.button("appeal.object").click();
  const dialog = forum.element.getByRole("dialog");
  await forum.button("appeal.send", dialog).click();
  await expect(dialog).toContainText(message("field.body.required"));
  await dialog.getByRole("textbox").fill("It is about the question.");
  await forum.button("appeal.send", dialog).click();
  await expect(forum.element.getByRole("region", { name: message("verdict.hide") })).toContainText(/You objected on/);
  await expect(forum.button("appeal.object")).toHaveCount(0);
});

test("a moderator decides where something stands", async ({ server, open, page }) => {
  const thread = await opened(server);
  const { id, title } = await written(server, somebody(server), {}, thread);
  const forum = await open({ token: somebody(server, { name: "Secretariat", roles: ["participant", "moderator"] }), thread, more: "address=keep" });
  await forum.element.getByRole("link", { name: title }).click();
  await forum.button("moderate.open").first().click();
  await expect(forum.element.locator(".part").getByRole("button").first()).toBeVisible();
  expect(page.url()).toContain(id);
});
