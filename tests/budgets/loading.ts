// What a page loads, brotli 11.
import { brotliCompressSync, constants } from "node:zlib";

import type { Page } from "../support/forum.ts";

export interface Part {
  path: string;
  bytes: number;
  /** How the server had packed it. */
  coded: string;
}

const brotli = (body: Buffer) =>
  body.length === 0 ? 0 : brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }).length;

/** Counts from now on, but what `skip` names; the answer prints a table of it and adds it up. */
export function loading(page: Page, skip: (path: string) => boolean): (name: string) => Promise<{ total: number; files: Part[] }> {
  const parts: Part[] = [];
  const waiting: Promise<void>[] = [];
  page.on("response", (answer) => {
    const { pathname, search } = new URL(answer.url());
    if (skip(pathname)) return;
    waiting.push(
      answer.body().then(
        (body) => void parts.push({ path: pathname + search, bytes: brotli(body), coded: answer.headers()["content-encoding"] ?? "" }),
        () => undefined,
      ),
    );
  });
  return async (name) => {
    await Promise.all(waiting);
    const total = parts.reduce((sum, part) => sum + part.bytes, 0);
    const table = parts.map((part) => `${String(part.bytes).padStart(8)} ${part.path}`).join("\n");
    console.log(`${table}\n${String(total).padStart(8)} bytes in all (${name})`);
    return { total, files: parts.filter((part) => /^\/(assets\/|open-forum\.js|desk\.)/.test(part.path)) };
  };
}
