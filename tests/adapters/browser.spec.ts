// Everything in this browser's own database: `backend="browser"`.
import { behaves, type Adapter, type Running } from "./behaviour.ts";
import { FaultProxy } from "./faults.ts";

const browser: Adapter = {
  name: "browser",
  can: ["vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "search", "similar", "idempotency"],
  async start(): Promise<Running> {
    const proxy = await FaultProxy.start(null);
    return {
      proxy,
      attributes: { backend: "browser", thread: "trial" },
      others: { count: 3, titles: /islands|ร้านค้าเล็ก|tablet/, words: "tablet" },
      filter: "Health and care",
      stop: () => proxy.stop(),
    };
  },
};

behaves(browser);
