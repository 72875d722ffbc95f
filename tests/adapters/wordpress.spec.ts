// The plugin in a real WordPress behind `backend="wordpress"`: people have WordPress's sessions, and its nonces are their tokens.
import { signIn } from "../support/wordpress-page.ts";
import { expect, Site } from "../support/wordpress.ts";
import { behaves, type Adapter, type Running } from "./behaviour.ts";
import { FaultProxy } from "./faults.ts";
import { REQUESTS, THEME } from "./reference.ts";

const wordpress: Adapter = {
  name: "wordpress",
  can: [
    "vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "flags", "search",
    "similar", "history", "idempotency", "moderation",
  ],
  requests: REQUESTS,
  missing: process.env.WORDPRESS ? undefined : "a WordPress is not there",
  async start(): Promise<Running> {
    const site = await Site.start();
    const thread = await site.thread();
    for (let n = 1; n <= 12; n += 1) {
      const theme = n % 2 ? { theme: THEME.id } : {};
      await site.submitted(thread, await site.login(`sub${n}`), { title: `Of others, number ${10_000 + n}`, ...theme });
    }
    const proxy = await FaultProxy.start(site.url);
    const nonce = async (name: string) => site.nonce((await site.login(name)).cookie, { passed: true });
    return {
      proxy,
      attributes: { backend: "wordpress", api: "/wp-json/", thread },
      filter: THEME.name,
      async enter(browser, name, roles) {
        await site.join(name, roles?.includes("moderator") ? "editor" : "subscriber");
        await signIn(browser, site, await site.login(name));
      },
      token: nonce,
      // Two halves of a nonce's life pass.
      end: async (name) => void [await nonce(name), await nonce(name)],
      async stop() {
        await proxy.stop();
        const faults = site.faults();
        await site.remove();
        expect(faults).toEqual([]);
      },
    };
  },
};

behaves(wordpress);
