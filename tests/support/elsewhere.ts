// A website of another origin: it serves one page and nothing else.
import { createServer } from "node:http";

export async function elsewhere(page: string): Promise<{ url: string; close: () => Promise<void> }> {
  const website = createServer((_, answer) => answer.setHeader("Content-Type", "text/html; charset=utf-8").end(page));
  await new Promise<void>((done) => website.listen(0, "127.0.0.1", done));
  const address = website.address();
  if (!address || typeof address !== "object") throw new Error("no address");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((done) => void website.close(() => done())),
  };
}
