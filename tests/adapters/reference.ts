// The reference server behind a proxy that makes faults, for the adapters that end there.
import { opened, Server, somebody, written } from "../support/forum.ts";
import type { Adapter } from "./behaviour.ts";
import { FaultProxy } from "./faults.ts";

/** What it can do. */
export const CAN = [
  "vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "flags", "search",
  "similar", "history", "idempotency", "export", "moderation", "organisations", "answers", "recognitions", "inbox", "follow", "account",
];

/** How it is asked. */
export const REQUESTS: Adapter["requests"] = {
  list: { method: "GET", path: /\/submissions\?/ },
  me: { method: "GET", path: /\/me$/ },
  submit: { method: "POST", path: /\/threads\/[^/]+\/submissions$/ },
  edit: { method: "PATCH", path: /\/submissions\/[^/]+$/ },
  withdraw: { method: "DELETE", path: /\/submissions\/[^/]+$/ },
  vote: { method: "PUT", path: /\/vote$/ },
  comment: { method: "POST", path: /\/comments$/ },
  flag: { method: "POST", path: /\/flags$/ },
};

/** A theme of the demonstration, which every other submission has. */
export const THEME = { id: "health", name: "Health" };

/** A demonstration with a thread of its own and submissions of others in it. */
export async function reference(): Promise<{ server: Server; thread: string; proxy: FaultProxy }> {
  const server = await Server.start();
  const thread = await opened(server);
  for (let n = 10_001; n <= 10_012; n += 1) {
    const theme = n % 2 ? { theme: THEME.id } : {};
    await written(server, somebody(server, { name: `Writer ${n}` }), { title: `Of others, number ${n}`, ...theme }, thread);
  }
  return { server, thread, proxy: await FaultProxy.start(server.url) };
}

/** A token of a person by name; no two are the same. */
export function tokens(server: Server): (name: string, roles?: string[]) => Promise<string> {
  return async (name, roles) => server.token({ sub: name, name, sector: "cso", country: "TH", jti: crypto.randomUUID(), ...(roles ? { roles } : {}) });
}
