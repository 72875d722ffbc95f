// The window in which people sign in. Nothing is typed twice: what was typed
// stays through every error.
const page = document.body.dataset;
const lang = document.documentElement.lang;
const KEY = "open-forum-sign-in";

const WORDS = {
  en: {
    title: "Sign in",
    for: "For the page at {origin}",
    with: "Continue with {name}",
    or: "or by e-mail",
    email: "Your e-mail address",
    email_hint: "We send you a code. Your address is not shown to anybody.",
    send: "Send me a code",
    code_title: "Type the code",
    code_sent: "If the mail does not come within a minute, look into the folder for spam. It went to {email}.",
    code: "Code from the mail",
    name_title: "How others see you",
    name: "Your name",
    name_hint: "It stands beside what you write. It need not be your full name.",
    go: "Sign in",
    another: "Use another address",
    again: "Send another code",
    remember: "Stay signed in on this device",
    remember_hint: "Not on a device that others use too.",
    busy: "One moment …",
    done: "You are signed in. This window closes by itself.",
    done_alone: "You are signed in, but the page that opened this window is not there any more. Close this window and press “Sign in” there again.",
    wrong_code: "This code is wrong, was used, or has ended. Look at the newest mail, or ask for another code.",
    bad_email: "Give an address such as name@example.org.",
    bad_name: "Give a name of at most 80 characters.",
    wait: "Too many tries. Wait {seconds} seconds, then try again.",
    offline: "The forum could not be reached. Nothing is lost; try again.",
    origin: "The page that opened this window may not sign people in to this forum. Tell its operator to add it to the forum’s origins.",
    denied: "You did not sign in there, or it was refused. You can try again.",
    provider: "The sign-in service could not be reached. Try again later, or sign in another way.",
    ended: "This sign-in has ended. Close this window and press “Sign in” again.",
    none: "This forum offers no way to sign in here.",
  },
  th: {
    title: "เข้าสู่ระบบ",
    for: "สำหรับหน้าเว็บที่ {origin}",
    with: "ดำเนินการต่อด้วย {name}",
    or: "หรือใช้อีเมล",
    email: "อีเมลของท่าน",
    email_hint: "เราจะส่งรหัสให้ท่านทางอีเมล และจะไม่แสดงอีเมลของท่านแก่ผู้ใด",
    send: "ส่งรหัสให้ฉัน",
    code_title: "กรอกรหัส",
    code_sent: "หากไม่ได้รับอีเมลภายในหนึ่งนาที โปรดดูในโฟลเดอร์จดหมายขยะ เราส่งไปที่ {email}",
    code: "รหัสจากอีเมล",
    name_title: "ชื่อที่ผู้อื่นเห็น",
    name: "ชื่อของท่าน",
    name_hint: "ชื่อนี้จะแสดงข้างข้อความที่ท่านเขียน ไม่จำเป็นต้องเป็นชื่อเต็ม",
    go: "เข้าสู่ระบบ",
    another: "ใช้อีเมลอื่น",
    again: "ขอรหัสใหม่",
    remember: "ให้ฉันอยู่ในระบบบนอุปกรณ์นี้",
    remember_hint: "ไม่ควรเลือกหากผู้อื่นใช้อุปกรณ์นี้ด้วย",
    busy: "โปรดรอสักครู่ …",
    done: "ท่านเข้าสู่ระบบแล้ว หน้าต่างนี้จะปิดเอง",
    done_alone: "ท่านเข้าสู่ระบบแล้ว แต่ไม่พบหน้าที่เปิดหน้าต่างนี้ โปรดปิดหน้าต่างนี้แล้วกด “เข้าสู่ระบบ” ที่หน้าเดิมอีกครั้ง",
    wrong_code: "รหัสไม่ถูกต้อง ถูกใช้ไปแล้ว หรือหมดเวลา โปรดดูอีเมลฉบับล่าสุดหรือขอรหัสใหม่",
    bad_email: "กรอกอีเมลให้ถูกต้อง เช่น name@example.org",
    bad_name: "กรอกชื่อไม่เกิน 80 ตัวอักษร",
    wait: "ลองหลายครั้งเกินไป โปรดรอ {seconds} วินาทีแล้วลองใหม่",
    offline: "ติดต่อเวทีไม่ได้ ข้อมูลที่กรอกไว้ยังอยู่ โปรดลองอีกครั้ง",
    origin: "หน้าเว็บที่เปิดหน้าต่างนี้ไม่ได้รับอนุญาตให้เข้าสู่ระบบของเวทีนี้ โปรดแจ้งผู้ดูแลให้เพิ่มหน้าเว็บนั้นในรายการที่อนุญาต",
    denied: "ท่านยังไม่ได้เข้าสู่ระบบที่นั่น หรือถูกปฏิเสธ ท่านลองใหม่ได้",
    provider: "ติดต่อบริการเข้าสู่ระบบไม่ได้ โปรดลองใหม่ภายหลัง หรือใช้วิธีอื่น",
    ended: "การเข้าสู่ระบบครั้งนี้หมดเวลาแล้ว โปรดปิดหน้าต่างนี้แล้วกด “เข้าสู่ระบบ” อีกครั้ง",
    none: "เวทีนี้ไม่มีวิธีเข้าสู่ระบบที่นี่",
  },
};

// What must survive the way to a provider and back.
const saved = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};
const keep = (more) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...saved(), ...more }));
  } catch {}
};
// A window that was opened anew begins anew; one that comes back goes on. What
// another page began is nothing to one that may not sign people in.
const stranger = page.error === "origin";
if (page.origin || stranger) sessionStorage.removeItem(KEY);
if (page.origin) keep({ origin: page.origin, state: page.state, lang, theme: document.documentElement.dataset.theme });
const kept = saved();
const words = WORDS[kept.lang] ?? WORDS[lang] ?? WORDS.en;
document.documentElement.lang = kept.lang ?? lang;
if (kept.theme) document.documentElement.dataset.theme = kept.theme;
const say = (key, holes = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => holes[name] ?? "");

const main = document.getElementById("main");
const told = document.getElementById("said");
const typed = { email: "", code: "", name: "", remember: Boolean(kept.remember) };
let request;

const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...parts(children));
  return node;
};
// Lists in lists as one, without what is not there.
const parts = (children) => children.flat(2).filter((child) => child != null && child !== false && child !== 0);

// One view: heading, what went wrong, then its parts.
function show(title, error, ...body) {
  const heading = el("h1", { tabindex: "-1" }, say(title));
  document.title = `${say(title)} · ${document.getElementById("forum").textContent}`;
  main.replaceChildren(...parts([heading, error && el("p", { class: "bad" }, error), body]));
  told.textContent = error ?? "";
  (main.querySelector("[autofocus], [aria-invalid]") ?? heading).focus();
}

function field(name, wrong, props) {
  const input = el("input", {
    id: name,
    name,
    "aria-describedby": [props.hint && `${name}-hint`, wrong && `${name}-wrong`].filter(Boolean).join(" ") || null,
    "aria-invalid": wrong ? "true" : null,
    autofocus: true,
    required: true,
    ...props.attributes,
    input: (event) => (typed[name] = event.target.value),
  });
  input.value = typed[name];
  return [
    el("label", { for: name }, say(name)),
    props.hint && el("p", { class: "hint", id: `${name}-hint` }, props.hint),
    wrong && el("p", { class: "wrong", id: `${name}-wrong` }, wrong),
    input,
  ];
}

const stay = () => {
  const box = el("input", { type: "checkbox", "aria-describedby": "stay-hint", change: (event) => keep({ remember: (typed.remember = event.target.checked) }) });
  box.checked = typed.remember;
  return [el("label", { class: "check" }, box, say("remember")), el("p", { class: "hint", id: "stay-hint" }, say("remember_hint"))];
};

// A form that sends once, however often it is pressed.
function form(action, label, ...body) {
  const button = el("button", { class: "primary" }, say(label));
  let busy = false;
  const node = el("form", { novalidate: true, submit: async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    told.textContent = say("busy");
    await action();
    busy = false;
    button.removeAttribute("aria-disabled");
  } }, body, button);
  return node;
}

// Asks the API: { ok, body } or { problem } with what to say.
async function ask(path, body) {
  let answer;
  try {
    answer = await fetch(`${page.base}/v1/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(30000) });
  } catch {
    return { problem: say("offline") };
  }
  const read = await answer.json().catch(() => ({}));
  if (answer.ok) return { body: read };
  if (answer.status === 429) return { problem: say("wait", { seconds: answer.headers.get("retry-after") ?? "60" }) };
  const fields = (read.errors ?? []).map((error) => error.field);
  if (fields.includes("name")) return { name: read.errors.some((error) => error.code !== "required") };
  if (fields.includes("email")) return { problem: say("bad_email"), field: "email" };
  if (answer.status === 422) return { problem: say("wrong_code"), field: "code" };
  return { problem: say("offline") };
}

function choose(error, wrong) {
  const providers = [...document.querySelectorAll("#ways li")];
  const email = page.email === "true";
  if (!kept.origin) return show("title", error ?? say("ended"));
  if (!providers.length && !email) return show("title", error ?? say("none"));
  show(
    "title",
    error,
    el("p", { class: "hint" }, say("for", { origin: kept.origin })),
    stay(),
    providers.map((one) => el("button", { type: "button", click: () => leave(one.dataset.id) }, say("with", { name: one.textContent }))),
    providers.length && email && el("p", { class: "or" }, say("or")),
    email && form(sendCode, "send", field("email", wrong, { hint: say("email_hint"), attributes: { type: "email", autocomplete: "email", autocapitalize: "none", spellcheck: "false", autofocus: !providers.length } })),
  );
}

async function leave(provider) {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const secret = hex(bytes);
  keep({ secret });
  const challenge = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
  location.assign(`${page.base}/sign-in/${encodeURIComponent(provider)}?challenge=${challenge}`);
}

async function sendCode() {
  const answer = await ask("sign-in/email", { email: typed.email, language: kept.lang ?? lang });
  if (answer.body) {
    request = answer.body.request_id;
    typed.code = "";
    return enterCode();
  }
  choose(answer.field ? null : answer.problem, answer.field && answer.problem);
}

function enterCode(error, wrong) {
  show(
    "code_title",
    error,
    el("p", {}, say("code_sent", { email: typed.email })),
    form(checkCode, "go", field("code", wrong, { attributes: { autocomplete: "one-time-code", inputmode: "numeric", maxlength: 40, autofocus: true } }), stay()),
    el("button", { type: "button", class: "plain", click: sendCode }, say("again")),
    el("button", { type: "button", class: "plain", click: () => choose() }, say("another")),
  );
}

async function checkCode() {
  const answer = await ask("sign-in/email/check", { request_id: request, code: typed.code, ...(typed.name && { name: typed.name }) });
  if (answer.body) return finish(answer.body);
  if ("name" in answer) return enterName(checkCode, answer.name ? say("bad_name") : null);
  enterCode(answer.field ? null : answer.problem, answer.field && answer.problem);
}

function enterName(action, wrong, error) {
  show("name_title", error, form(action, "go", field("name", wrong, { hint: say("name_hint"), attributes: { type: "text", autocomplete: "name", maxlength: 200, autofocus: true } })));
}

async function comeBack() {
  const answer = await ask("sign-in/finish", { flow: page.flow, secret: saved().secret ?? "", ...(typed.name && { name: typed.name }) });
  if (answer.body) return finish(answer.body);
  if ("name" in answer) return enterName(comeBack, answer.name ? say("bad_name") : null);
  if (typed.name) return enterName(comeBack, null, answer.problem);
  choose(answer.field ? say("ended") : answer.problem);
}

function finish(session) {
  const { origin, state, remember = false } = saved();
  sessionStorage.removeItem(KEY);
  const opener = window.opener;
  if (!opener || opener.closed || !origin) return show("title", say("done_alone"));
  opener.postMessage({ type: "open-forum:session", state, remember, session }, origin);
  show("title", null, el("p", {}, say("done")));
  window.close();
}

if (stranger) show("title", say("origin"));
else if (page.error) choose(say(page.error));
else if (page.flow) {
  show("title", null, el("p", {}, say("busy")));
  comeBack();
} else choose();
