// What goes wrong between a page and a backend: a proxy that serves the page and the widget itself,
// hands everything else to the backend, and breaks what it is told to break.
import { createReadStream, existsSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm", ".html": "text/html", ".svg": "image/svg+xml" };

/** Which requests a backend gets for something: the method and the path with its query. */
export interface Match {
  method: string;
  path: RegExp;
}

/** What happens to requests instead. */
export interface Fault extends Match {
  /** How many; all from now on when it is absent. */
  times?: number;
  /** The connection breaks off before the backend hears of it, or after it has done it. */
  drop?: "before" | "after";
  /** Milliseconds that the backend takes longer. */
  delay?: number;
  /** An answer of this status that the backend knows nothing of. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

export class FaultProxy {
  /** What the backend was asked, as `METHOD /path`. */
  readonly seen: string[] = [];
  /** What came to the proxy and what it answered since the last `mend`, in this order. */
  private log: { answered: boolean; line: string }[] = [];
  private faults: Fault[] = [];
  private page = "";
  private script = "";
  private token: () => Promise<string | null> = async () => null;

  private constructor(
    private readonly server: Server,
    private readonly upstream: string | null,
  ) {}

  /** Before a backend at this address; `null` where there is none to ask. */
  static async start(upstream: string | null): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const proxy = new FaultProxy(server, upstream);
    server.on("request", (asked, answer) => void proxy.handle(asked, answer));
    return proxy;
  }

  get url(): string {
    const address = this.server.address();
    if (!address || typeof address !== "object") throw new Error("the proxy does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** The page at `/page`, a module at `/page.js`, and what `/page/token` hands out. */
  serve(page: string, script: string, token: () => Promise<string | null>): void {
    [this.page, this.script, this.token] = [page, script, token];
  }

  break(...faults: Fault[]): void {
    this.faults.push(...faults);
  }

  /** Breaks nothing any more. */
  mend(): void {
    this.faults = [];
    this.log = [];
  }

  /** How often the backend was asked this. */
  count(match: Match): number {
    return this.seen.filter((line) => fits(match, line)).length;
  }

  /** Whether somebody asked for this after the other had been answered. */
  isAfter(match: Match, other: Match): boolean {
    const from = this.log.findIndex(({ answered, line }) => answered && fits(other, line));
    return from >= 0 && this.log.slice(from).some(({ answered, line }) => !answered && fits(match, line));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const [method, path] = [asked.method ?? "GET", asked.url ?? "/"];
    // A browser sends again by itself what breaks off on a connection that it used before.
    answer.setHeader("Connection", "close");
    const own = path.split("?")[0]!;
    if (own === "/page") return void answer.setHeader("Content-Type", "text/html; charset=utf-8").end(this.page);
    if (own === "/page.js") return void answer.setHeader("Content-Type", "text/javascript").end(this.script);
    if (own === "/page/token") return void answer.setHeader("Content-Type", "text/plain").end((await this.token()) ?? "");
    if (own.startsWith("/widget/")) return file(own.slice("/widget/".length), answer);

    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part as Buffer);
    const line = `${method} ${path}`;
    this.log.push({ answered: false, line });
    answer.on("finish", () => this.log.push({ answered: true, line }));
    const fault = this.faults.find((one) => fits(one, line) && (one.times ?? 1) > 0);
    if (fault?.times !== undefined) fault.times -= 1;
    if (fault?.delay) await new Promise((done) => setTimeout(done, fault.delay));
    if (fault?.drop === "before") return void asked.socket.destroy();
    if (fault?.status) return void answer.writeHead(fault.status, { "Content-Type": "application/json", ...fault.headers }).end(fault.body ?? "{}");
    this.seen.push(line);
    this.forward(asked, answer, Buffer.concat(parts), fault?.drop === "after");
  }

  private forward(asked: IncomingMessage, answer: ServerResponse, body: Buffer, drop: boolean): void {
    if (!this.upstream) return void answer.writeHead(404).end();
    const { host, ...headers } = asked.headers;
    void host;
    const address = new URL(asked.url ?? "/", this.upstream);
    const onward = request(address, { method: asked.method, headers: { ...headers, host: address.host } }, (told) => {
      if (drop) {
        told.resume().on("end", () => asked.socket.destroy());
        return;
      }
      answer.writeHead(told.statusCode ?? 502, { ...told.headers, connection: "close" });
      told.pipe(answer);
    });
    onward.on("error", () => asked.socket.destroy());
    onward.end(body);
  }
}

const fits = ({ method, path }: Match, line: string) => line.startsWith(`${method} `) && path.test(line.slice(method.length + 1));

function file(name: string, answer: ServerResponse): void {
  const path = join(dist, normalize(name).replace(/^(\.\.[/\\])+/, ""));
  if (!existsSync(path)) return void answer.writeHead(404).end();
  answer.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
  createReadStream(path).pipe(answer);
}
