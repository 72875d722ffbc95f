// The server's own sign-in from a page of another site, where the browser keeps no cookie of third parties: with
// a real provider of OpenID Connect and with a code by a real mail. What a session can do, and how it ends.
import { createServer } from "node:http";

import { expect, message, written, type Forum, type Page } from "../support/forum.ts";
import { launchWhole } from "../support/chromium.ts";
import { byMail, byProvider, PROVIDER, signInWindow, type SignInPlace } from "../support/sign-in.ts";
import { test } from "../support/sign-in-test.ts";

test.use({ launchOptions: launchWhole("--test-third-party-cookie-phaseout") });

let people = 0;
const address = () => `somebody-${process.pid}-${(people += 1)}@example.org`;

const signedInAs = (forum: Forum, name: string) => forum.element.locator("footer").getByText(message("sign_in.as", { name }, forum.language));

/** Every bearer token that the page sends from now on. */
function tokensOf(page: Page): string[] {
  const tokens: string[] = [];
  page.on("request", (request) => {
    const token = request.headers().authorization?.replace("Bearer ", "");
    if (token) tokens.push(token);
  });
  return tokens;
}

const status = async (place: SignInPlace, token: string) =>
  (await fetch(`${place.server.url}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;

const post = (place: SignInPlace, path: string, body: object) =>
  fetch(`${place.server.url}/v1/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

test("cookies of third parties are blocked here, and a person of a provider signs in and votes", async ({ page, place }) => {
  // Another site that hands out a cookie for use anywhere, and tells what it gets back.
  const tracker = createServer((request, answer) => {
    answer.setHeader("Access-Control-Allow-Origin", place.origin).setHeader("Access-Control-Allow-Credentials", "true");
    answer.setHeader("Set-Cookie", "third=party; SameSite=None; Secure; Path=/").end(request.headers.cookie ?? "none");
  });
  await new Promise<void>((done) => tracker.listen(0, "127.0.0.1", done));
  const at = `http://127.0.0.1:${(tracker.address() as { port: number }).port}/`;
  try {
    await page.goto(at);
    await page.reload();
    expect(await page.textContent("body"), "visited itself, the site gets its cookie").toBe("third=party");
    const forum = await place.open(page);
    const got = await page.evaluate((url) => fetch(url, { credentials: "include" }).then((answer) => answer.text()), at);
    expect(got, "asked by a page of another site, it gets none").toBe("none");

    const one = await written(place.server, place.server.token({ sub: crypto.randomUUID(), sector: "cso" }), {}, place.host.thread!);
    // Cookies know no ports, so what the forum sets is read from its answers.
    const cookies: Promise<string | undefined>[] = [];
    page.context().on("response", (answer) => {
      if (answer.url().startsWith(place.server.url)) cookies.push(answer.allHeaders().then((headers) => headers["set-cookie"]));
    });
    await page.reload();
    const popup = await signInWindow(forum);
    expect(new URL(popup.url()).origin).toBe(place.server.url);
    await expect(popup.getByText(place.origin)).toBeVisible();
    await byProvider(popup, "suda");
    await expect(signedInAs(forum, "Name of suda")).toBeVisible();
    const tokens = tokensOf(page);
    const vote = forum.vote("agree", forum.card(one.title));
    await vote.click();
    await expect(vote).toHaveAttribute("aria-pressed", "true");
    await expect.poll(async () => (await place.server.get<{ my_vote: string | null }>(`/v1/submissions/${one.id}`, tokens.at(-1))).my_vote).toBe("agree");
    expect(cookies.length).toBeGreaterThan(10);
    expect((await Promise.all(cookies)).filter(Boolean), "the forum sets no cookie").toEqual([]);
  } finally {
    tracker.closeAllConnections();
    tracker.close();
  }
});

test("kept on this device, a session outlives a reload, and is given away nowhere else", async ({ page, place }) => {
  const forum = await place.open(page);
  await byProvider(await signInWindow(forum), "keeper", true);
  await expect(signedInAs(forum, "Name of keeper")).toBeVisible();
  await page.reload();
  await expect(signedInAs(forum, "Name of keeper")).toBeVisible();
  const other = await page.context().newPage();
  await place.open(other);
  await expect(other.locator("open-forum footer").getByText(message("sign_in.as", { name: "Name of keeper" }))).toBeVisible();
});

test("without that, a reload ends it on this page", async ({ page, place }) => {
  const forum = await place.open(page);
  await byProvider(await signInWindow(forum), "guest");
  await expect(signedInAs(forum, "Name of guest")).toBeVisible();
  await page.reload();
  await expect(forum.button("sign_in.button").first()).toBeVisible();
  await expect(signedInAs(forum, "Name of guest")).toHaveCount(0);
});

test("a token that is about to end is renewed without a word", async ({ page, place }) => {
  const one = await written(place.server, place.server.token({ sub: crypto.randomUUID(), sector: "cso" }), {}, place.host.thread!);
  const forum = await place.open(page);
  const own = page.waitForResponse((answer) => /\/submissions\?/.test(answer.url()) && "authorization" in answer.request().headers());
  await byProvider(await signInWindow(forum), "patient");
  await expect(signedInAs(forum, "Name of patient")).toBeVisible();
  // The list is read again for who has signed in, and what is pressed may move while it comes.
  await own;
  const tokens = tokensOf(page);
  const agree = forum.vote("agree", forum.card(one.title));
  await agree.click();
  await expect(agree).toHaveAttribute("aria-pressed", "true");
  await expect(agree).not.toHaveAttribute("aria-busy", "true");
  await expect.poll(() => tokens.length).toBeGreaterThan(0);
  const renewals: string[] = [];
  page.on("request", (request) => request.url().endsWith("/v1/sessions/renew") && renewals.push(request.url()));
  const popups: Page[] = [];
  page.on("popup", (popup) => popups.push(popup));
  // Nearly ten minutes later, by this device's clock.
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 590_000;
  });
  await forum.vote("disagree", forum.card(one.title)).click();
  // Within one second the new token is the same text as the first one.
  await expect.poll(() => renewals.length).toBe(1);
  await expect.poll(async () => (await place.server.get<{ my_vote: string }>(`/v1/submissions/${one.id}`, tokens.at(-1))).my_vote).toBe("disagree");
  expect(renewals).toHaveLength(1);
  expect(popups).toEqual([]);
});

test("signing out ends the session on the server too", async ({ page, place }) => {
  const tokens = tokensOf(page);
  const forum = await place.open(page);
  await byProvider(await signInWindow(forum), "leaver", true);
  await expect(signedInAs(forum, "Name of leaver")).toBeVisible();
  const refresh = await page.evaluate(() => Object.values(localStorage).find((text) => /^[0-9a-f]{64}$/.test(text)));
  expect(await status(place, tokens.at(-1)!)).toBe(200);
  await forum.button("sign_in.out").click();
  await expect(forum.button("sign_in.button").first()).toBeVisible();
  await expect.poll(() => status(place, tokens.at(-1)!)).toBe(401);
  expect((await post(place, "sessions/renew", { refresh_token: refresh })).status).toBe(401);
  await page.reload();
  await expect(forum.button("sign_in.button").first()).toBeVisible();
});

test("a session is ended from another device", async ({ page, browser, place }) => {
  const email = address();
  const tokens = tokensOf(page);
  const forum = await place.open(page);
  await byMail(place, await signInWindow(forum), email, { name: "Two devices" });
  await expect(signedInAs(forum, "Two devices")).toBeVisible();
  const telephone = await browser.newPage();
  const there = await place.open(telephone);
  await byMail(place, await signInWindow(there), email, { mails: 2 });
  await expect(signedInAs(there, "Two devices")).toBeVisible();
  await there.link("room.account").click();
  const sessions = there.element.locator("section", { hasText: message("account.sessions") }).locator(".card");
  await expect(sessions).toHaveCount(2);
  await there.button("account.end", sessions.filter({ hasNotText: message("account.current") })).click();
  await expect(sessions).toHaveCount(1);
  expect(await status(place, tokens.at(-1)!)).toBe(401);
  await telephone.close();
  // What is done there now asks to sign in; nothing is lost.
  await page.reload();
  await expect(forum.button("sign_in.button").first()).toBeVisible();
});

test("a code by mail: a wrong one says so, a pasted one is taken, once", async ({ page, place }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const email = address();
  const forum = await place.open(page);
  const popup = await signInWindow(forum);
  await popup.getByRole("textbox").fill(email);
  const sent = popup.waitForResponse(/\/v1\/sign-in\/email$/);
  await popup.getByRole("button", { name: "Send me a code" }).click();
  const { request_id } = (await (await sent).json()) as { request_id: string };
  const field = popup.getByRole("textbox", { name: "Code from the mail" });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await expect(popup.getByText(email)).toBeVisible();

  const code = await place.code(email);
  const wrong = code === "0000 0000" ? "1111 1111" : "0000 0000";
  await field.fill(wrong);
  await popup.getByRole("button", { name: "Sign in" }).click();
  await expect(popup.getByText(/^This code is wrong/)).toBeVisible();
  await expect(field).toHaveValue(wrong);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toBeFocused();

  await popup.evaluate((text) => navigator.clipboard.writeText(text), `\n ${code} `);
  await field.press("ControlOrMeta+A");
  await field.press("ControlOrMeta+V");
  await popup.getByRole("button", { name: "Sign in" }).click();
  const name = popup.getByRole("textbox", { name: "Your name" });
  await name.fill("Post Person");
  await Promise.all([popup.waitForEvent("close"), name.press("Enter")]);
  await expect(signedInAs(forum, "Post Person")).toBeVisible();

  const again = await post(place, "sign-in/email/check", { request_id, code });
  expect(again.status).toBe(422);
  expect(await again.json()).toMatchObject({ type: expect.stringMatching(/wrong-code$/) });
});

test("after five wrong tries the right code comes too late", async ({ page, place }) => {
  const email = address();
  const forum = await place.open(page);
  const popup = await signInWindow(forum);
  await popup.getByRole("textbox").fill(email);
  await popup.getByRole("button", { name: "Send me a code" }).click();
  const field = popup.getByRole("textbox", { name: "Code from the mail" });
  const code = await place.code(email);
  const digits = Number(code.replace(" ", ""));
  for (let tried = 1; tried <= 6; tried += 1) {
    const text = tried === 6 ? code : String((digits + tried) % 100_000_000).padStart(8, "0");
    await field.fill(text);
    const checked = popup.waitForResponse(/\/v1\/sign-in\/email\/check$/);
    await popup.getByRole("button", { name: "Sign in" }).click();
    expect((await checked).status(), `try ${tried}`).toBe(422);
    await expect(popup.getByText(/^This code is wrong/)).toBeVisible();
    await expect(field).toHaveValue(text);
  }
  // Another code opens the way.
  await popup.getByRole("button", { name: "Send another code" }).click();
  const fresh = await place.code(email, 2);
  await expect(popup.getByText(/^This code is wrong/)).toHaveCount(0);
  await field.fill(fresh);
  await popup.getByRole("button", { name: "Sign in" }).click();
  await expect(popup.getByRole("textbox", { name: "Your name" })).toBeVisible();
});

test("an address that nobody has signed in with is answered like one that somebody has", async ({ page, place }) => {
  const known = address();
  const forum = await place.open(page);
  await byMail(place, await signInWindow(forum), known, { name: "Known" });
  await expect(signedInAs(forum, "Known")).toBeVisible();
  const shape = async (email: string) => {
    const answer = await post(place, "sign-in/email", { email, language: "en" });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, keys: Object.keys(body), expires_in: body.expires_in };
  };
  expect(await shape(address())).toEqual(await shape(known));
  // In the window, too, both read the same.
  const shown = async (email: string) => {
    await page.reload();
    const popup = await signInWindow(forum);
    await popup.getByRole("textbox").fill(email);
    await popup.getByRole("textbox").press("Enter");
    await expect(popup.locator("[autocomplete=one-time-code]")).toBeFocused();
    const text = (await popup.getByRole("main").innerText()).replace(email, "…");
    await popup.close();
    return text;
  };
  expect(await shown(address())).toBe(await shown(known));
});

test("a window that is closed, and one that the browser keeps closed, are told of, and nothing is lost", async ({ page, place }) => {
  const forum = await place.open(page);
  const popup = await signInWindow(forum);
  await expect(forum.text(message("sign_in.open"))).toBeVisible();
  await popup.close();
  await expect(forum.text(message("sign_in.closed"))).toBeVisible();
  await page.evaluate(() => void (window.open = () => null));
  await forum.button("sign_in.button", forum.element.getByRole("dialog")).click();
  await expect(forum.text(message("sign_in.blocked"))).toBeVisible();
});

test("a page that the server does not know signs nobody in", async ({ page, place }) => {
  await page.goto(`${place.server.url}/sign-in?origin=${encodeURIComponent("http://localhost:9")}&state=s&lang=en`);
  await expect(page.getByRole("main").getByText("may not sign people in to this forum")).toBeVisible();
  await expect(page.getByRole("button", { name: PROVIDER })).toHaveCount(0);
  await expect(page.getByRole("textbox")).toHaveCount(0);
});

test("the window speaks Thai to a page in Thai", async ({ page, place }) => {
  const forum = await place.open(page, "th");
  const popup = await signInWindow(forum);
  await expect(popup.locator("html")).toHaveAttribute("lang", "th");
  await expect(popup.getByRole("heading", { name: "เข้าสู่ระบบ" })).toBeVisible();
  await byProvider(popup, "malee");
  await expect(signedInAs(forum, "Name of malee")).toBeVisible();
});
