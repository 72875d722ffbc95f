// A server that signs people in itself: with a provider and a mail server beside it, and a page of another site that embeds the forum.
import { elsewhere } from "./elsewhere.ts";
import { expect, Forum, html, opened, type Host, type Page } from "./forum.ts";
import { MailServer, Provider } from "./programs.ts";
import { Server } from "./server.ts";

/** What the provider is called in the window. */
export const PROVIDER = "Example Login";

export class SignInPlace {
  private constructor(
    readonly server: Server,
    readonly provider: Provider,
    readonly mails: MailServer,
    private readonly website: Awaited<ReturnType<typeof elsewhere>>,
    /** What the page shows of the forum. */
    public host: Host,
  ) {}

  static async start(): Promise<SignInPlace> {
    const made: { host: Host; provider?: Provider } = { host: {} };
    const website = await elsewhere(() => html(place.host), "localhost");
    const mails = await MailServer.start();
    const server = await Server.start([], async (url) => {
      made.provider = await Provider.start(`${url}/sign-in/example/callback`);
      const { issuer, client_id, client_secret } = made.provider.client;
      process.env.PROVIDER_SECRET = client_secret;
      return `
        public_url = "${url}"
        cors_origins = ["${website.origin}"]
        [mail]
        from = "Forum <forum@example.org>"
        host = "127.0.0.1"
        port = ${mails.port}
        tls = "none"
        [[forums]]
        slug = "default"
        page = "${website.url}"
        email_codes = true
        [[forums.providers]]
        id = "example"
        name = { en = "${PROVIDER}", th = "${PROVIDER}" }
        issuer = "${issuer}"
        client_id = "${client_id}"
        client_secret_env = "PROVIDER_SECRET"
      `;
    });
    const thread = await opened(server);
    const place = new SignInPlace(server, made.provider!, mails, website, { api: server.url, from: server.url, thread });
    return place;
  }

  async end(): Promise<void> {
    await this.server.remove();
    await Promise.all([this.provider.end(), this.mails.end(), this.website.close()]);
  }

  get origin(): string {
    return this.website.origin;
  }

  /** The widget on the page of the other site. */
  async open(page: Page, lang: "en" | "th" = "en"): Promise<Forum> {
    this.host.lang = lang;
    await page.goto(this.website.url);
    const forum = new Forum(page, this.server, lang);
    await expect(forum.element.locator(".of").first()).toBeVisible();
    return forum;
  }

  /** The code of the newest of so many mails to an address. */
  async code(email: string, mails = 1): Promise<string> {
    await expect.poll(() => this.mails.to(email).length, { message: `mails to ${email}` }).toBe(mails);
    const code = /\b\d{4} \d{4}\b/.exec(this.mails.to(email).at(-1)!.text)?.[0];
    if (!code) throw new Error(`no code in ${this.mails.to(email).at(-1)!.text}`);
    return code;
  }
}

/** Presses "Sign in" in the widget and answers the window that opens. */
export async function signInWindow(forum: Forum): Promise<Page> {
  const [popup] = await Promise.all([forum.page.waitForEvent("popup"), forum.button("sign_in.button").first().click()]);
  await expect(popup.getByRole("heading", { level: 1 })).toBeVisible();
  return popup;
}

/** Through the provider's own forms, and back. */
export async function byProvider(popup: Page, login: string, keep = false): Promise<void> {
  if (keep) await popup.getByRole("checkbox").check();
  await popup.getByRole("button", { name: PROVIDER }).click();
  await popup.getByPlaceholder("Enter any login").fill(login);
  await popup.getByPlaceholder("and password").fill("any");
  await popup.getByRole("button", { name: "Sign-in" }).click();
  await Promise.all([popup.waitForEvent("close"), popup.getByRole("button", { name: "Continue" }).click()]);
}

/** By a code that is mailed; `name` for an account that is new. */
export async function byMail(place: SignInPlace, popup: Page, email: string, more: { name?: string; keep?: boolean; mails?: number } = {}): Promise<void> {
  if (more.keep) await popup.getByRole("checkbox").check();
  await popup.getByRole("textbox").fill(email);
  await popup.getByRole("textbox").press("Enter");
  await expect(popup.locator("[autocomplete=one-time-code]")).toBeFocused();
  const closed = popup.waitForEvent("close");
  await popup.keyboard.type(await place.code(email, more.mails));
  await popup.keyboard.press("Enter");
  if (more.name) {
    await expect(popup.locator("[autocomplete=name]")).toBeFocused();
    await popup.keyboard.type(more.name);
    await popup.keyboard.press("Enter");
  }
  await closed;
}
