// A website of another origin: it serves one page and nothing else.
import { createServer } from "node:http";

/**
 * Serves the page on this machine. Under the name `localhost` it is not only of another origin than a
 * server at 127.0.0.1, but of another site, as most pages that embed a forum are.
 */
export async function elsewhere(
  page: string | (() => string),
  host: "127.0.0.1" | "localhost" = "127.0.0.1",
): Promise<{ url: string; origin: string; close: () => Promise<void> }> {
  const website = createServer((_, answer) =>
    answer.setHeader("Content-Type", "text/html; charset=utf-8").end(typeof page === "string" ? page : page()),
  );
  await new Promise<void>((done) => website.listen(0, "127.0.0.1", done));
  const address = website.address();
  if (!address || typeof address !== "object") throw new Error("no address");
  const origin = `http://${host}:${address.port}`;
  return {
    url: `${origin}/`,
    origin,
    close: () => {
      website.closeAllConnections();
      return new Promise((done) => void website.close(() => done()));
    },
  };
}
