// An object of the page's own behind `backend="host"`: it asks the reference server by `fetch`.
import { readFileSync } from "node:fs";

import { behaves, type Adapter, type Running } from "./behaviour.ts";
import { REQUESTS, reference, THEME, tokens } from "./reference.ts";

const host: Adapter = {
  name: "host",
  can: [
    "vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "flags", "search",
    "similar", "history", "idempotency", "follow",
  ],
  requests: REQUESTS,
  async start(): Promise<Running> {
    const { server, thread, proxy } = await reference();
    return {
      proxy,
      attributes: { backend: "host", thread },
      script: readFileSync(new URL("host-page.js", import.meta.url), "utf8"),
      token: tokens(server),
      filter: THEME.name,
      stop: async () => {
        await proxy.stop();
        await server.remove();
      },
    };
  },
};

behaves(host);
