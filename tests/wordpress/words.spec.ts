// Every word of the plugin is translated, nothing else is, and what is made of the translations is fresh.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "@playwright/test";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test("the plugin's words are those of its translations", async () => {
  const plugin = here("../../adapters/wordpress/open-forum");
  const { stdout } = await promisify(execFile)("php", [here("words.php"), plugin, process.env.WORDPRESS!]);
  const lines = stdout.trim().split("\n");
  const words = Number(/^(\d+) words$/.exec(lines.pop() ?? "")?.[1]);
  expect(lines).toEqual([]);
  expect(words).toBeGreaterThan(150);
});
