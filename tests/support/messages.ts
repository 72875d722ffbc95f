// The project's own words, so that a test asks for what a person reads.
import { readFileSync } from "node:fs";

export type Language = "en" | "th";

/** Words of one module, from the files (from the project's root) that hold them in a language. */
export function messagesOf(files: (language: Language) => string[]) {
  const read = (language: Language): Record<string, string> =>
    Object.assign({}, ...files(language).map((file) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"))));
  const locales = { en: read("en"), th: read("th") };
  return {
    keys: Object.keys(locales.en),
    /** A message with its holes filled; a key that does not exist is a fault of the test. */
    say(key: string, holes: Record<string, string | number> = {}, language: Language = "en"): string {
      const text = locales[language][key];
      if (text === undefined) throw new Error(`there is no message ${key} in ${language}`);
      return text.replace(/\{(\w+)\}/g, (hole, name) => String(holes[name] ?? hole));
    },
  };
}

const widget = messagesOf((language) => [`public/locales/${language}.json`, `public/locales/rooms/${language}.json`]);

/** A message of the widget or its rooms. */
export const message = widget.say;

/** A message as a pattern in which every hole may hold anything. */
export function pattern(key: string, language: Language = "en"): RegExp {
  const escaped = message(key, {}, language).replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(escaped.replace(/\{\w+\}/g, ".+"));
}
