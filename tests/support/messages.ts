// The widget's own words, so that a test asks for what a person reads.
import { readFileSync } from "node:fs";

export type Language = "en" | "th";

const read = (language: Language): Record<string, string> => {
  const file = (path: string) => JSON.parse(readFileSync(new URL(`../../public/locales/${path}${language}.json`, import.meta.url), "utf8"));
  return { ...file(""), ...file("rooms/") };
};

const locales = { en: read("en"), th: read("th") };

/** A message with its holes filled; a key that does not exist is a fault of the test. */
export function message(key: string, holes: Record<string, string | number> = {}, language: Language = "en"): string {
  const text = locales[language][key];
  if (text === undefined) throw new Error(`there is no message ${key} in ${language}`);
  return text.replace(/\{(\w+)\}/g, (hole, name) => String(holes[name] ?? hole));
}

/** A message as a pattern in which every hole may hold anything. */
export function pattern(key: string, language: Language = "en"): RegExp {
  const escaped = message(key, {}, language).replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(escaped.replace(/\{\w+\}/g, ".+"));
}
