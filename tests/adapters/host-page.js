// A backend of the page's own that asks the reference server by fetch: what a page's author would write
// who has an API of another kind.
const json = async (method, path, { signal, token, key, version }, body) => {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (key) headers["idempotency-key"] = key;
  if (version) headers["if-match"] = `"${version}"`;
  const answer = await fetch(`/v1/${path}`, { method, signal, headers, body: body && JSON.stringify(body) });
  const told = await answer.json().catch(() => null);
  if (answer.ok) return told;
  throw { status: answer.status, code: told?.type?.split("/").pop(), errors: told?.errors, retryAfter: Number(answer.headers.get("retry-after")) || undefined };
};
const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== "" && value?.length !== 0));
const of = encodeURIComponent;

document.querySelector("open-forum").backend = {
  capabilities: ["vote_opinion", "vote_support", "vote_change", "vote_withdraw", "exact_totals", "sectors", "submit", "edit", "withdraw", "comments", "flags", "search", "similar", "history", "idempotency", "follow"],
  forum: async (call) => {
    const { capabilities, sign_in, ...forum } = await json("GET", "forum", call);
    return forum;
  },
  me: (call) => (call.token ? json("GET", "me", call) : null),
  threads: (cursor, call) => json("GET", `threads?${query({ cursor })}`, call),
  thread: (thread, call) => json("GET", `threads/${of(thread)}`, call),
  submissions: (thread, { mine, seed, sort, ...filters }, call) =>
    json("GET", `threads/${of(thread)}/submissions?${query({ ...filters, sort, seed: sort === "random" ? seed : "", author: mine ? "me" : "" })}`, call),
  submission: (id, call) => json("GET", `submissions/${of(id)}`, call),
  similar: (thread, written, call) => json("GET", `threads/${of(thread)}/similar?${query(written)}`, call),
  submit: (thread, draft, call) => json("POST", `threads/${of(thread)}/submissions`, call, draft),
  edit: (id, patch, call) => json("PATCH", `submissions/${of(id)}`, call, patch),
  withdraw: (id, call) => json("DELETE", `submissions/${of(id)}`, call),
  vote: (id, value, call) => json(value ? "PUT" : "DELETE", `submissions/${of(id)}/vote`, call, value ? { value } : undefined),
  comments: (id, cursor, call) => json("GET", `submissions/${of(id)}/comments?${query({ cursor })}`, call),
  comment: (id, draft, call) => json("POST", `submissions/${of(id)}/comments`, call, draft),
  flag: ({ kind, id }, flag, call) => json("POST", `${kind}s/${of(id)}/flags`, call, flag),
  history: (id, call) => json("GET", `submissions/${of(id)}/history`, call),
  follow: ({ kind, id }, on, call) => json(on ? "PUT" : "DELETE", `${kind}s/${of(id)}/follow`, call),
};
