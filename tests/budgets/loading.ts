// What a page loads, brotli 11.
import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";

import type { Response } from "@playwright/test";

import type { Page } from "../support/forum.ts";

export interface Part {
  path: string;
  bytes: number;
  /** How the server had packed it. */
  coded: string;
}

/** What was measured already: the same module is loaded by many tests, and brotli 11 of it takes seconds. */
const measured = new Map<string, number>();

function brotli(body: Buffer): number {
  if (body.length === 0) return 0;
  const key = createHash("sha256").update(body).digest("hex");
  const known = measured.get(key);
  if (known !== undefined) return known;
  const bytes = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }).length;
  measured.set(key, bytes);
  return bytes;
}

/**
 * Counts from now on, but what `skip` names; the answer prints a table of it and adds it up.
 *
 * Nothing is packed before the end: the tests' own answers to the page come from this process, and would wait.
 */
export function loading(page: Page, skip: (path: string) => boolean): (name: string) => Promise<{ total: number; files: Part[] }> {
  const loaded: { path: string; body: Buffer; coded: string }[] = [];
  const waiting: Promise<void>[] = [];
  const count = (answer: Response) => {
    const { pathname, search } = new URL(answer.url());
    if (skip(pathname)) return;
    const read = answer
      .body()
      // What the browser does not keep is asked for again: nothing is left out.
      .catch(async () => (await page.request.get(answer.url(), { headers: await answer.request().allHeaders() })).body())
      .then((body) => void loaded.push({ path: pathname + search, body, coded: answer.headers()["content-encoding"] ?? "" }));
    // Who waits for all of them hears of it; without anybody who waits, the page is gone and nothing is lost.
    read.catch(() => {});
    waiting.push(read);
  };
  page.on("response", count);
  return async (name) => {
    // What the page asks for from now on, as it does from time to time, is not of this sum.
    page.off("response", count);
    await Promise.all(waiting);
    const parts: Part[] = loaded.map(({ path, body, coded }) => ({ path, bytes: brotli(body), coded }));
    const total = parts.reduce((sum, part) => sum + part.bytes, 0);
    const table = parts.map((part) => `${String(part.bytes).padStart(8)} ${part.path}`).join("\n");
    console.log(`${table}\n${String(total).padStart(8)} bytes in all (${name})`);
    return { total, files: parts.filter((part) => /^\/(assets\/|open-forum\.js|desk\.)/.test(part.path)) };
  };
}
