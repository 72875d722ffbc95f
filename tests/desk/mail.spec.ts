// Mail for who asked for it, in their language, with a link that ends it.
import { expect, message, somebody, written } from "../support/forum.ts";
import { byMail, signInWindow } from "../support/sign-in.ts";
import { test } from "../support/sign-in-test.ts";

test("who asks for mail gets it, in the language they chose, and one press ends it", async ({ page, place }) => {
  const email = `reader-${process.pid}@example.org`;
  const { server } = place;
  const one = await written(server, somebody(server), { title: "A stop at the hospital" }, place.host.thread!);
  const forum = await place.open(page);
  await byMail(place, await signInWindow(forum), email, { name: "A Reader", keep: true });
  await forum.element.getByRole("link", { name: one.title }).click();
  await forum.element.getByRole("button", { name: forum.say("follow.add"), exact: true }).click();
  await expect(forum.element.getByRole("button", { name: forum.say("follow.on"), exact: true })).toHaveAttribute("aria-pressed", "true");
  await forum.element.getByRole("link", { name: new RegExp(`^${forum.say("room.inbox")}`) }).click();
  await forum.link("mail.title").click();
  const room = forum.element.locator(".room");
  await expect(room.getByRole("radio", { name: forum.say("mail.digest.off") }), "nobody gets any who did not ask").toBeChecked();
  await room.getByRole("radio", { name: forum.say("mail.digest.immediate") }).check({ force: true });
  await room.getByRole("combobox", { name: forum.say("mail.language") }).selectOption("th");
  await forum.button("form.save").click();
  await expect(room.getByText(forum.say("form.saved"))).toBeVisible();

  // An official answers what they follow.
  const official = somebody(server, { name: "Secretariat", roles: ["participant", "official"] });
  await server.ask("PUT", `/v1/submissions/${one.id}/response`, { status: "accepted", body: "It will stop there." }, official);
  const news = () => place.mails.to(email).slice(1);
  await expect.poll(() => news().length, { timeout: 30_000 }).toBe(1);
  const [mail] = news();
  expect(mail!.subject).toContain(`มีคำตอบ (${message("status.accepted", {}, "th")})`);
  expect(mail!.text).toContain(one.title);
  expect(mail!.text, "it says nothing of who they are").not.toContain("A Reader");
  expect(mail!.headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
  const link = /<(http[^>]+)>/.exec(mail!.headers["list-unsubscribe"]!)![1]!;

  // The link asks first, because programs follow links too.
  await page.goto(link);
  await expect(page.locator("html")).toHaveAttribute("lang", "th");
  await page.getByRole("button").click();
  await expect(page.getByRole("button")).toHaveCount(0);
  await place.open(page);
  await forum.element.getByRole("link", { name: new RegExp(`^${forum.say("room.inbox")}`) }).click();
  await forum.link("mail.title").click();
  await expect(room.getByRole("radio", { name: forum.say("mail.digest.off") })).toBeChecked();
});
