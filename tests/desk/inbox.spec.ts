// What a person is told of what they wrote, on the page and by mail; their data; and the end of their account.
import { readFile } from "node:fs/promises";

import { moderator, reasons } from "../support/desk.ts";
import { expect, message, opened, place, somebody, test, written, type Forum } from "../support/forum.ts";
import type { Server } from "../support/server.ts";

const room = (forum: Forum) => forum.element.locator(".room");
const official = (server: Server) => somebody(server, { name: "Secretariat", roles: ["participant", "official"] });

test("a decision, an answer, a comment and a recognition are told of, and count as new until they were seen", async ({ page, server }) => {
  const token = somebody(server);
  const thread = await opened(server, { premoderated: true });
  const { id, title } = await written(server, token, {}, thread);
  await server.ask("POST", "/v1/moderation/decisions", { target: { kind: "submission", id }, action: "approve" }, moderator(server));
  await server.ask("PUT", `/v1/submissions/${id}/response`, { status: "accepted", body: "We will do it." }, official(server));
  await server.ask("POST", `/v1/submissions/${id}/comments`, { body: "Good.", stance: "for" }, somebody(server));
  await server.ask("POST", `/v1/submissions/${id}/recognitions`, { award: "Care Award", year: 2026 }, official(server));

  const forum = await place(page, server, { token, thread });
  const badge = message("room.inbox.unread.other", { n: 4 });
  await forum.element.getByRole("link", { name: new RegExp(`^${message("room.inbox")}\\s+${badge}`) }).click();
  const items = room(forum).getByRole("article");
  await expect(items).toHaveCount(4);
  await expect(items.nth(0)).toContainText(message("inbox.kind.recognised", { title, word: "Care Award" }));
  await expect(items.nth(1)).toContainText(message("inbox.kind.commented", { title }));
  await expect(items.nth(2)).toContainText(message("inbox.kind.answered", { title, word: message("status.accepted") }));
  await expect(items.nth(3)).toContainText(message("inbox.kind.decided.approve", { title }));
  for (const item of await items.all()) await expect(item).toContainText(message("inbox.new"));
  await items.nth(2).getByRole("link").click();
  await expect(forum.text("We will do it.")).toBeVisible();
  // Seen on one device is seen on all.
  await expect.poll(async () => (await server.get<{ unread: number }>("/v1/me/inbox", token)).unread).toBe(0);
  await page.reload();
  await expect(forum.element.getByRole("link", { name: message("room.inbox"), exact: true })).toBeVisible();
});

test("in the reader's language, with the forum's own reason in the language of the text", async ({ page, server }) => {
  const token = somebody(server);
  const thread = await opened(server);
  const { id, title } = await written(server, token, { title: "ห้องน้ำในสวนสาธารณะ", language: "th" }, thread);
  const why = await reasons(server);
  await server.ask("POST", "/v1/moderation/decisions", { target: { kind: "submission", id }, action: "hide", reason: "spam" }, moderator(server));
  const forum = await place(page, server, { token, thread, lang: "th" });
  await forum.element.getByRole("link", { name: new RegExp(`^${forum.say("room.inbox")}`) }).click();
  await forum.element.getByRole("link", { name: forum.say("inbox.kind.decided.hide", { title }) }).click();
  await expect(forum.element.getByRole("region", { name: forum.say("verdict.hide") })).toContainText(why.spam!.text.th);
});

test("everything that is kept of a person comes as a file", async ({ page, server }) => {
  const token = somebody(server, { name: "Somebody With Data" });
  const thread = await opened(server);
  const { id, title } = await written(server, token, {}, thread);
  await server.ask("PUT", `/v1/submissions/${id}/vote`, { value: "agree" }, token);
  const forum = await place(page, server, { token, thread });
  await forum.link("room.account").click();
  const [download] = await Promise.all([page.waitForEvent("download"), forum.button("account.data.get").click()]);
  expect(download.suggestedFilename()).toBe("open-forum-data.json");
  const data = JSON.parse(await readFile(await download.path(), "utf8")) as Record<string, unknown>;
  const text = JSON.stringify(data);
  for (const kept of ["Somebody With Data", title, id, "agree"]) expect(text).toContain(kept);
  await expect(room(forum).getByText(message("account.data.done"))).toBeVisible();
});

for (const content of ["keep", "remove"] as const) {
  test(`an account is deleted, and what its person wrote is to ${content}`, async ({ page, server }) => {
    const name = `Leaving ${crypto.randomUUID().slice(0, 6)}`;
    const token = somebody(server, { name });
    const thread = await opened(server);
    const { id, title } = await written(server, token, {}, thread);
    const other = await written(server, somebody(server), {}, thread);
    await server.ask("PUT", `/v1/submissions/${other.id}/vote`, { value: "agree" }, token);
    const forum = await place(page, server, { token, thread });
    await forum.link("room.account").click();
    await forum.button("delete.title").click();
    const dialog = forum.element.getByRole("dialog");
    await expect(dialog).toContainText(message("delete.ask"));
    await dialog.getByRole("radio", { name: message(`delete.content.${content}`) }).check({ force: true });
    await forum.button("delete.confirm", dialog).click();
    await expect(dialog).toHaveCount(0);
    await expect(forum.text(message("sign_in.as", { name }))).toHaveCount(0);

    const me = await fetch(`${server.url}/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
    expect(me.status, "the old token").toBe(401);
    const list = await server.get<{ items: { title: string; author: { name: string } }[] }>(`/v1/threads/${thread}/submissions`);
    const kept = list.items.find((item) => item.title === title);
    if (content === "keep") expect(kept?.author.name).toBe("");
    else expect(kept).toBeUndefined();
    expect(JSON.stringify(list)).not.toContain(name);
    expect((await server.get<{ tally: { agree: number } }>(`/v1/submissions/${other.id}`)).tally.agree, "the votes are gone").toBe(0);
    expect((await fetch(`${server.url}/v1/submissions/${id}`)).status).toBe(content === "keep" ? 200 : 410);
  });
}
