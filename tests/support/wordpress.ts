// A real WordPress with the plugin, and people who sign in to it as anybody does.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test as base } from "@playwright/test";

import { wrong } from "./schema.ts";
import { freePort } from "./server.ts";

export { expect };

const run = promisify(execFile);
const script = fileURLToPath(new URL("../wordpress/site.sh", import.meta.url));
const NAMESPACE = "/wp-json/open-forum/v1";

/** What WordPress gives to somebody who has signed in. */
export interface Session {
  cookie: string;
  nonce: string;
}

/** An answer of the API. */
export interface Reply<T = any> {
  status: number;
  body: T;
  headers: Headers;
  /** The code of a problem, or an empty text. */
  code: string;
}

export interface Request {
  by?: Session | null;
  body?: unknown;
  headers?: Record<string, string>;
}

export class Site {
  private readonly sessions = new Map<string, Promise<Session>>();

  /** So much of the log was there before. */
  private readonly before: number;

  private constructor(
    readonly folder: string,
    readonly url: string,
  ) {
    this.before = this.log().length;
  }

  static async start(): Promise<Site> {
    const running = process.env.OPEN_FORUM_SITE;
    if (running) return new Site(running, readFileSync(join(running, "url"), "utf8").trim());
    const folder = mkdtempSync(join(tmpdir(), "open-forum-wordpress-"));
    const site = new Site(folder, `http://127.0.0.1:${await freePort()}`);
    await run("bash", [script, "start", folder], { env: { ...process.env, PORT: new URL(site.url).port } });
    return site;
  }

  async remove(): Promise<void> {
    if (process.env.OPEN_FORUM_SITE) return;
    await run("bash", [script, "stop", this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What is wrong by the plugin's own words, or by PHP's about its files; not what old WordPress says of new PHP. */
  faults(): string[] {
    const lines = this.log().slice(this.before).split("\n");
    const isFault = (line: string) => /Fatal|\] open-forum: /.test(line) || line.includes(`${process.env.PLUGIN}/`);
    return lines.filter((line) => line.startsWith("[") && isFault(line));
  }

  private log(): string {
    try {
      return readFileSync(join(this.folder, "debug.log"), "utf8");
    } catch {
      return "";
    }
  }

  /** Registers somebody, with a sector and a country. */
  async join(name: string, role = "subscriber"): Promise<void> {
    await this.php(`$id = wp_insert_user(['user_login' => '${name}', 'user_pass' => '${name}-password', 'user_email' => '${name}@example.org', 'role' => '${role}']);
      if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message()); exit(1); }
      update_user_meta($id, 'open_forum_sector', 'cso');
      update_user_meta($id, 'open_forum_country', 'TH');`);
  }

  /** Signs in by WordPress's own form; once for each person. */
  login(name: string): Promise<Session> {
    const known = this.sessions.get(name) ?? this.signIn(name);
    this.sessions.set(name, known);
    return known;
  }

  private async signIn(name: string): Promise<Session> {
    const form = new URLSearchParams({ log: name, pwd: `${name}-password`, testcookie: "1" });
    const answer = await fetch(`${this.url}/wp-login.php`, {
      method: "POST",
      body: form,
      redirect: "manual",
      headers: { cookie: "wordpress_test_cookie=WP%20Cookie%20check" },
    });
    const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
    if (!cookie.includes("wordpress_logged_in")) throw new Error(`${name} cannot sign in: ${answer.status}`);
    const nonce = await this.nonce(cookie);
    return { cookie, nonce };
  }

  /** A nonce of somebody's session, from where the widget's page asks for it; another one where half a nonce's life has `passed`. */
  async nonce(cookie: string, { passed = false } = {}): Promise<string> {
    const headers = { cookie, ...(passed ? { "x-test-next-nonce": "1" } : {}) };
    const answer = await fetch(`${this.url}/wp-admin/admin-ajax.php?action=rest-nonce`, { headers });
    const nonce = (await answer.text()).trim();
    if (!/^[0-9a-f]{10}$/.test(nonce)) throw new Error(`no nonce but ${answer.status}: ${nonce.slice(0, 200)}`);
    return nonce;
  }

  /** Asks the API and holds the answer against the contract. */
  async ask<T = any>(method: string, path: string, { by, body, headers = {} }: Request = {}): Promise<Reply<T>> {
    const session = by ? { cookie: by.cookie, "x-wp-nonce": by.nonce } : {};
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await fetch(`${this.url}${NAMESPACE}${path}`, {
      method,
      headers: { ...session, ...json, ...headers } as Record<string, string>,
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const type = answer.headers.get("content-type") ?? "";
    const read = text === "" ? null : JSON.parse(text);
    expect(wrong(method, path, answer.status, type, read), `${method} ${path}: ${answer.status} ${text.slice(0, 300)}`).toEqual([]);
    const code = answer.status >= 400 ? String(read?.type ?? "").split("/").pop()! : "";
    return { status: answer.status, body: read, headers: answer.headers, code };
  }

  get<T = any>(path: string, by?: Session | null, headers?: Record<string, string>): Promise<Reply<T>> {
    return this.ask<T>("GET", path, { by, headers });
  }

  /** Opens a thread; answers its slug. */
  async thread(more: Record<string, unknown> = {}): Promise<string> {
    const slug = `t-${crypto.randomUUID().slice(0, 13)}`;
    const body = {
      slug,
      kind: "proposals",
      title: `A thread ${slug}`,
      summary: "",
      body: "",
      language: "en",
      promise: "consult",
      voting: { mode: "opinion", results: "always" },
      ...more,
    };
    const made = await this.ask("POST", "/threads", { by: await this.login("boss"), body });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return slug;
  }

  /** Submits by somebody; answers what the API does. */
  async submit(thread: string, by: Session, more: Record<string, unknown> = {}, headers?: Record<string, string>): Promise<Reply> {
    const body = { kind: "idea", title: "An idea", body: "Because.", language: "en", ...more };
    return this.ask("POST", `/threads/${thread}/submissions`, { by, body, headers });
  }

  /** A published submission of somebody; answers its id. */
  async submitted(thread: string, by: Session, more: Record<string, unknown> = {}): Promise<string> {
    const made = await this.submit(thread, by, more);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id;
  }

  vote(id: string, by: Session, value: string | null, headers?: Record<string, string>): Promise<Reply> {
    return value === null
      ? this.ask("DELETE", `/submissions/${id}/vote`, { by, headers })
      : this.ask("PUT", `/submissions/${id}/vote`, { by, body: { value }, headers });
  }

  /** Runs PHP within WordPress; answers what it prints. */
  async php(code: string): Promise<string> {
    const env = { ...process.env, SITE_FOLDER: this.folder, SITE_URL: this.url, SITE_WORDPRESS: process.env.WORDPRESS! };
    const begin = '$_SERVER["HTTP_HOST"] = "127.0.0.1"; require getenv("SITE_WORDPRESS") . "/wp-load.php";';
    const { stdout } = await run("php", ["-r", begin + code], { env, maxBuffer: 1 << 26 });
    return stdout;
  }
}

export const test = base.extend<object, { site: Site }>({
  site: [
    async ({}, use) => {
      const site = await Site.start();
      await use(site);
      const faults = site.faults();
      await site.remove();
      expect(faults).toEqual([]);
    },
    { scope: "worker", timeout: 180_000 },
  ],
});
