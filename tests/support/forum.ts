// The test function of all specs: a server for each worker, and the widget on a page.
import { test as base, expect, type Locator, type Page } from "@playwright/test";

import { message, pattern, type Language } from "./messages.ts";
import { Server, type Person } from "./server.ts";

export { expect, message, pattern, Server };
export type { Language, Locator, Page };

/** What stands on the host page. */
export interface Host {
  api?: string | null;
  thread?: string | null;
  lang?: Language;
  theme?: "light" | "dark" | "auto";
  token?: string;
  /** More attributes, as text. */
  more?: string;
  /** What stands inside the element before it has loaded. */
  inside?: string;
  head?: string;
  headers?: Record<string, string>;
  /** Where the script comes from, when not from the page's own origin. */
  from?: string;
}

/** The main thread of the demonstration, open for everything, in opinion mode. */
export const THREAD = "post-pandemic-recovery";

/** The two lines of HTML, as a page. */
export function html(host: Host): string {
  const attribute = (name: string, value: string | null | undefined) =>
    value === undefined || value === null ? "" : ` ${name}="${value}"`;
  return `<!doctype html>
<html lang="${host.lang ?? "en"}"><head><meta charset="utf-8"><title>A host page</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
${host.head ?? ""}
<script type="module" src="${host.from ?? ""}/open-forum.js"></script></head>
<body><main><h1>A host page</h1>
<open-forum${attribute("api", host.api === undefined ? "/" : host.api)}${attribute("thread", host.thread === undefined ? THREAD : host.thread)}${attribute(
    "lang",
    host.lang ?? "en",
  )}${attribute("theme", host.theme)}${attribute("token", host.token)} loading="eager" ${host.more ?? ""}>${host.inside ?? ""}</open-forum>
</main></body></html>`;
}

/** The widget on a page, by what a person sees and hears of it. */
export class Forum {
  constructor(
    readonly page: Page,
    readonly server: Server,
    readonly language: Language = "en",
  ) {}

  get element(): Locator {
    return this.page.locator("open-forum");
  }

  /** Cards of the list, or the one of the submission's page. */
  get cards(): Locator {
    return this.element.getByRole("article");
  }

  card(title: string): Locator {
    return this.cards.filter({ hasText: title });
  }

  /** A vote button; its name begins with the choice. */
  vote(choice: "agree" | "disagree" | "pass" | "support", within: Locator = this.element): Locator {
    return within.getByRole("button", { name: new RegExp(`^(${this.say(`vote.${choice}`)}|${this.say("vote.supported")})`) });
  }

  button(key: string, within: Locator = this.element): Locator {
    return within.getByRole("button", { name: this.say(key), exact: true });
  }

  link(key: string, within: Locator = this.element): Locator {
    return within.getByRole("link", { name: this.say(key), exact: true });
  }

  /** A button or a link of that name: what it is, is the widget's choice. */
  way(key: string, within: Locator = this.element): Locator {
    return this.button(key, within).or(this.link(key, within)).first();
  }

  /** What stands on the screen, apart from what is only read out. */
  text(text: string | RegExp): Locator {
    return this.element.locator(".of").getByText(text);
  }

  say(key: string, holes: Record<string, string | number> = {}): string {
    return message(key, holes, this.language);
  }

  /** Every request to change a vote, from now on. */
  votesSent(): string[] {
    const sent: string[] = [];
    this.page.on("request", (request) => {
      if (/\/vote$/.test(new URL(request.url()).pathname) && request.method() !== "OPTIONS")
        sent.push(`${request.method()} ${request.postData() ?? ""}`.trim());
    });
    return sent;
  }
}

interface Fixtures {
  /** Puts a host page with the widget on and waits until something of it is there. */
  open: (host?: Host) => Promise<Forum>;
}

interface WorkerFixtures {
  server: Server;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
  open: async ({ page, server }, use) => {
    await use(async (host = {}) => {
      const forum = await place(page, server, host);
      await expect(forum.element.locator(".of").first()).toBeVisible();
      return forum;
    });
  },
});

/** Puts a host page on without waiting for the widget. */
export async function place(page: Page, server: Server, host: Host = {}): Promise<Forum> {
  const address = `${server.url}/a-host-page`;
  await page.route(address, (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", headers: host.headers ?? {}, body: html(host) }),
  );
  await page.goto(address);
  return new Forum(page, server, host.lang ?? "en");
}

let people = 0;

/** A token of a new person, so that no test meets another one's votes. */
export function somebody(server: Server, more: Partial<Person> = {}): string {
  people += 1;
  const sub = `${process.pid}-${people}-${Date.now()}`;
  return server.token({ sub, name: `Person ${people}`, sector: "cso", country: "TH", ...more });
}

/** Writes a submission by the API and returns it. */
export async function written(
  server: Server,
  token: string,
  more: Record<string, unknown> = {},
  thread = THREAD,
): Promise<{ id: string; title: string; reference: string }> {
  return server.ask("POST", `/v1/threads/${thread}/submissions`, { kind: "idea", title: `An idea ${crypto.randomUUID().slice(0, 8)}`, body: "Because.", language: "en", ...more }, token);
}

/** Opens a thread of its own by an official, so that a test meets nobody else's words. */
export async function opened(server: Server, more: Record<string, unknown> = {}): Promise<string> {
  const slug = `t-${crypto.randomUUID().slice(0, 8)}`;
  const day = 86_400_000;
  await server.ask(
    "POST",
    "/v1/threads",
    {
      slug,
      kind: "proposals",
      title: `A thread of the tests ${slug}`,
      summary: "For the tests.",
      body: "A thread that a test has opened.",
      language: "en",
      promise: "consult",
      voting: { mode: "opinion", results: "always" },
      opens_at: new Date(Date.now() - day).toISOString(),
      closes_at: new Date(Date.now() + 30 * day).toISOString(),
      ...more,
    },
    // What is written under a name like an official's waits for a moderator: this one is like nobody's.
    somebody(server, { name: "Secretariat", roles: ["participant", "official"] }),
  );
  return slug;
}
