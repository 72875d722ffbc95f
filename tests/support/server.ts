// A real server with a database of its own in a new folder.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.OPEN_FORUM_SERVER ?? "open-forum-server";
const SECRET = "a secret of the tests, 32 bytes or more";

/** Who a token speaks for. */
export interface Person {
  sub: string;
  name?: string;
  organisation?: string;
  sector?: string;
  country?: string;
  roles?: string[];
  /** What tells two tokens of one person apart. */
  jti?: string;
}

/** One of the demonstration's identities. */
export interface Identity {
  key: string;
  name: string;
  token: string;
}

export class Server {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly flags: string[],
  ) {}

  /**
   * Starts a demonstration without limits of pace; `flags` come on top. `settings` is the text of a settings
   * file, made once the server's address is known.
   */
  static async start(flags: string[] = ["--demo"], settings?: (url: string) => Promise<string>): Promise<Server> {
    const server = new Server(mkdtempSync(join(tmpdir(), "open-forum-")), await freePort(), [...flags]);
    if (settings) {
      const file = join(server.folder, "open-forum.toml");
      writeFileSync(file, await settings(server.url));
      server.flags.push(`--config=${file}`);
    }
    await server.restart();
    return server;
  }

  /** On this machine, by its number. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get database(): string {
    return join(this.folder, "forum.db");
  }

  async restart(): Promise<void> {
    await this.end();
    const log = openSync(join(this.folder, "server.log"), "a");
    const pace = ["participant", "address", "forum"].flatMap((whose) => [`${whose}-reads`, `${whose}-writes`]).concat("address-sign-ins");
    this.child = spawn(
      program,
      [
        "serve",
        `--database=sqlite:${this.database}`,
        `--listen=127.0.0.1:${this.port}`,
        `--widget-dir=${resolve(root, "dist")}`,
        ...pace.map((name) => `--${name}-per-minute=0`),
        ...this.flags,
      ],
      { cwd: this.folder, stdio: ["ignore", log, log], env: { ...process.env, OPEN_FORUM_TOKEN_SECRET: SECRET } },
    );
    for (let attempt = 0; attempt < 300; attempt += 1) {
      if (this.child.exitCode !== null) break;
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`the server is not ready:\n${readFileSync(join(this.folder, "server.log"), "utf8")}`);
  }

  /** Asks it to end, and waits for that. */
  async end(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  }

  async remove(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async identities(): Promise<Identity[]> {
    return this.get("/v1/demo/identities");
  }

  /** A token of the demonstration. */
  async identity(key: string): Promise<Identity> {
    const found = (await this.identities()).find((one) => one.key === key);
    if (!found) throw new Error(`the demonstration has no ${key}`);
    return found;
  }

  /** Gives a role to everybody who has signed in with this address, as an operator does. */
  giveRole(email: string, role: "moderator" | "official"): void {
    execFileSync(program, ["role", `--email=${email}`, `--add=${role}`, `--database=sqlite:${this.database}`]);
  }

  /** A token of a person whom the tests invent. */
  token(person: Person): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: "host", aud: "open-forum:default", iat: now, exp: now + 3600, name: person.sub, ...person };
    const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
    return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
  }

  async get<T>(path: string, token?: string): Promise<T> {
    return this.ask("GET", path, undefined, token);
  }

  /** Asks the API; anything but a 2xx is a fault. */
  async ask<T>(method: string, path: string, body?: unknown, token?: string, more: Record<string, string> = {}): Promise<T> {
    const headers: Record<string, string> = { ...more };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
    const answer = await fetch(this.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}

let taken = 0;

/**
 * A port that nobody listens on. Each of the workers that run at the same time has its own, below those that the
 * system gives to outgoing connections: one of these is free when it is looked at and taken when a server begins.
 */
export async function freePort(): Promise<number> {
  const first = 20_000 + (Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 40) * 300;
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const port = first + (taken++ % 300);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${first} on`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer().once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}
