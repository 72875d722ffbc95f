// The pages of a list: what somebody has asked for stays when the list is read again.
import { expect, opened, place, somebody, test, written, type Server } from "../support/forum.ts";

const MORE = /^Show (\d+ )?more$/;

/** A thread with 25 submissions; somebody has voted on the last, which stands first. */
async function long(server: Server, token: string): Promise<string> {
  const thread = await opened(server);
  const author = somebody(server);
  for (let n = 1; n < 25; n += 1) await written(server, author, { title: `Of the list, number ${n}` }, thread);
  const { id } = await written(server, author, { title: "Of the list, the last" }, thread);
  await server.ask("PUT", `/v1/submissions/${id}/vote`, { value: "pass" }, token);
  return thread;
}

for (const when of ["before", "while"] as const) {
  test(`another page that was asked for ${when} the list is read as somebody's own stays`, async ({ page, server }) => {
    const token = somebody(server);
    const thread = await long(server, token);
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    let own = 0;
    await page.route(/\/v1\/threads\/[^/]+\/submissions\?/, async (route) => {
      if (!route.request().headers().authorization) return route.continue();
      own += 1;
      if (when === "while") await released;
      await route.continue();
    });
    const forum = await place(page, server, { thread });
    await expect(forum.cards).toHaveCount(10);
    const more = forum.element.getByRole("button", { name: MORE });
    if (when === "before") {
      await more.click();
      await expect(forum.cards).toHaveCount(20);
    }
    await forum.element.evaluate((element, value) => element.setAttribute("token", value), token);
    await expect.poll(() => own).toBeGreaterThan(0);
    if (when === "while") await more.click();
    release();
    await expect(more).not.toHaveAttribute("aria-busy", "true");
    await expect(forum.cards).toHaveCount(20);
    await page.waitForLoadState("networkidle");
    await expect(forum.vote("pass", forum.card("Of the list, the last"))).toHaveAttribute("aria-pressed", "true");
    expect(own, "both pages are read as theirs").toBe(2);
    await expect(forum.cards).toHaveCount(20);
    await more.click();
    await expect(forum.cards).toHaveCount(25);
  });
}
