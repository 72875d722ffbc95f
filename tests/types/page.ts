// What a page's author writes compiles, and what would not work does not.
import type { Backend, OpenForumElement, Refusal } from "../../public/open-forum.d.ts";

const element: OpenForumElement = document.createElement("open-forum");

// The least that a backend has.
const least: Backend = {
  thread: (id) => ({ id, title: "A question" }),
  submissions: () => [],
  submission: async (id) => ({ id, thread_id: "a", title: "An idea", created_at: new Date() }),
};
element.backend = least;
element.backend = "browser";
element.backend = null;
element.getToken = async () => "a token";
element.addEventListener("open-forum:vote", (event) => {
  const { submission, value } = event.detail;
  const text: string = submission + value;
  return text;
});
document.addEventListener("open-forum:backend", (event) => {
  if (event.target instanceof HTMLElement && event.target.matches("open-forum")) (event.target as OpenForumElement).backend = least;
});

// Methods get what they need: a signal and a token, a key, a version, an organisation.
const more: Backend = {
  ...least,
  submit: (thread, draft, { key, signal, token }) => fetchOne(`${thread}/${key}`, draft, signal, token),
  edit: (id, patch, { version, signal, token }) => fetchOne(`${id}/${version}`, patch, signal, token),
  vote: (_id, value) => ({ my_vote: value, tally: { agree: 1 } }),
};

async function fetchOne(path: string, body: unknown, signal: AbortSignal, token: string | null) {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(body), signal, headers: { authorization: token ?? "" } });
  const refusal: Refusal = { status: answer.status, retryAfter: Number(answer.headers.get("retry-after")) };
  if (!answer.ok) throw refusal;
  return answer.json();
}
element.backend = more;

// @ts-expect-error a word that no loader knows
element.backend = "mongodb";
// @ts-expect-error submissions cannot be had from nothing
element.backend = { thread: least.thread };
// @ts-expect-error a vote of another word
const wrong: Backend = { ...least, vote: () => ({ my_vote: "perhaps", tally: null }) };
// @ts-expect-error a submission without its title
const untitled: Backend = { ...least, submission: (id) => ({ id, thread_id: "a", created_at: "2026-01-01T00:00:00Z" }) };
// @ts-expect-error a capability that there is not
const unable: Backend = { ...least, capabilities: ["telepathy"] };
void [wrong, untitled, unable];
