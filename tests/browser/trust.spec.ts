// What a backend answers is not trusted: every field of every shape is taken away, nulled, made another
// type, made huge, and the widget says so in a sentence, whole, without markup, and without a fault.
//
// A case is a widget put on the page, and there are some thousands: a run takes a third of them, always the
// same; TRUST=all takes every one (ten minutes).
import { createHash } from "node:crypto";

import { expect, message, opened, place, somebody, test, written, type Page, type Server } from "../support/forum.ts";

/** Where each answer is asked for, and what has to be on screen for it. */
const ANSWERS = {
  forum: { path: /\/v1\/forum(\?|$)/, view: "list" },
  me: { path: /\/v1\/me$/, view: "list" },
  threads: { path: /\/v1\/threads$/, view: "threads" },
  thread: { path: /\/v1\/threads\/[^/?]+$/, view: "list" },
  submissions: { path: /\/submissions\?/, view: "list" },
  announcements: { path: /\/v1\/announcements/, view: "list" },
  submission: { path: /\/v1\/submissions\/[^/?]+$/, view: "detail" },
  comments: { path: /\/comments$/, view: "detail" },
  vote: { path: /\/vote$/, view: "vote" },
} as const;
type Name = keyof typeof ANSWERS;

/** One answer that an honest backend would not give. */
interface Case {
  /** Where in the answer, and what is wrong there. */
  name: string;
  json: string;
  /** True where nobody could read it, so that an error must be told. */
  unreadable: boolean;
}

const MARKUP = '<img src=x onerror="globalThis.hacked=1"><b>bold</b>';
/** Read where it is there, and of no shape that would be wrong: what is longer than a screen of news. */
const SILENT: Name[] = ["announcements"];

/** Every mutation of a good answer. */
function cases(good: unknown): Case[] {
  const found: Case[] = [];
  const put = (path: string[], name: string, value: string | undefined, unreadable: boolean) => {
    found.push({ name: `${path.join(".")} ${name}`, json: replaced(good, path, value), unreadable });
  };
  const walk = (value: unknown, path: string[]) => {
    const name = path.at(-1) ?? "";
    // Lists of words grow: a reader passes over those that it does not know, whatever they are.
    const isWord = /(^|\.)(capabilities|sign_in|actions)\.0$/.test(path.join("."));
    const isWords = /(^|\.)(capabilities|sign_in|actions)$/.test(path.join("."));
    if (path.length > 0) {
      put(path, "absent", undefined, false);
      put(path, "null", "null", false);
      put(path, "another type", typeof value === "object" && value !== null && !Array.isArray(value) ? '"text"' : "{}", value !== null && !isWord);
      put(path, "too deep", "[".repeat(50_000) + "]".repeat(50_000), value !== null && !isWord && !isWords);
      if (typeof value === "string") {
        put(path, "a megabyte", JSON.stringify("x".repeat(1_100_000)), !isWord);
        put(path, "markup", JSON.stringify(MARKUP), false);
        if (/_at$|^at$/.test(name)) put(path, "no date", '"yesterday"', true);
        if (/^id$|_id$/.test(name)) put(path, "no id", '"a|b c"', true);
      }
      if (typeof value === "number") {
        put(path, "absurd", "9e15", !/^(total|submissions|comments|votes|participants)$/.test(name) || path.includes("tally"));
        put(path, "negative", "-1", true);
        if (Number.isInteger(value)) put(path, "half", "0.5", true);
      }
      if (Array.isArray(value)) put(path, "thousands", JSON.stringify(Array.from({ length: 5_000 }, () => value[0] ?? "x")), true);
    }
    if (Array.isArray(value)) {
      if (value.length > 0) walk(value[0], [...path, "0"]);
    } else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value).slice(0, 60)) walk(inner, [...path, key]);
    }
  };
  walk(good, []);
  for (const [name, json] of [["nothing", ""], ["no JSON", "<h1>Hello</h1>"], ["null", "null"], ["a list", "[]"], ["a text", '"hello"'], ["a number", "7"], ["too deep", "[".repeat(1_000_000)]] as const) {
    found.push({ name, json, unreadable: true });
  }
  return found;
}

/** The cases of this run: of every field some, of every kind some. */
function chosen(all: Case[]): Case[] {
  if (process.env.TRUST === "all") return all;
  return all.filter(({ name }) => createHash("sha256").update(name).digest()[0]! % 3 === 0);
}

/** The JSON of a value with another text at a path; `undefined` takes it away. */
function replaced(good: unknown, path: string[], text: string | undefined): string {
  const copy = structuredClone(good) as Record<string, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1)!;
  if (text === undefined) {
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
    return JSON.stringify(copy);
  }
  at[last] = "\u0000here\u0000";
  return JSON.stringify(copy).replace('"\\u0000here\\u0000"', () => text);
}

/** What came of a case. */
interface Outcome {
  name: string;
  /** The code of the error that was told to the page. */
  told: string[];
  /** What a person reads. */
  text: string;
  /** Faults of scripts. */
  faults: string[];
  /** Elements that the widget never makes, and what markup would have done. */
  markup: string[];
  /** Still loading. */
  waits: boolean;
}

/** Runs cases in the page, each in an element of its own. */
async function run(page: Page, name: Name, all: Case[]): Promise<Outcome[]> {
  const { path, view } = ANSWERS[name];
  return page.evaluate(
    async ([all, source, view]) => {
      const state = globalThis as unknown as { thread: string; submission: string; token: string; hacked?: number };
      const pattern = new RegExp(source);
      const faults: string[] = [];
      addEventListener("error", (event) => faults.push(event.message));
      addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
      const real = globalThis.fetch;
      let json: string | null = null;
      let open = 0;
      globalThis.fetch = async (input, init) => {
        const address = new URL(String(input instanceof Request ? input.url : input), location.href);
        const answer = json !== null && pattern.test(address.pathname + address.search) ? Promise.resolve(new Response(json, { headers: { "content-type": "application/json" } })) : real(input, init);
        open += 1;
        try {
          return await answer;
        } finally {
          setTimeout(() => (open -= 1), 5);
        }
      };
      const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
      const quiet = async () => {
        for (let still = 0, wait = 0; still < 3 && wait < 600; wait += 1) {
          await pause(5);
          still = open === 0 ? still + 1 : 0;
        }
      };
      const until = async (look: () => unknown) => {
        for (let wait = 0; wait < 600 && !look(); wait += 1) await pause(5);
      };
      const own = new Set(["a", "article", "b", "bdi", "blockquote", "br", "button", "circle", "dd", "details", "div", "dl", "dt", "em", "fieldset", "footer", "form", "g", "h2", "h3", "h4", "h5", "h6", "header", "i", "input", "label", "legend", "li", "line", "nav", "ol", "option", "p", "path", "polyline", "rect", "section", "select", "slot", "small", "span", "strong", "summary", "svg", "table", "tbody", "td", "textarea", "th", "thead", "time", "tr", "ul"]);
      const outcomes: Outcome[] = [];
      for (const one of all) {
        const told: string[] = [];
        faults.length = 0;
        history.replaceState(null, "", view === "detail" ? `?of-view=submission&of-id=${state.submission}` : location.pathname);
        const element = document.createElement("open-forum");
        for (const [key, value] of Object.entries({ api: "/", loading: "eager", lang: "en", token: state.token, address: "keep" })) element.setAttribute(key, value);
        if (view !== "threads") element.setAttribute("thread", state.thread);
        element.addEventListener("open-forum:error", (event) => told.push((event as CustomEvent<{ code: string }>).detail.code));
        let ready = false;
        element.addEventListener("open-forum:ready", () => (ready = true));
        json = view === "vote" ? null : one.json;
        document.querySelector("main")!.append(element);
        await until(() => ready);
        await quiet();
        const root = element.shadowRoot!;
        if (view === "vote") {
          json = one.json;
          root.querySelector<HTMLElement>(".vote-agree")?.click();
          await quiet();
        }
        outcomes.push({
          name: one.name,
          told,
          text: (root.querySelector(".of")?.textContent ?? "").slice(0, 4_000),
          faults: [...faults],
          markup: [...root.querySelectorAll("*")].map((node) => node.localName).filter((tag) => !own.has(tag)).concat(state.hacked ? ["script"] : []),
          waits: root.querySelector(".skeleton") !== null || !ready,
        });
        element.remove();
        await pause(0);
      }
      globalThis.fetch = real;
      return outcomes;
    },
    [all, path.source, view] as const,
  );
}

/** A thread with everything in it, and its good answers. */
async function good(server: Server): Promise<{ thread: string; submission: string; token: string; answers: Record<Name, unknown> }> {
  const thread = await opened(server);
  const author = somebody(server);
  const token = somebody(server);
  const submission = (await written(server, author, { theme: "health", groups: ["older"], links: [{ url: "https://example.org/", label: "A report" }] }, thread)).id;
  await server.ask("PUT", `/v1/submissions/${submission}/vote`, { value: "agree" }, token);
  await server.ask("POST", `/v1/submissions/${submission}/comments`, { body: "A reason", stance: "for", language: "en" }, author);
  const get = (path: string) => server.get<unknown>(path, token);
  const answers = {
    forum: await get("/v1/forum"),
    me: await get("/v1/me"),
    threads: await get("/v1/threads"),
    thread: await get(`/v1/threads/${thread}`),
    submissions: await get(`/v1/threads/${thread}/submissions?limit=10`),
    announcements: await get("/v1/announcements"),
    submission: await get(`/v1/submissions/${submission}`),
    comments: await get(`/v1/submissions/${submission}/comments`),
    vote: await server.ask<unknown>("PUT", `/v1/submissions/${submission}/vote`, { value: "agree" }, token),
  };
  return { thread, submission, token, answers };
}

async function stage(page: Page, server: Server) {
  const all = await good(server);
  const forum = await place(page, server, { token: all.token, thread: all.thread });
  await expect(forum.vote("agree").first()).toBeVisible();
  await page.evaluate((state) => {
    document.querySelector("open-forum")!.remove();
    Object.assign(globalThis, state);
  }, { thread: all.thread, submission: all.submission, token: all.token });
  return all.answers;
}

for (const name of Object.keys(ANSWERS) as Name[]) {
  test(`${name}: no field of it is trusted`, async ({ page, server }) => {
    test.setTimeout(600_000);
    const answers = await stage(page, server);
    const every = cases(answers[name]);
    expect(every.length).toBeGreaterThan(15);
    const all = chosen(every);
    console.log(`${name}: ${all.length} of ${every.length} cases`);
    const outcomes: Outcome[] = [];
    for (let at = 0; at < all.length; at += 25) outcomes.push(...(await run(page, name, all.slice(at, at + 25))));
    const bad = outcomes.filter((one) => one.faults.length > 0 || one.markup.length > 0 || one.waits || one.text.trim() === "");
    expect(bad.map(({ text, ...one }) => ({ ...one, text: text.slice(0, 200) }))).toEqual([]);
    // Nobody is somebody whom the backend does not know: `me` may be null. What is too much to read is not judged further.
    const isTold = (one: Outcome) => one.told.some((code) => ["unexpected", "oversized"].includes(code));
    const trusted = outcomes.filter((one, at) => all[at]!.unreadable && !isTold(one) && !(name === "me" && one.name === "null"));
    expect(SILENT.includes(name) ? [] : trusted.map((one) => one.name)).toEqual([]);
  });
}

test("an answer about another submission, and pages that lead in a circle, are told as unreadable", async ({ page, server }) => {
  const answers = await stage(page, server);
  const other = JSON.stringify({ ...(answers.submission as object), id: "0197a000-0000-7000-8000-000000000000" });
  const [mixed] = await run(page, "submission", [{ name: "another", json: other, unreadable: true }]);
  expect(mixed!.text).toContain(message("error.unreadable"));
  const thread = JSON.stringify({ ...(answers.thread as object), id: "0197a000-0000-7000-8000-000000000000", slug: "another" });
  const [elsewhere] = await run(page, "thread", [{ name: "another", json: thread, unreadable: true }]);
  expect(elsewhere!.text).toContain(message("error.unreadable"));
});

test("a list whose next page is the one that was asked for ends in words", async ({ page, server }) => {
  const { thread, answers } = await good(server);
  const list = answers.submissions as { items: unknown[] };
  let pages = 0;
  await page.route("**/submissions?*", (route) => {
    pages += 1;
    return route.fulfill({ json: { ...list, next_cursor: "round-and-round", total: 1000 } });
  });
  const forum = await place(page, server, { thread });
  await forum.element.getByRole("button", { name: /^Show .*more$/ }).click();
  await expect(forum.element.getByText(message("error.unreadable"))).toBeVisible();
  await expect(forum.cards).toHaveCount(1);
  expect(pages).toBe(2);
});

test("an answer without an end is cut off after 4 MiB, in words", async ({ page, server }) => {
  const forum = await place(page, server, { thread: "x" });
  await page.evaluate(() => document.querySelector("open-forum")!.remove());
  const read = await page.evaluate(async () => {
    const real = globalThis.fetch;
    let [sent, cancelled] = [0, false];
    globalThis.fetch = async (input, init) => {
      if (!/\/submissions\?/.test(String(input))) return real(input, init);
      const part = new TextEncoder().encode(" ".repeat(65_536));
      return new Response(
        new ReadableStream({
          pull: (to) => {
            sent += part.length;
            to.enqueue(part);
          },
          cancel: () => void (cancelled = true),
        }),
      );
    };
    const element = document.createElement("open-forum");
    for (const [key, value] of Object.entries({ api: "/", loading: "eager", lang: "en", thread: "post-pandemic-recovery" })) element.setAttribute(key, value);
    document.querySelector("main")!.append(element);
    await new Promise((done) => setTimeout(done, 3_000));
    return { sent, cancelled };
  });
  await expect(forum.element.getByText(message("error.oversized")).first()).toBeVisible();
  // It is asked for twice: by the loader, and by the widget, which then says why.
  expect(read.sent).toBeLessThan(2 * 6 * 1024 * 1024);
});
