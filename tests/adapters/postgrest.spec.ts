// The functions of adapters/postgrest in a PostgreSQL of its own, behind PostgREST or what speaks its language: `backend="postgrest"`.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";

import { expect, test } from "@playwright/test";

import { Forum, html } from "../support/forum.ts";
import { behaves, type Adapter, type Match, type Running } from "./behaviour.ts";
import { FaultProxy } from "./faults.ts";
import { THEME } from "./reference.ts";

const program = process.env.OPEN_FORUM_POSTGREST;
const rpc = (name: string): Match => ({ method: "POST", path: new RegExp(`^/rpc/${name}$`) });

const adapter: Adapter = {
  name: "postgrest",
  missing: program ? undefined : "a REST server before PostgreSQL is not there",
  can: [
    "vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "flags", "search",
    "similar", "history", "idempotency",
  ],
  requests: {
    list: rpc("submissions"),
    me: rpc("me"),
    submit: rpc("submit"),
    edit: rpc("edit"),
    withdraw: rpc("withdraw"),
    vote: rpc("vote"),
    comment: rpc("comment"),
    flag: rpc("flag"),
  },
  async start(): Promise<Running> {
    // It ends when nobody holds its input any more, and its database and server with it.
    const child = spawn(program!, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    const lines = createInterface(child.stdout);
    const said = await Promise.race([new Promise<string>((done) => lines.once("line", done)), ended]);
    if (!said) throw new Error("the forum on PostgreSQL does not start");
    const { url, secret, thread } = JSON.parse(said) as { url: string; secret: string; thread: string };
    const proxy = await FaultProxy.start(url);
    return {
      proxy,
      attributes: { backend: "postgrest", api: "/", thread },
      filter: THEME.name,
      token: async (name, roles) => signed(secret, { sub: name, name, sector: "cso", country: "TH", ...(roles ? { roles } : {}) }),
      stop: async () => {
        await proxy.stop();
        child.stdin.end();
        await ended;
      },
    };
  },
};

/** A token as a host's site signs it; no two are the same. */
function signed(secret: string, claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ role: "authenticated", exp, jti: crypto.randomUUID(), ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

behaves(adapter);

test("a refusal of the database is told in its own words, whatever status a server gives it", async ({ page }) => {
  test.skip(adapter.missing !== undefined, adapter.missing);
  test.setTimeout(180_000);
  const { proxy, attributes, token, stop } = await adapter.start();
  try {
    const { api = null, thread = null, backend } = attributes;
    const head = `<script type="module" src="/page.js"></script>`;
    const tokens = `document.querySelector("open-forum").getToken = async () => (await fetch("/page/token")).text();`;
    let asked = 0;
    proxy.serve(html({ api, thread, more: `backend="${backend}"`, from: "/widget", head }), tokens, async () => ((asked += 1), token!("voter")));
    await page.goto(`${proxy.url}/page`);
    const forum = new Forum(page, null as never);
    const card = forum.card("number 10007");
    const agree = forum.vote("agree", card);
    // As a server answers that gives statuses by the class of the SQLSTATE.
    const refuse = (status: number, code: string, more: Record<string, unknown> = {}) => {
      const details = JSON.stringify({ type: `https://open-forum.dev/problems/${code}`, title: "Refused.", status, ...more });
      proxy.break({ ...rpc("vote"), times: 1, status: 400, body: JSON.stringify({ code: `PT${status}`, message: code, details, hint: null }) });
    };

    // The list is read again when it is known who the person is, and what stood at its cards goes.
    await expect(card).toBeVisible();
    await page.waitForLoadState("networkidle");
    refuse(403, "thread-closed");
    await agree.click();
    await expect(card).toContainText(forum.say("problem.thread-closed"));
    await expect(agree).toHaveAttribute("aria-pressed", "false");

    refuse(429, "rate-limited", { retry_after: 1 });
    await agree.click();
    await expect(card).toContainText(forum.say("vote.waiting"));
    await expect(card).not.toContainText(forum.say("vote.waiting"), { timeout: 40_000 });
    await expect(agree).toHaveAttribute("aria-pressed", "true");

    const before = asked;
    refuse(401, "token-expired");
    await forum.vote("disagree", card).click();
    await expect(card.locator("[aria-busy=true]")).toHaveCount(0);
    await expect(forum.vote("disagree", card)).toHaveAttribute("aria-pressed", "true");
    expect(asked).toBeGreaterThan(before);
    await page.reload();
    await expect(forum.vote("disagree", card)).toHaveAttribute("aria-pressed", "true");
  } finally {
    await stop();
  }
});
