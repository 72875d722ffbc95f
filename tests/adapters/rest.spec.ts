// The reference server behind `backend="rest"`.
import { behaves, type Adapter, type Running } from "./behaviour.ts";
import { CAN, REQUESTS, reference, THEME, tokens } from "./reference.ts";

const rest: Adapter = {
  name: "rest",
  can: CAN,
  requests: REQUESTS,
  async start(): Promise<Running> {
    const { server, thread, proxy } = await reference();
    return {
      proxy,
      attributes: { api: "/", thread },
      filter: THEME.name,
      token: tokens(server),
      stop: async () => {
        await proxy.stop();
        await server.remove();
      },
    };
  },
};

behaves(rest);
