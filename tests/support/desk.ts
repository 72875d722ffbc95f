// The moderators' desk on its own page, by what a person sees and hears of it.
import { expect, somebody, type Language, type Locator, type Page, type Server } from "./forum.ts";
import { messagesOf } from "./messages.ts";
import type { Person } from "./server.ts";

const words = messagesOf((language) => [`desk/locales/${language}.json`]);

/** A button of the panel, by the key of its message. */
export type Button = `action.${string}` | `judge.${string}`;

export class Desk {
  constructor(
    readonly page: Page,
    readonly server: Server,
    readonly language: Language = "en",
  ) {}

  get element(): Locator {
    return this.page.locator("#desk");
  }

  say(key: string, holes: Record<string, string | number> = {}): string {
    return words.say(key, holes, this.language);
  }

  heading(key: string): Locator {
    return this.element.getByRole("heading", { name: this.say(key), exact: true });
  }

  button(key: string, within: Locator = this.element): Locator {
    return within.getByRole("button", { name: this.say(key), exact: true });
  }

  /** An entry of the menu, or a part of the queue: its name begins with the word. */
  link(key: string): Locator {
    return this.element.getByRole("navigation").getByRole("link", { name: new RegExp(`^${this.say(key)}`) });
  }

  get rows(): Locator {
    return this.element.locator(".dk-row");
  }

  row(title: string): Locator {
    return this.rows.filter({ hasText: title });
  }

  /** The open thing. */
  get item(): Locator {
    return this.element.getByRole("article");
  }

  /** The place of decisions. */
  get panel(): Locator {
    return this.element.locator(".dk-panel");
  }

  get undo(): Locator {
    return this.element.locator("#undo");
  }

  /** Keys of messages that stand there instead of what they say: each part of the desk loads only its own messages. */
  unsaid(): Promise<string[]> {
    const keys = words.keys.filter((key) => key.includes("."));
    return this.element.evaluate((element, keys) => {
      const all = [...element.shadowRoot!.querySelectorAll("*")];
      const texts = all.flatMap((one) => [...one.attributes, ...one.childNodes].map((part) => (part instanceof Attr ? part.value : part instanceof Text ? part.data : "")));
      return keys.filter((key) => texts.includes(key));
    }, keys);
  }

  /** What has the focus, inside the desk's root. */
  focused(): Promise<string> {
    return this.element.evaluate((element) => element.shadowRoot?.activeElement?.id ?? "");
  }

  /** Opens a part of the queue, and the row of that title. */
  async open(kind: "new" | "flagged" | "edited" | "appeal" | "organisation", title: string): Promise<void> {
    await this.link("menu.queue").click();
    await this.link(`kind.${kind}`).click();
    await this.row(title).getByRole("button").click();
    await expect(this.item.getByRole("heading", { level: 2 })).toContainText(title);
  }

  /** Presses a button of the panel, and answers what its form asks. */
  async decide(button: Button, said: { reason?: string; message?: string; answer?: string } = {}): Promise<void> {
    await this.button(button, this.panel).click();
    const form = this.panel.getByRole("form");
    if (said.reason) await form.getByRole("radio", { name: said.reason }).check();
    if (said.message) await form.getByRole("textbox", { name: new RegExp(`^${this.say("form.message")}`) }).fill(said.message);
    if (said.answer) await form.getByRole("textbox", { name: new RegExp(`^${this.say("form.answer")}`) }).fill(said.answer);
    if (said.reason || said.message || said.answer) await this.button(button, form).click();
    await expect(this.undo).toBeVisible();
  }

  /** Lets the eight seconds pass in which a decision can be taken back, and waits until the server has it. */
  async later(): Promise<void> {
    const answered = this.page.waitForResponse((answer) => /\/v1\/moderation\/(decisions|appeals)/.test(answer.url()) && answer.request().method() === "POST");
    await this.page.clock.fastForward(8_000);
    expect((await answered).ok()).toBe(true);
    await expect(this.undo).toHaveCount(0);
  }
}

/** Opens the desk for a moderator whom the tests invent: the demonstration offers them as one of its own. */
export async function desk(
  page: Page,
  server: Server,
  person: Partial<Person> | string = {},
  more: { lang?: Language; theme?: "light" | "dark"; at?: string } = {},
): Promise<Desk> {
  const token = typeof person === "string" ? person : moderator(server, person);
  await page.route("**/v1/demo/identities", (route) => route.fulfill({ json: [{ key: "me", name: "Somebody", description: {}, token }] }));
  // Eight seconds pass when a test says so, and otherwise as they do.
  await page.clock.install();
  const address = new URL("/desk.html", server.url);
  address.searchParams.set("as", "me");
  address.searchParams.set("lang", more.lang ?? "en");
  if (more.theme) address.searchParams.set("theme", more.theme);
  address.hash = more.at ?? "";
  await page.goto(address.href);
  const opened = new Desk(page, server, more.lang);
  await expect(opened.element.getByRole("navigation", { name: opened.say("menu"), exact: true })).toBeVisible();
  return opened;
}

/** A text that is like no other: what is nearly the same stands in one row of the queue. */
export const distinct = (text: string): string => `${text} ${Array.from({ length: 40 }, () => crypto.randomUUID().slice(0, 5)).join(" ")}`;

/** A token of a new moderator. */
export const moderator = (server: Server, more: Partial<Person> = {}): string =>
  somebody(server, { name: "Secretariat", sector: undefined, ...more, roles: ["participant", "moderator"] });

/** The forum's reasons for decisions, by id. */
export async function reasons(server: Server): Promise<Record<string, { name: Record<Language, string>; text: Record<Language, string> }>> {
  const forum = await server.get<{ reasons: { id: string; name: Record<Language, string>; text: Record<Language, string> }[] }>("/v1/forum");
  return Object.fromEntries(forum.reasons.map(({ id, name, text }) => [id, { name, text }]));
}
