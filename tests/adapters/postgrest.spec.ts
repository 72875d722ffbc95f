// The functions of adapters/postgrest in a PostgreSQL of its own, behind PostgREST or what speaks its language: `backend="postgrest"`.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";

import { behaves, type Adapter, type Match, type Running } from "./behaviour.ts";
import { FaultProxy } from "./faults.ts";
import { THEME } from "./reference.ts";

const program = process.env.OPEN_FORUM_POSTGREST;
const rpc = (name: string): Match => ({ method: "POST", path: new RegExp(`^/rpc/${name}$`) });

const postgrest: Adapter = {
  name: "postgrest",
  ...(program ? {} : { missing: process.env.NO_POSTGREST ?? "cargo xtask adapters starts it" }),
  can: [
    "vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "flags", "search",
    "similar", "history", "idempotency",
  ],
  requests: {
    list: rpc("submissions"),
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

behaves(postgrest);
