// Every screen and state of the widget, each by the way a person takes to it.
import { expect, opened, somebody, written, type Forum, type Host, type Server } from "../support/forum.ts";

export interface Screen {
  name: string;
  host?: (server: Server) => Promise<Host> | Host;
  /** What to do before looking. */
  go?: (forum: Forum) => Promise<void>;
}

const signedIn = (server: Server): Host => ({ token: somebody(server) });

const compose = async (forum: Forum) => {
  await forum.way("compose.open").click();
  await expect(forum.element.getByRole("textbox").first()).toBeVisible();
};

const filled = async (forum: Forum, steps: number) => {
  await compose(forum);
  await forum.element.getByRole("textbox", { name: forum.say("compose.title.label") }).fill("Night clinics in every district");
  await forum.element.getByRole("textbox", { name: forum.say("compose.body.label") }).fill("Because **people** work by day.\n\n- one\n- two");
  for (let step = 0; step < steps; step += 1) await forum.button("action.continue").click();
};

const detail = async (forum: Forum) => {
  await forum.cards.first().getByRole("heading").getByRole("link").click();
  await expect(forum.element.getByRole("heading", { name: forum.say("comments.title") })).toBeVisible();
};

/** A room, by the link that leads there, and then by what is in it. */
const room = (key: string, host: Screen["host"], go?: (forum: Forum) => Promise<void>): Screen => ({
  name: key,
  host: host ?? (() => ({})),
  go: async (forum) => {
    await forum.element.getByRole("link", { name: new RegExp(`^${forum.say(key)}`) }).first().click();
    await expect(forum.element.locator(".room").getByRole("heading").first()).toBeVisible();
    await expect(forum.element.locator(".skeleton")).toHaveCount(0);
    await go?.(forum);
  },
});

/** Something of one's own that a moderator has hidden. */
async function hidden(server: Server): Promise<Host & { title: string }> {
  const token = somebody(server);
  const thread = await opened(server);
  const { id, title } = await written(server, token, {}, thread);
  const { reasons } = await server.get<{ reasons: { id: string; actions: string[] }[] }>("/v1/forum");
  const reason = reasons.find((one) => one.actions.includes("hide"))?.id;
  const decision = { target: { kind: "submission", id }, action: "hide", reason, message: "Please look at the rules." };
  await server.ask("POST", "/v1/moderation/decisions", decision, somebody(server, { name: "Secretariat", roles: ["participant", "moderator"] }));
  return { token, thread, title };
}

const ownHidden = async (forum: Forum) => {
  await forum.element.getByRole("link", { name: new RegExp(`^${forum.say("room.inbox")}`) }).click();
  await forum.element.locator(".room").getByRole("article").getByRole("link").first().click();
  await expect(forum.button("appeal.object")).toBeVisible();
};

export const SCREENS: Screen[] = [
  room("room.ledger", undefined),
  room("room.recognitions", undefined),
  room("room.log", undefined, async (forum) => forum.element.getByText(forum.say("log.numbers")).click()),
  room("room.organisations", undefined),
  room("room.account", signedIn),
  { ...room("room.organisations", signedIn, async (forum) => {
    await forum.button("register.title").click();
    await forum.button("register.send").click();
    await expect(forum.element.getByRole("heading", { name: forum.say("error.summary") })).toBeVisible();
  }), name: "registering an organisation, with errors" },
  { ...room("room.inbox", hidden, async (forum) => forum.link("mail.title").click()), name: "mail settings" },
  room("room.inbox", hidden),
  { name: "one's own that was hidden", host: hidden, go: ownHidden },
  {
    name: "objecting",
    host: hidden,
    go: async (forum) => {
      await ownHidden(forum);
      await forum.button("appeal.object").click();
      await expect(forum.element.getByRole("dialog")).toBeVisible();
    },
  },
  { name: "threads", host: () => ({ thread: null }), go: async (forum) => expect(forum.element.getByRole("article").first()).toBeVisible() },
  { name: "thread", go: async (forum) => expect(forum.vote("agree").first()).toBeVisible() },
  {
    name: "thread with a vote of one's own",
    host: signedIn,
    go: async (forum) => {
      await forum.vote("agree").first().click();
      await expect(forum.vote("agree").first()).not.toHaveAttribute("aria-busy", "true");
    },
  },
  { name: "thread of support", host: () => ({ thread: "community-care-fund" }), go: async (forum) => expect(forum.vote("support").first()).toBeVisible() },
  { name: "closed thread with its answer", host: () => ({ thread: "digital-inclusion-older-persons" }), go: async (forum) => expect(forum.cards.first()).toBeVisible() },
  {
    name: "filters",
    go: async (forum) => {
      await expect(forum.cards.first()).toBeVisible();
      // On wide pages the filters stand beside the list; on narrow ones a button opens them.
      const button = forum.element.getByRole("button", { name: new RegExp(`^${forum.say("filter.title")}`) }).first();
      if (await button.isVisible()) await button.click();
      await forum.element.getByRole("checkbox").first().check({ force: true });
      await expect(forum.cards.first()).toBeVisible();
    },
  },
  {
    name: "nothing found",
    go: async (forum) => {
      await forum.element.getByRole("searchbox").fill("zzzzqqqq");
      await forum.element.getByRole("searchbox").press("Enter");
      await expect(forum.element.getByText(forum.say("list.no_match"))).toBeVisible();
    },
  },
  { name: "submission", go: detail },
  {
    name: "submission, writing a comment",
    host: signedIn,
    go: async (forum) => {
      await detail(forum);
      await forum.element.getByRole("button", { name: new RegExp(`^${forum.say("comment.add")}`) }).first().click();
      await expect(forum.element.getByRole("textbox", { name: forum.say("comment.body") })).toBeVisible();
    },
  },
  {
    name: "report",
    host: signedIn,
    go: async (forum) => {
      await detail(forum);
      await forum.button("report.open").first().click();
      await expect(forum.element.getByRole("dialog")).toBeVisible();
    },
  },
  { name: "compose 1", host: signedIn, go: (forum) => filled(forum, 0) },
  {
    name: "compose with errors",
    host: signedIn,
    go: async (forum) => {
      await compose(forum);
      await forum.button("action.continue").click();
      await expect(forum.element.getByRole("heading", { name: forum.say("error.summary") })).toBeVisible();
    },
  },
  { name: "compose 2", host: signedIn, go: (forum) => filled(forum, 1) },
  { name: "compose 3", host: signedIn, go: (forum) => filled(forum, 2) },
  { name: "compose 4", host: signedIn, go: (forum) => filled(forum, 3) },
  {
    name: "sent",
    host: async (server) => ({ ...signedIn(server), thread: await opened(server) }),
    go: async (forum) => {
      await filled(forum, 3);
      await forum.element.getByRole("checkbox", { name: forum.say("compose.check.rules") }).check({ force: true });
      await forum.button("compose.send").click();
      await expect(forum.element.getByRole("heading", { name: forum.say("sent.title") })).toBeVisible();
    },
  },
  { name: "not found", host: () => ({ thread: "no-such-thread" }), go: async (forum) => expect(forum.element.getByText(forum.say("problem.not-found")).first()).toBeVisible() },
  {
    name: "one's own that waits",
    host: async (server) => {
      const thread = await opened(server, { premoderated: true });
      const token = somebody(server);
      await written(server, token, {}, thread);
      return { thread, token };
    },
    go: async (forum) => expect(forum.cards.first()).toContainText(forum.say("state.pending")),
  },
];

/** Puts the screen on. */
export async function show(screen: Screen, open: (host?: Host) => Promise<Forum>, server: Server, more: Host): Promise<Forum> {
  const forum = await open({ ...(await screen.host?.(server)), ...more });
  await screen.go?.(forum);
  return forum;
}
