// The plugin's rules are the project's own: what crates/rules answers, they answer.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "@playwright/test";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test("the same question has the same answer", async () => {
  const plugin = here("../../adapters/wordpress/open-forum");
  const { stdout } = await promisify(execFile)("php", [here("rules.php"), plugin, here("../../crates/rules/tests/vectors.json")]);
  const lines = stdout.trim().split("\n");
  const asked = Number(/^(\d+) asked$/.exec(lines.pop() ?? "")?.[1]);
  expect(lines).toEqual([]);
  expect(asked).toBeGreaterThan(1_000);
});
