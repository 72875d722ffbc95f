// The demonstration page: its language (?lang=th), colours (?theme=dark), thread (?thread=…) and
// pretended identity (?as=ngo) stand in the address, so that a view can be shared. The identities
// exist only where the server runs with --demo.
"use strict";

(() => {
  const WORDS = {
    en: {
      title: "Have your say · Ministry of Social Development (demonstration)",
      nobody: "nobody (reading only)",
      all: "all consultations",
      themes: { auto: "as on this device", light: "light", dark: "dark" },
      signIn: "Choose who you are here, then go on below.",
    },
    th: {
      title: "ร่วมแสดงความคิดเห็น · กระทรวงพัฒนาสังคม (สาธิต)",
      nobody: "ผู้อ่านทั่วไป (ไม่ลงชื่อเข้าใช้)",
      all: "การรับฟังความคิดเห็นทั้งหมด",
      themes: { auto: "ตามอุปกรณ์นี้", light: "สว่าง", dark: "มืด" },
      signIn: "เลือกบทบาทของท่านที่นี่ แล้วดำเนินการต่อด้านล่าง",
    },
  };
  /** Who has a desk of their own beside the page. */
  const DESKS = ["moderator", "official"];
  const root = document.documentElement;
  const first = new URLSearchParams(location.search);
  const state = {
    lang: first.get("lang") === "th" ? "th" : "en",
    theme: ["light", "dark"].includes(first.get("theme")) ? first.get("theme") : "auto",
    as: first.get("as") ?? "",
    thread: first.get("thread") ?? "post-pandemic-recovery",
    identities: [],
    threads: [],
  };
  const words = () => WORDS[state.lang];
  const byId = (id) => document.getElementById(id);
  const forum = () => document.querySelector("open-forum");

  /** Writes one value into the address and leaves what the widget keeps there. */
  function keep(name, value, otherwise) {
    const url = new URL(location.href);
    if (value === otherwise) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    history.replaceState(history.state, "", url);
  }

  const option = (value, text, chosen) => new Option(text, value, false, value === chosen);

  /** A text of the server in the page's language. */
  const inLanguage = (texts, otherwise) => texts?.[state.lang] ?? texts?.en ?? otherwise;

  function threadTitle(thread) {
    if (thread.language === state.lang) return thread.title;
    return thread.translations?.find((one) => one.language === state.lang)?.title ?? thread.title;
  }

  /** The way to the desk, for whom one waits there. */
  function showDesk() {
    const place = byId("demo-desk");
    place.hidden = !DESKS.includes(state.as) || !state.identities.some((one) => one.key === state.as);
    place.firstElementChild.href = `desk?as=${state.as}&lang=${state.lang}`;
  }

  /** The whole page in the chosen language and colours. */
  function show() {
    root.lang = state.lang;
    document.title = words().title;
    if (state.theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = state.theme;
    for (const link of document.querySelectorAll("[data-lang]")) {
      if (link.dataset.lang === state.lang) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const element = forum();
    element.setAttribute("lang", state.lang);
    element.setAttribute("theme", state.theme);
    if (state.thread) element.setAttribute("thread", state.thread);
    else element.removeAttribute("thread");
    byId("demo-theme").replaceChildren(
      ...Object.entries(words().themes).map(([value, text]) => option(value, text, state.theme)),
    );
    byId("demo-thread").replaceChildren(
      option("", words().all, state.thread),
      ...state.threads.map((thread) => option(thread.slug, threadTitle(thread), state.thread)),
    );
    byId("demo-identity").replaceChildren(
      option("", words().nobody, state.as),
      ...state.identities.map((one) =>
        option(one.key, `${one.name}: ${inLanguage(one.description, one.key)}`, state.as),
      ),
    );
    showDesk();
  }

  function speakAs(key) {
    state.as = key;
    forum().token = state.identities.find((one) => one.key === key)?.token ?? null;
    byId("demo-hint").textContent = "";
    showDesk();
  }

  async function answer(path) {
    try {
      const response = await fetch(path);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  async function offerIdentities() {
    const identities = await answer("/v1/demo/identities");
    const label = byId("demo-identity-label");
    label.classList.remove("waiting");
    label.hidden = !Array.isArray(identities);
    if (label.hidden) return;
    state.identities = identities;
    show();
    if (state.as) speakAs(state.as);
  }

  async function offerThreads() {
    const page = await answer("/v1/threads?limit=100");
    state.threads = page?.items ?? [];
    show();
  }

  function listen() {
    for (const link of document.querySelectorAll("[data-lang]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        state.lang = link.dataset.lang;
        keep("lang", state.lang, "en");
        show();
      });
    }
    byId("demo-theme").addEventListener("change", (event) => {
      state.theme = event.target.value;
      keep("theme", state.theme, "auto");
      show();
    });
    byId("demo-thread").addEventListener("change", (event) => {
      state.thread = event.target.value;
      keep("thread", state.thread, "post-pandemic-recovery");
      show();
    });
    byId("demo-identity").addEventListener("change", (event) => {
      speakAs(event.target.value);
      keep("as", state.as, "");
    });
    // What a real website does here: open its own login, and set the token afterwards.
    document.addEventListener("open-forum:sign-in-requested", (event) => {
      if (state.identities.length === 0) return;
      event.preventDefault();
      byId("demo-hint").textContent = words().signIn;
      byId("demo-identity").focus();
    });
  }

  root.lang = state.lang;
  document.addEventListener("DOMContentLoaded", () => {
    show();
    listen();
    byId("demo-switches").hidden = false;
    offerIdentities();
    offerThreads();
  });
})();
