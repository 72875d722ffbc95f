// The big list of naughty strings, which have broken other software.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const data = process.env.OPEN_FORUM_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** All of them; none where they are not beside the project. */
export function naughty(): string[] {
  const list = join(data, "security/blns.json");
  return existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
}

/** Why a test that needs them is skipped. */
export const NO_STRINGS = "../shared/data/security/blns.json is not there";
