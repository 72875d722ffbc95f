// The loader of the desk: a page of its own (desk.html, where it finds #desk),
// and for the widget the decisions about one thing where it stands.
//
// Code, style and words are asked for at the same time. The desk has some of
// the widget's sheets and its own.

const ASSETS = /*@desk-assets*/ { styles: ["./assets/desk-base.css", "./assets/desk.css"], parts: { moderation: { glue: "./assets/desk-moderation.js", wasm: "./assets/desk-moderation_bg.wasm", locales: { en: "./assets/desk-locale-moderation-en.json" } } } };
const at = (path) => new URL(path, import.meta.url).href;

// What is asked for once; a failure is forgotten, so that "try again" tries again.
const kept = new Map();
const once = (name, make) => {
  if (!kept.has(name)) kept.set(name, make().catch((error) => (kept.delete(name), Promise.reject(error))));
  return kept.get(name);
};
const load = async (path) => {
  const response = await fetch(at(path));
  if (!response.ok) throw new TypeError(`${response.status} ${path}`);
  return response;
};
// Several modules: whoever moderates does not load what officials need, and the other way round.
const engine = (part) =>
  once(part, async () => {
    const { glue: script, wasm: module } = ASSETS.parts[part];
    const [glue, wasm] = await Promise.all([import(at(script)), load(module)]);
    await glue.default({ module_or_path: wasm });
    return glue;
  });
const style = (path) =>
  once(path, async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await load(path)).text());
    return sheet;
  });
const words = (part, lang) => once(`${part} ${lang}`, async () => (await load(ASSETS.parts[part].locales[lang])).json());
const LANGUAGES = ASSETS.parts.moderation.locales;
const known = (tag) => [tag, tag?.split("-")[0]].find((one) => one && LANGUAGES[one]);

/**
 * The decisions about one thing, within the widget's own root: `context` is
 * {api, lang, getToken, say, changed}. The answer's `free()` takes them away.
 */
export async function mount_actions(container, root, context, kind, id) {
  const lang = known(context.lang) ?? "en";
  const [glue, sheet, messages] = await Promise.all([engine("moderation"), style(ASSETS.styles.at(-1)), words("moderation", lang)]);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return glue.mount_actions(container, root, { ...context, lang, messages }, kind, id);
}

// The screens of other parts than moderation, as the address names them.
const PARTS = { ledger: "answers", answers: "answers", patterns: "forum", threads: "forum", announcements: "forum", recognitions: "forum", audit: "forum" };

// Live regions stand beside the root, since screen readers miss those inside.
const REGIONS = ["status", "alert"];
const region = (role) => {
  const node = document.createElement("div");
  node.setAttribute("role", role);
  document.body.append(node);
  let later;
  return (text) => {
    clearTimeout(later);
    node.textContent = "";
    later = setTimeout(() => (node.textContent = text), 50);
  };
};

const SAY = {
  en: ["The desk could not be loaded. Check your connection and try again.", "Try again"],
  th: ["โหลดโต๊ะทำงานไม่สำเร็จ โปรดตรวจสอบการเชื่อมต่อแล้วลองอีกครั้ง", "ลองอีกครั้ง"],
};

function open(place) {
  const query = new URLSearchParams(location.search);
  const saved = (name) => {
    try {
      return localStorage.getItem(`open-forum-desk:${name}`);
    } catch {
      return null;
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(`open-forum-desk:${name}`, value);
    } catch {
      // Then the next visit begins with the first part.
    }
  };
  const theme = ["light", "dark"].find((one) => one === (query.get("theme") ?? saved("theme")));
  if (theme) document.documentElement.dataset.theme = theme;
  const lang = [query.get("lang"), saved("lang"), ...navigator.languages].map(known).find(Boolean) ?? "en";
  document.documentElement.lang = lang;
  const forum = query.get("forum");
  const base = new URL(forum && /^[a-z0-9-]+$/.test(forum) ? `./f/${forum}` : ".", location.href).href.replace(/\/+$/, "");
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  if (theme) place.setAttribute("theme", theme);
  const [status, alert] = REGIONS.map(region);
  const say = (text, urgent) => (urgent ? alert : status)(text);
  const given = { base, languages: Object.keys(LANGUAGES), theme: theme ?? "", say };
  // In another task: the desk that asks is not in the middle of something then.
  given.part = (name, carried) => setTimeout(() => show(name, carried ?? ""));
  const show = async (part, carried) => {
    try {
      const [glue, messages, ...sheets] = await Promise.all([engine(part), words(part, document.documentElement.lang), ...ASSETS.styles.map(style)]);
      place.desk?.free();
      root.replaceChildren();
      keep("part", part);
      root.adoptedStyleSheets = sheets;
      // Held here, since what nobody holds is collected, and the desk with it.
      place.desk = glue.mount_desk(root, { ...given, lang: document.documentElement.lang, messages, load: (tag) => words(part, tag), as: carried === undefined ? (query.get("as") ?? "") : "", carried: carried ?? "", moved: carried !== undefined });
    } catch (error) {
      console.error("desk:", error);
      const [text, again] = SAY[lang] ?? SAY.en;
      const told = document.createElement("p");
      told.textContent = text;
      told.setAttribute("role", "alert");
      const retry = document.createElement("button");
      retry.textContent = again;
      retry.addEventListener("click", () => show(part, carried));
      place.desk?.free();
      place.desk = undefined;
      root.replaceChildren(told, retry);
    }
  };
  // Who comes without an address goes on in the part where they were last.
  const screen = location.hash.match(/^#\/(\w+)/)?.[1];
  const last = query.get("as") === "official" ? "answers" : saved("part");
  show(screen ? (PARTS[screen] ?? "moderation") : ASSETS.parts[last] ? last : "moderation");
}

const place = document.getElementById("desk");
if (place && !place.shadowRoot) open(place);
