// The loader of the desk: a page of its own (desk.html, where it finds #desk),
// and for the widget the decisions about one thing where it stands.
//
// Code, style and words are asked for at the same time. The desk has some of
// the widget's sheets and its own.

const ASSETS = /*@desk-assets*/ { glue: "./assets/desk.js", wasm: "./assets/desk_bg.wasm", styles: ["./assets/desk-base.css", "./assets/desk.css"], locales: { th: "./assets/desk-locale-th.json" } };
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
const engine = () =>
  once("engine", async () => {
    const [glue, wasm] = await Promise.all([import(at(ASSETS.glue)), load(ASSETS.wasm)]);
    await glue.default({ module_or_path: wasm });
    return glue;
  });
const style = (path) =>
  once(path, async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await load(path)).text());
    return sheet;
  });
// English is built in.
const words = (lang) => (ASSETS.locales[lang] ? once(lang, async () => (await load(ASSETS.locales[lang])).json()) : Promise.resolve(undefined));
const known = (tag) => [tag, tag?.split("-")[0]].find((one) => one === "en" || ASSETS.locales[one]);

/**
 * The decisions about one thing, within the widget's own root: `context` is
 * {api, lang, getToken, say, changed}. The answer's `free()` takes them away.
 */
export async function mount_actions(container, root, context, kind, id) {
  const lang = known(context.lang) ?? "en";
  const [glue, sheet, messages] = await Promise.all([engine(), style(ASSETS.styles.at(-1)), words(lang)]);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return glue.mount_actions(container, root, { ...context, lang, messages: messages ?? {} }, kind, id);
}

const SAY = {
  en: ["The desk could not be loaded. Check your connection and try again.", "Try again"],
  th: ["โหลดโต๊ะทำงานไม่สำเร็จ โปรดตรวจสอบการเชื่อมต่อแล้วลองอีกครั้ง", "ลองอีกครั้ง"],
};

async function open(place) {
  const query = new URLSearchParams(location.search);
  const saved = (name) => {
    try {
      return localStorage.getItem(`open-forum-desk:${name}`);
    } catch {
      return null;
    }
  };
  const theme = ["light", "dark"].find((one) => one === (query.get("theme") ?? saved("theme")));
  if (theme) document.documentElement.dataset.theme = theme;
  const lang = [query.get("lang"), saved("lang"), ...navigator.languages].map(known).find(Boolean) ?? "en";
  document.documentElement.lang = lang;
  const forum = query.get("forum");
  const base = new URL(forum && /^[a-z0-9-]+$/.test(forum) ? `./f/${forum}` : ".", location.href).href.replace(/\/+$/, "");
  try {
    const [glue, messages, ...sheets] = await Promise.all([engine(), words(lang), ...ASSETS.styles.map(style)]);
    // Live regions stand beside the root, since screen readers miss those inside.
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
    const [status, alert] = [region("status"), region("alert")];
    const say = (text, urgent) => (urgent ? alert : status)(text);
    const root = place.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = sheets;
    if (theme) place.setAttribute("theme", theme);
    const languages = ["en", ...Object.keys(ASSETS.locales)];
    // Held here, since what nobody holds is collected, and the desk with it.
    place.desk = glue.mount_desk(root, { base, lang, messages: messages ?? {}, languages, theme: theme ?? "", as: query.get("as") ?? "", say, load: async (tag) => (await words(tag)) ?? {} });
  } catch (error) {
    console.error("desk:", error);
    const [text, again] = SAY[lang] ?? SAY.en;
    const told = document.createElement("p");
    told.textContent = text;
    told.setAttribute("role", "alert");
    const retry = document.createElement("button");
    retry.textContent = again;
    retry.addEventListener("click", () => open(place));
    place.replaceChildren(told, retry);
  }
}

const place = document.getElementById("desk");
if (place && !place.shadowRoot) open(place);
