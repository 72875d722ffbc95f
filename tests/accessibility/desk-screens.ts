// Every screen and state of the desk, each by the way a moderator takes to it.
import { desk, Desk, distinct, moderator } from "../support/desk.ts";
import { expect, opened, somebody, written, type Language, type Page, type Server } from "../support/forum.ts";

export interface DeskScreen {
  name: string;
  /** From the queue, for a moderator. */
  go?: (desk: Desk, server: Server, page: Page) => Promise<void>;
  /** Another way to begin. */
  begin?: (page: Page, server: Server, more: { lang: Language; theme: "light" | "dark" }) => Promise<Desk>;
}

const LONG = "We ask for a bus that people in wheelchairs can use, because the hospital of the district is twenty kilometres away and no taxi takes them. Call me: 081 234 5678.";

/** Something that waits in a thread of its own. */
async function waiting(server: Server, more: Record<string, unknown> = {}) {
  const thread = await opened(server, { premoderated: true });
  const token = somebody(server);
  return { token, thread, ...(await written(server, token, { body: distinct(LONG), links: [{ url: "https://example.org/report", label: "A report" }], ...more }, thread)) };
}

const decide = (server: Server, id: string, action: string, more: object = {}) =>
  server.ask<{ id: string }>("POST", "/v1/moderation/decisions", { target: { kind: "submission", id }, action, ...more }, moderator(server, { name: "Colleague" }));

async function published(server: Server) {
  const thread = await opened(server);
  const token = somebody(server);
  return { token, thread, ...(await written(server, token, { body: distinct(LONG) }, thread)) };
}

async function flagged(server: Server) {
  const one = await published(server);
  for (const sector of ["cso", "business", "academia", "resident"])
    await server.ask("POST", `/v1/submissions/${one.id}/flags`, { reason: "other", note: `It hurts, says one of the sector ${sector}.` }, somebody(server, { sector }));
  return one;
}

/** One that a moderator has hidden, and to which its author objects. */
async function appealed(server: Server) {
  const one = await published(server);
  const { id } = await decide(server, one.id, "hide", { reason: "spam", message: "It is the third time." });
  await server.ask("POST", `/v1/decisions/${id}/appeal`, { text: "It is the first time that I write here, and I sell nothing." }, one.token);
  return one;
}

export const DESK_SCREENS: DeskScreen[] = [
  {
    name: "signed out",
    begin: async (page, server, { lang, theme }) => {
      await page.goto(`${server.url}/desk.html?lang=${lang}&theme=${theme}`);
      const here = new Desk(page, server, lang);
      await expect(here.heading("sign.in.demo")).toBeVisible();
      return here;
    },
  },
  {
    name: "an account without a desk",
    begin: async (page, server, { lang, theme }) => {
      await page.goto(`${server.url}/desk.html?lang=${lang}&theme=${theme}&as=resident`);
      const here = new Desk(page, server, lang);
      await expect(here.heading("refused.title")).toBeVisible();
      return here;
    },
  },
  {
    name: "new",
    go: async (here, server) => {
      const { title } = await waiting(server);
      await here.page.reload();
      await here.open("new", title);
      await expect(here.item.getByText(here.say("claim.me"))).toBeVisible();
    },
  },
  {
    name: "a form with what is missing, for two that are nearly the same",
    go: async (here, server) => {
      const body = distinct(LONG);
      const { title, thread } = await waiting(server, { body });
      await written(server, somebody(server), { title, body }, thread);
      await here.page.reload();
      await here.open("new", title);
      await here.button("action.reject", here.panel).click();
      await here.button("action.reject", here.panel.getByRole("form")).click();
      await expect(here.panel.getByText(here.say("form.reason_required"))).toBeVisible();
      await expect(here.panel.getByText(here.say("cluster.all.other", { n: 2 }))).toBeVisible();
      await here.panel.getByRole("radio").nth(1).check();
    },
  },
  {
    name: "taken back for eight seconds",
    go: async (here, server) => {
      const { title } = await waiting(server);
      await here.page.reload();
      await here.open("new", title);
      await here.decide("action.approve");
    },
  },
  {
    name: "several chosen, looked at by others, with notes",
    go: async (here, server) => {
      const other = moderator(server, { name: "Colleague" });
      const two = [await waiting(server), await waiting(server, { title: "Reading rooms", body: "For the long evenings in winter." })];
      const [first] = two;
      await server.ask("PUT", `/v1/moderation/claims/submission/${first!.id}`, undefined, other);
      await server.ask("POST", "/v1/moderation/notes", { target: { kind: "submission", id: first!.id }, body: "Asked the office about it." }, other);
      await here.page.reload();
      await here.link("kind.new").click();
      for (const { title } of two) await here.row(title).getByRole("checkbox").check();
      await here.row(first!.title).getByRole("button").click();
      await expect(here.item.getByText(here.say("claim.collision"))).toBeVisible();
      await expect(here.element.getByText("Asked the office about it.")).toBeVisible();
    },
  },
  {
    name: "reported, with filters",
    go: async (here, server) => {
      const { title } = await flagged(server);
      await here.page.reload();
      await here.open("flagged", title);
      await expect(here.element.getByRole("heading", { name: here.say("flags.title") })).toBeVisible();
      if (await here.element.locator(".dk-filter summary").isVisible()) await here.element.locator(".dk-filter summary").click();
    },
  },
  {
    name: "edited",
    go: async (here, server) => {
      const one = await waiting(server);
      await decide(server, one.id, "approve");
      const { version } = await server.get<{ version: number }>(`/v1/submissions/${one.id}`, one.token);
      const answer = await fetch(`${server.url}/v1/submissions/${one.id}`, {
        method: "PATCH",
        headers: { Authorization: `Bearer ${one.token}`, "Content-Type": "application/json", "If-Match": `"${version}"` },
        body: JSON.stringify({ title: `${one.title}, again`, body: LONG }),
      });
      expect(answer.ok, await answer.text()).toBe(true);
      await here.page.reload();
      await here.open("edited", one.title);
      await expect(here.item.getByRole("region", { name: here.say("versions.title") })).toBeVisible();
    },
  },
  {
    name: "an objection, with its form",
    go: async (here, server) => {
      const { title } = await appealed(server);
      await here.page.reload();
      await here.open("appeal", title);
      await here.button("judge.uphold", here.panel).click();
      await expect(here.panel.getByRole("form")).toBeVisible();
    },
  },
  {
    name: "an organisation like another",
    go: async (here, server) => {
      const draft = { name: `Baan Klang Foundati0n ${crypto.randomUUID().slice(0, 4)}`, kind: "cso", registry: "Ministry of Interior", number: "12", country: "TH", website: "https://example.org/", contact: "a@example.org" };
      await server.ask("POST", "/v1/organisations", draft, somebody(server));
      await here.page.reload();
      await here.open("organisation", draft.name);
    },
  },
  {
    name: "nothing found",
    go: async (here) => {
      await here.element.getByRole("searchbox").fill("zzzzqqqq");
      await here.element.getByRole("searchbox").press("Enter");
      await expect(here.element.getByText(here.say("queue.no_match"))).toBeVisible();
    },
  },
  {
    name: "shortcuts",
    go: async (here) => {
      await here.button("shortcuts.on").click();
      await expect(here.element.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "decisions",
    go: async (here, server) => {
      await appealed(server);
      const one = await published(server);
      const { id } = await decide(server, one.id, "hide", { reason: "off_topic", note: "See the other one." });
      await server.ask("DELETE", `/v1/moderation/decisions/${id}`, undefined, moderator(server, { name: "Colleague" }));
      await here.link("menu.log").click();
      await expect(here.element.locator(".dk-entry", { hasText: one.title })).toBeVisible();
    },
  },
  {
    name: "patterns",
    go: async (here, server) => {
      const one = await published(server);
      for (let number = 0; number < 8; number += 1) await server.ask("PUT", `/v1/submissions/${one.id}/vote`, { value: "agree" }, somebody(server));
      // What people do is looked through once a second.
      await expect.poll(() => server.get("/v1/moderation/patterns", moderator(server)).then(JSON.stringify)).toContain(one.id);
      await here.link("menu.patterns").click();
      await expect(here.element.locator(".dk-entry", { hasText: one.title }).first()).toBeVisible();
    },
  },
  {
    name: "audit trail of one",
    go: async (here, server) => {
      const one = await published(server);
      await decide(server, one.id, "hide", { reason: "off_topic" });
      await here.page.goto(`${here.page.url().split("#")[0]}#/audit/${one.id}`);
      await expect(here.element.getByText(here.say("audit.only", { id: one.id }))).toBeVisible();
      await here.element.locator(".dk-entry summary").first().click();
    },
  },
];

/** Puts the screen on. */
export async function showDesk(screen: DeskScreen, page: Page, server: Server, more: { lang: Language; theme: "light" | "dark" }): Promise<Desk> {
  if (screen.begin) return screen.begin(page, server, more);
  const here = await desk(page, server, { name: "Moderator" }, more);
  await screen.go?.(here, server, page);
  return here;
}
