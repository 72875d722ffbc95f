// A moderator's own way in: a code by mail, a role that the operator gives, and tabs that share a session.
import { Desk } from "../support/desk.ts";
import { expect, opened, somebody, written, type Page } from "../support/forum.ts";
import { byMail, type SignInPlace } from "../support/sign-in.ts";
import { test } from "../support/sign-in-test.ts";

async function desk(page: Page, place: SignInPlace): Promise<Desk> {
  await page.clock.install();
  await page.goto(`${place.server.url}/desk.html?lang=en`);
  return new Desk(page, place.server);
}

const menu = (here: Desk) => here.element.getByRole("navigation", { name: here.say("menu"), exact: true });

test("a role opens the desk, and two tabs of one session go on side by side until one signs out", async ({ page, place }) => {
  test.setTimeout(90_000);
  const email = `moderator-${process.pid}@example.org`;
  const here = await desk(page, place);
  await expect(here.heading("sign.in.title")).toBeVisible();
  const [popup] = await Promise.all([page.waitForEvent("popup"), here.button("sign.in.button").click()]);
  await byMail(place, popup, email, { name: "A Moderator", keep: true });
  await expect(here.heading("refused.title")).toBeVisible();

  place.server.giveRole(email, "moderator");
  await page.reload();
  await expect(menu(here)).toBeVisible();

  const other = await desk(await page.context().newPage(), place);
  await expect(menu(other)).toBeVisible();
  const thread = await opened(place.server, { premoderated: true });
  await written(place.server, somebody(place.server), { title: "Something for two tabs" }, thread);
  // Each renews the session as the other one left it, again and again.
  for (const tab of [here, other, here, other]) {
    await tab.page.clock.fastForward("09:30");
    await tab.link("kind.flagged").click();
    await tab.link("kind.new").click();
    await expect(tab.row("Something for two tabs")).toBeVisible();
  }
  await here.button("sign.out").click();
  await expect(here.heading("sign.in.title")).toBeVisible();
  // What the other one asks for next says so, be it only who else looks at the queue; then it asks no more.
  await other.page.clock.fastForward("00:30");
  await expect(other.element.getByText(other.say("sign.in.ended"))).toBeVisible();
  const asked: string[] = [];
  other.page.on("request", (request) => asked.push(request.url()));
  await other.page.clock.fastForward("10:00");
  await other.page.waitForTimeout(500);
  expect(asked).toEqual([]);
  await page.reload();
  await expect(here.heading("sign.in.title")).toBeVisible();
});
