// <open-forum>: the element, and the loader of what is behind it.
//
// Nothing is loaded before the element is near the viewport. Then code, style,
// words and first data are asked for at the same time, and the first
// submissions are painted here, by DOM calls, as soon as style and data are
// there. The widget (WebAssembly) takes over from the same data, with the same
// structure and classes (src/components/card.rs), so that nothing moves.

const ASSETS = /*@assets*/ { glue: "./assets/open-forum.js", wasm: "./assets/open-forum_bg.wasm", style: "./assets/style.css", locales: { en: "./assets/locale-en.json", th: "./assets/locale-th.json" }, browser: { glue: "./assets/browser.js", wasm: "./assets/browser_bg.wasm" }, adapters: { glue: "./assets/adapters.js", wasm: "./assets/adapters_bg.wasm" }, live: "./live.js", rooms: { glue: "./assets/rooms.js", wasm: "./assets/rooms_bg.wasm", style: "./assets/rooms.css", locales: { en: "./assets/rooms-locale-en.json", th: "./assets/rooms-locale-th.json" } } };
const at = (path) => new URL(path, import.meta.url).href;

// What is shared by all elements of a page; a failure is forgotten, so that
// "try again" tries again.
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
const compile = async (path) => {
  const response = await load(path);
  const copy = response.clone();
  // A server that sends another media type than application/wasm is no reason to fail.
  return WebAssembly.compileStreaming(response).catch(async (error) => {
    if (!(error instanceof TypeError)) throw error;
    return WebAssembly.compile(await copy.arrayBuffer());
  });
};
// Which module speaks to a kind of backend: who takes part through the usual one loads no code of another.
const ENGINES = { rest: ASSETS, wordpress: ASSETS, browser: ASSETS.browser, host: ASSETS.adapters, postgrest: ASSETS.adapters };
const engine = ({ glue: script, wasm } = ASSETS) =>
  once(wasm, async () => {
    const [glue, module] = await Promise.all([import(at(script)), compile(wasm)]);
    await glue.default({ module_or_path: module });
    return glue;
  });
// One exchange with a backend, which is not trusted: it ends after 20 seconds and after 4 MiB. The body is
// `undefined` where it is empty or no JSON.
const ask = async (address, init) => {
  const end = new AbortController();
  const late = setTimeout(() => end.abort(new DOMException("", "TimeoutError")), 20000);
  try {
    const { status, headers, body } = await fetch(address, { ...init, signal: end.signal });
    const answer = { status, headers };
    const decoder = new TextDecoder();
    const reader = body?.getReader();
    let json = "";
    for (let size = 0, part; reader && !(part = await reader.read()).done; ) {
      size += part.value.length;
      if (size > 4 << 20) throw new RangeError(address);
      json += decoder.decode(part.value, { stream: true });
    }
    try {
      answer.body = JSON.parse(json + decoder.decode());
    } catch {}
    return answer;
  } catch (error) {
    const reason = end.signal.reason ?? error;
    end.abort(); // what is left of it
    throw reason;
  } finally {
    clearTimeout(late);
  }
};
// The plugin for WordPress speaks the contract, under an address of its own, which may be a parameter, and for a nonce.
const wordpress = (base, address, { headers: { authorization, ...headers } = {}, ...init }) => {
  if (authorization) headers["x-wp-nonce"] = authorization.slice(7);
  const path = address.slice(base.length);
  return ask(`${base}/open-forum${base.includes("?") ? path.replace("?", "&") : path}`, { ...init, headers });
};
// The next frame is on screen, or there is none to wait for: what was painted is not to wait for the widget.
const drawn = () =>
  new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
const style = ({ style: path } = ASSETS) =>
  once(path, async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await load(path)).text());
    return sheet;
  });
// All texts of a language, in the order of their keys.
const words = (lang, { locales } = ASSETS) => once(locales[lang], async () => (await load(locales[lang])).json());

// The last thing that the page's own policy kept us from.
let blocked = "";
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.blockedURI === "wasm-eval") blocked = "script-src 'wasm-unsafe-eval'";
  else if (event.blockedURI.startsWith(new URL(import.meta.url).origin)) blocked = `${event.effectiveDirective} ${new URL(import.meta.url).origin}`;
});

const SAY = {
  en: {
    network: "The forum could not be loaded. Check your connection and try again.",
    wasm: "This browser cannot show the forum, because WebAssembly is missing or switched off.",
    csp: "The security policy (Content-Security-Policy) of this page keeps the forum from loading. It lacks: ",
    retry: "Try again",
  },
  th: {
    network: "โหลดเวทีรับฟังความคิดเห็นไม่สำเร็จ โปรดตรวจสอบการเชื่อมต่อแล้วลองอีกครั้ง",
    wasm: "เบราว์เซอร์นี้แสดงเวทีรับฟังความคิดเห็นไม่ได้ เพราะไม่มีหรือปิดใช้ WebAssembly",
    csp: "นโยบายความปลอดภัย (Content-Security-Policy) ของหน้านี้ไม่อนุญาตให้โหลดเวทีรับฟังความคิดเห็น ยังขาด: ",
    retry: "ลองอีกครั้ง",
  },
};

// A small way to write elements: el("p.card-text", { lang }, "text", child).
const el = (name, props, ...children) => {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const key in props) if (props[key] != null) node.setAttribute(key, props[key]);
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
};
// A screenful; not in a frame, which may grow with its content.
const room = () => (window.top === window ? `${innerHeight}px` : "24em");
// What is too much for a screen is the widget's to judge.
const text = (value) => (typeof value === "string" ? value.slice(0, 5000) : "");
const list = (value) => (Array.isArray(value) ? value.slice(0, 100) : []);

const nearby =
  globalThis.IntersectionObserver &&
  new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) entry.target._near();
    },
    { rootMargin: "600px" },
  );

class OpenForum extends HTMLElement {
  static observedAttributes = ["api", "backend", "thread", "lang", "view", "token", "address", "heading-level"];

  // For the widget and its rooms.
  _ask = (address, init) => (this.#kind === "wordpress" ? wordpress(this.#base, address, init) : ask(address, init));

  #run; // the present attempt to load; another or none means: stop
  #widget;
  #place; // where the page's own content stands before that
  #shown; // what stands in the root before the widget
  #token;
  #getToken;
  #backend;
  #deafen;

  // A backend that the page brings (open-forum.d.ts); null takes it away. A word is the attribute.
  get backend() {
    return this.#backend ?? this.getAttribute("backend");
  }
  set backend(value) {
    const word = typeof value === "string";
    this.#backend = word ? null : value;
    if (word) this.setAttribute("backend", value);
    if (this.#run) this.#restart();
  }

  // The token of the signed-in person; null takes it away.
  get token() {
    return this.#token ?? this.getAttribute("token");
  }
  set token(value) {
    this.#token = value;
    this.#widget?.update("token", this.token ?? "");
  }

  // async () => "…": asked for a token before the last one ends and after a 401.
  get getToken() {
    return this.#getToken;
  }
  set getToken(ask) {
    this.#getToken = ask;
    this.#widget?.update("token", this.token ?? "");
  }

  connectedCallback() {
    if (this.#run) return; // moved within the page
    // Properties that were set before this script had run.
    for (const name of ["token", "getToken", "backend"])
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    for (const role of ["status", "alert"]) this.#region(role);
    // What the page offers meanwhile stands here, with room for what comes, so
    // that the page below moves as little as it can.
    this.#place = el("div", {}, el("slot"));
    this.#place.style.minHeight = room();
    root.replaceChildren(el("slot", { name: "live" }), this.#place);
    this.#show(null);
    this.#run = {};
    if (!nearby || this.getAttribute("loading") === "eager") this._near();
    else nearby.observe(this);
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#stop());
  }

  attributeChangedCallback(name, before, value) {
    if (before === value || !this.#run) return;
    if (["api", "backend", "address"].includes(name) || (!this.#widget && name !== "token")) this.#restart();
    else if (name === "lang") this.#speak();
    else this.#widget?.update(name, (name === "token" ? this.token : value) ?? "");
  }

  // Live regions stand beside the root, since screen readers miss those inside.
  #region(role) {
    if (this.querySelector(`:scope > [role=${role}][slot=live]`)) return;
    const region = el("div", { role, slot: "live" });
    region.style.cssText = "position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";
    this.append(region);
  }

  #restart() {
    this.#stop();
    if (this.isConnected) this.connectedCallback();
  }

  #stop() {
    nearby?.unobserve(this);
    this.#run = null;
    this._listen();
    this.#widget?.free();
    this.#widget = null;
    this.shadowRoot?.replaceChildren();
  }

  #show(node) {
    this.#shown?.remove();
    this.#shown = node;
    if (node) this.shadowRoot.append(node);
  }

  get #lang() {
    const tag = this.closest("[lang]")?.lang || "en";
    const base = tag.split("-")[0];
    return ASSETS.locales[tag] ? tag : ASSETS.locales[base] ? base : "en";
  }

  async #speak() {
    const lang = this.#lang;
    const given = { lang, token: this.token, backend: this.#kind };
    const asked = [words(lang), this.#words(given, this.#asks(given))];
    const [messages] = await Promise.all(asked).catch(() => []);
    if (this.#widget && messages && lang === this.#lang) this.#widget.update("lang", { ...given, messages });
  }

  // A part that is a module of its own: `rooms` with its style and words, or `desk`, which brings its own.
  async _part(name) {
    if (name === "desk") return { glue: await import(at("./desk.js")) };
    const part = ASSETS[name];
    const [glue, sheet, messages] = await Promise.all([engine(part), style(part), words(this.#lang, part)]);
    const root = this.shadowRoot;
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return { glue, messages };
  }

  // For the widget: listens to a thread by the address of its events, or to none. What is on screen comes first, and who
  // saves data is spared it.
  _listen(address) {
    this.#deafen?.();
    const end = (this.#deafen = () => clearTimeout(timer));
    const timer = setTimeout(async () => {
      const live = await once(ASSETS.live, () => import(at(ASSETS.live))).catch(() => {});
      if (end === this.#deafen) this.#deafen = live?.default(address, (kind, data) => this.#widget?.update("event", { kind, data }), this.shadowRoot);
    }, 3000);
    if (!address || navigator.connection?.saveData) clearTimeout(timer);
  }

  _near() {
    nearby?.unobserve(this);
    const run = (this.#run = {});
    // What the page's policy blocked is told a moment after the failure.
    this.#load(run).catch((error) => setTimeout(() => this.#run === run && this.#fail(error), 50));
  }

  get #base() {
    return (this.getAttribute("api") ?? "").replace(/\/+$/, "");
  }

  get #kind() {
    return this.#backend ? "host" : this.getAttribute("api")?.startsWith("browser:") ? "browser" : this.getAttribute("backend") || "rest";
  }

  async #load(run) {
    const lang = this.#lang;
    const backend = this.#kind;
    const given = { lang, token: this.token, backend };
    const sheet = style();
    const messages = words(lang).catch(() => ((given.lang = "en"), words("en")));
    const waits = backend === "host" && !this.#backend;
    if (waits || !Object.hasOwn(ENGINES, backend)) return this.#lack(run, waits, sheet, messages);
    const code = engine(ENGINES[backend]);
    const data = this.#data(given);
    for (const one of [messages, data]) one.catch(() => {});
    code.catch(() => {}); // reported below, after what can be shown is shown
    this.#skeleton();
    this.shadowRoot.adoptedStyleSheets = [await sheet];
    await data;
    given.messages = await messages;
    if (this.#run !== run) return;
    if (given.submissions) {
      try {
        const painted = paint(this, given);
        this.#place.remove();
        this.#show(painted);
        await drawn();
      } catch {
        // An answer of another shape: the widget says so in words.
      }
    }
    const glue = await code;
    if (this.#run !== run) return;
    const widget = glue.mount(this, this.shadowRoot, given);
    this.#widget = widget;
    // A token that the page set while we loaded.
    if (this.token !== given.token) widget.update("token", this.token ?? "");
    this.#place.remove();
    this.#show(null);
  }

  #skeleton() {
    if (this.querySelector(":scope > :not([slot])")) return;
    this.#place.remove();
    this.#show(bones());
  }

  // There is no such backend, or the page brings one and has not yet: who hands it over begins anew.
  async #lack(run, waits, sheet, messages) {
    if (waits) this.dispatchEvent(new CustomEvent("open-forum:backend", { bubbles: true, composed: true }));
    if (this.#run !== run) return;
    this.#skeleton();
    this.shadowRoot.adoptedStyleSheets = [await sheet];
    const told = (await messages)[SAYS["error.not_set_up"]];
    if (waits) await new Promise((done) => setTimeout(done, 10000));
    if (this.#run === run) this.#fail(new TypeError("backend"), told);
  }

  // Asks for a part of `given`. One that fails is asked for again by the widget, which then also says why.
  #asks(given) {
    const headers = given.token ? { authorization: `Bearer ${given.token}` } : {};
    return async (name, path) => {
      try {
        const { status, body } = await this._ask(`${this.#base}/v1/${path}`, { headers });
        if (status === 200) given[name] = body;
      } catch {}
    };
  }

  // The forum with its words in one language: those of the others are for those who read them.
  #words({ lang, backend }, get) {
    return ENGINES[backend] === ASSETS && get("forum", `forum?lang=${encodeURIComponent(lang)}`);
  }

  // The first answers.
  async #data(given) {
    if (ENGINES[given.backend] !== ASSETS) return;
    const get = this.#asks(given);
    const thread = encodeURIComponent(this.getAttribute("thread") ?? "");
    const view = this.getAttribute("view");
    const asked = [this.#words(given, get)];
    const news = (of) => get("announcements", `announcements${of}`);
    const elsewhere = this.getAttribute("address") === "keep" && /[?&]of-/.test(location.search);
    if (thread && !elsewhere && view !== "threads") {
      asked.push(get("thread", `threads/${thread}`), news(`?thread=${thread}`));
      if (view !== "compose") asked.push(get("submissions", `threads/${thread}/submissions?limit=10`));
    } else if (!elsewhere) asked.push(get("threads", "threads"), news(""));
    await Promise.all(asked);
  }

  #fail(error, set) {
    const kind = set ? "backend" : blocked ? "csp" : !globalThis.WebAssembly || error instanceof WebAssembly.CompileError ? "wasm" : "network";
    const say = SAY[this.#lang] ?? SAY.en;
    const retry = el("button.btn", { type: "button" }, say.retry);
    retry.addEventListener("click", () => {
      this.#restart();
      this._near();
    });
    const told = set ?? say[kind] + (kind === "csp" ? blocked : "");
    // What the page offers instead stands below it.
    this.#show(el("div.of", {}, el("div.notice.notice-bad", {}, el("p", {}, told), retry)));
    this.#place.style.minHeight = "";
    this.shadowRoot.append(this.#place);
    this.querySelector(":scope > [role=alert]")?.append(told);
    console.error(`open-forum: ${told}`, error);
    this.dispatchEvent(new CustomEvent("open-forum:error", { bubbles: true, composed: true, detail: { code: kind, directive: blocked } }));
  }
}

function bones() {
  const bone = (size) => el(`span.bone.${size}`);
  const card = () => el("div.card", {}, bone("bone-s"), bone("bone-m"), bone("bone"), bone("bone-s"));
  const box = el("div.of", { "aria-busy": "true" }, el("div.skeleton", {}, card(), card(), card()));
  box.style.minHeight = room();
  return box;
}

// The few words of the first paint: filled in is where they stand in the list of all.
const SAYS = /*@words*/ ["author.verified", "author.you", "compose.open", "error.not_set_up", "filter.title", "phase.answered", "phase.closed", "phase.collecting", "phase.open", "phase.upcoming", "phase.voting", "response.action", "response.action.not", "response.by", "response.heard", "response.thread_title", "response.title", "search.label", "tally.head.organisations", "tally.head.people", "vote.agree", "vote.disagree", "vote.pass", "vote.support"];

// The first view of a thread with the widget's own structure and classes
// (screens/thread.rs, components/card.rs): what is text stands there as text,
// what is not known yet keeps its place, so that nothing moves when the widget
// takes over.
function paint(host, { lang, forum, thread, submissions, announcements, messages }) {
  const say = (key) => messages[SAYS[key]] ?? "\xa0";
  const blank = () => el("span", {}, "\xa0");
  const pick = (names) => names?.[lang] ?? names?.en ?? Object.values(names ?? {})[0] ?? "";
  const term = (terms, id) => id && (pick(list(terms).find((one) => one.id === id)?.name) || id);
  const locale = { th: "th-TH-u-ca-buddhist-nu-latn", en: "en-GB" }[lang] ?? lang;
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: forum?.time_zone });
  const numbers = new Intl.NumberFormat(locale);
  const time = (at) => el("time", { datetime: at }, dates.format(new Date(at)));
  const level = Number(host.getAttribute("heading-level")) || 2;
  const heading = (below, name, ...inside) => el(`h${level + below}.${name}`, {}, ...inside);
  const icon = () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    return svg;
  };
  const chip = (tone, word) => el(`span.chip${tone && `.${tone}`}`, {}, icon(), el("span", {}, word));
  const plain = (body) => text(body).replace(/\*\*|^[-*>] |\]\([^)]*\)|\[/gm, "");
  const tones = { received: "", not_accepted: "chip-bad", under_review: "chip-brand", in_progress: "chip-brand" };
  const status = (word) => chip(tones[word] ?? "chip-good", term(forum?.statuses, word));

  const rich = (body) => el("div.rich", { dir: "auto" }, text(body).split(/\n\s*\n/).map((part) => (/^[-*] /.test(part) ? el("ul", {}, part.split("\n").map((line) => el("li", {}, plain(line)))) : el("p", {}, plain(part)))));
  const part = (key, body) => body && el("div.answer-part", {}, el("p.label", {}, say(key)), rich(body));
  const answer = (title, { status: word, heard, action, body, author, published_at: at }) =>
    el("section.answer", {}, heading(1, "answer-title", icon(), el("span", {}, title)), el("div.chips", {}, status(word)),
      part("response.heard", heard), part(`response.action${word === "not_accepted" ? ".not" : ""}`, action), body && rich(body),
      el("p.meta", {}, say("response.by").replace("{name}", text(author?.name)).replace("{date}", dates.format(new Date(at)))));

  const { phase, voting = {} } = thread ?? {};
  const support = voting.mode === "support";
  const can = (word) => list(forum?.capabilities).includes(word);
  const open = (phase === "open" || phase === "voting") && can(`vote_${voting.mode}`);
  const rule = () => !(can("vote_withdraw") && (support || can("vote_change"))) && el("p.meta", {}, blank());
  const button = (word) => el(`span.vote-btn.vote-${word}`, {}, icon(), el("span", {}, say(`vote.${word}`)));
  const vote = (one) => {
    if (support) {
      const count = one.tally && el("span.vote-count", {}, el("b", {}, numbers.format(one.tally.support)), " \xa0");
      return open ? el("div.vote", {}, el("div.vote-one", {}, button("support"), count), rule()) : el("div.vote", {}, count, el("p.vote-note", {}, icon(), blank()));
    }
    if (!open) return el("p.vote-note", {}, icon(), blank());
    return el("div.vote", {}, el("div.vote-group", {}, ["agree", "disagree", "pass"].map(button)), rule(), one.my_vote && el("p.vote-said", {}, blank()));
  };
  const bars = ({ tally }) => {
    const { organisations: by = {} } = tally ?? {};
    const two = by.agree + by.disagree + by.pass > 0;
    if (!tally?.participants && !two) return el("div", {}, el("p.meta", {}, blank()));
    const row = (word) => {
      const fill = el("span", {});
      fill.style.inlineSize = `${Math.min(tally[word] / (tally.participants || 1), 1) * 100}%`;
      return [el("span", {}, say(`vote.${word}`)), el(`span.bar.bar-${word}`, {}, fill), el("span.tally-n", {}, el("span", {}, numbers.format(tally[word])), el("small", {}, " · 00%")), two && el("span.tally-n.tally-orgs", {}, numbers.format(by[word]))];
    };
    return el("div", {}, el(`div.tally${two ? ".tally-two" : ""}`, {}, two && ["people", "organisations"].map((word) => el("span.tally-head", {}, say(`tally.head.${word}`))), ["agree", "disagree", "pass"].flatMap(row)));
  };
  const card = (one) => {
    const { id, author = {}, organisation = author.organisation, language, response } = one;
    const excerpt = plain(one.body).replace(/\s+/g, " ").slice(0, 300);
    const name = author.name || organisation?.name || "\xa0";
    const marked = organisation?.verified && [icon(), el("span", {}, ` ${say("author.verified")}`)];
    const parts = [[el("b", {}, el("bdi", {}, name)), one.mine && ` (${say("author.you")})`], organisation && [author.name && el("bdi", {}, text(organisation.name)), marked], [term(forum?.sectors, author.sector)], [term(forum?.countries, author.country)], [time(one.created_at)]];
    const tags = [term(forum?.themes, one.theme), ...list(one.groups).map((group) => term(forum?.groups, group))].filter(Boolean);
    return el("li", {}, el(`article.card${support ? ".card-rail" : ""}`, { "aria-labelledby": `t-${id}` },
      el("div.card-main", {},
        el("div.chips", {}, chip("chip-plain", term(forum?.kinds, one.kind)), one.status !== "received" && status(one.status), list(one.recognitions).map(({ award }) => chip("chip-official", text(award)))),
        heading(1, "card-title", el("a", { id: `t-${id}`, lang: language, dir: "auto" }, text(one.title))),
        excerpt && excerpt !== one.title && el("p.card-text", { lang: language, dir: "auto" }, excerpt),
        response && el("p.card-answer", {}, el("b", {}, say("response.title")), el("span", { dir: "auto" }, plain(response.action || response.body || response.heard).replace(/\s+/g, " ").slice(0, 300))),
        el("p.card-by", {}, parts.filter((part) => part?.some(Boolean)).map((part) => el("span", {}, part.flat()))),
        tags.length > 0 && el("p.card-tags.dots", {}, tags.map((tag) => el("span", {}, tag)))),
      el("div.card-foot", {}, el("div.vote", {}, vote(one)), !support && bars(one), one.comments_count > 0 && el("div.card-links", {}, el("a", {}, icon(), el("span", {}, numbers.format(one.comments_count)))))));
  };

  const told = list(thread?.translations).find((one) => one.language === lang) ?? thread ?? {};
  const title = heading(0, "forum-title", text(told.title));
  title.lang = told.language;
  const writes = (phase === "open" || phase === "collecting") && !thread.locked && can("submit");
  return el("div", {}, el("section.of", { lang, "aria-busy": "true" }, el("div", {},
    el("div.head", {}, blank()),
    el("div.view", {},
      el("div.news-place", {}, list(announcements?.items).length > 0 && el("ul.news", {}, announcements.items.slice(0, 3).map((one) => el("li", {}, el("details.more", { inert: "" }, el("summary", {}, el("span", {}, el("b", { lang: one.language, dir: "auto" }, text(one.title)), " · ", time(one.published_at)))))))),
      el("header.thread-head", {},
        el("div.chips", {}, chip("", say(`phase.${phase}`)), el("span.meta", {}, "\xa0")),
        title,
        told.summary && el("p.thread-summary", { lang: told.language, dir: "auto" }, text(told.summary)),
        thread?.response && answer(say("response.thread_title"), thread.response),
        el("details.more.promise", { inert: "", "aria-hidden": "true" }, el("summary", {}, blank()))),
      el(`div.board${writes ? "" : ".board-read"}`, {},
        writes && el("div.board-new", {}, el("span.btn.btn-primary.btn-wide", {}, icon(), el("span", {}, say("compose.open")))),
        el("div.tools", { inert: "", "aria-hidden": "true" }, can("search") && el("div.search", {}, el("div.input.muted", {}, say("search.label"))), el("span.btn.filter-btn", {}, icon(), el("span", {}, say("filter.title"))), el("span.select", {}, el("select.input", { disabled: "" }))),
        el("div.results", {}, el("div.result", { inert: "", "aria-hidden": "true" }, heading(1, "section-title", "\xa0")), el("ol.cards.list", {}, list(submissions?.items).map(card))))))));
}

customElements.get("open-forum") ?? customElements.define("open-forum", OpenForum);
