// A backend of the page's own, in memory. Types: open-forum.d.ts. How to: docs/adapters.md.
// @ts-check
/** @typedef {import("./open-forum.d.ts").Submission & { votes: Map<string, string> }} Kept */

const ME = "visitor";
let last = 0;
const id = () => `s${(last += 1)}`;
/** @type {Kept[]} */
const kept = [];
/** @type {import("./open-forum.d.ts").Comment[]} */
const comments = [];

/** @param {Kept} one @returns {import("./open-forum.d.ts").Submission} */
const told = ({ votes, ...one }) => {
  const count = (/** @type {string} */ choice) => [...votes.values()].filter((vote) => vote === choice).length;
  const tally = { agree: count("agree"), disagree: count("disagree"), pass: count("pass") };
  const mine = /** @type {import("./open-forum.d.ts").VoteChoice | undefined} */ (votes.get(ME));
  return { ...one, tally, my_vote: mine ?? null, comments_count: comments.filter((it) => it.submission_id === one.id).length };
};
const find = (/** @type {string} */ wanted) => {
  const one = kept.find((it) => it.id === wanted);
  if (!one) throw { status: 404 };
  return one;
};
const write = (/** @type {string} */ title, /** @type {string} */ body, by = "Nok", votes = /** @type {[string, string][]} */ ([])) => {
  const one = { id: id(), thread_id: "garden", title, body, author: { name: by }, mine: by === "You", created_at: new Date(), votes: new Map(votes) };
  kept.unshift(one);
  return one;
};
write("A bench in the shade", "The old people of the street have nowhere to sit.", "Nok", [["a", "agree"], ["b", "agree"], ["c", "pass"]]);
write("Water for the beds", "A tap beside the gate, as the school has one.", "Lek", [["a", "disagree"]]);

/** @type {import("./open-forum.d.ts").Backend} */
const backend = {
  capabilities: ["vote_opinion", "vote_change", "vote_withdraw", "exact_totals", "submit", "comments", "search"],
  sorts: ["newest"],
  filters: [],
  forum: () => ({ name: { en: "Garden" } }),
  me: () => ({ author: { id: ME, name: "You" } }),
  thread: () => ({ id: "garden", title: "What does our garden need?", counts: { submissions: kept.length, comments: comments.length, participants: new Set(kept.flatMap((one) => [one.author?.name, ...one.votes.keys()])).size } }),
  submissions: (_, { q }) => kept.filter((one) => `${one.title} ${one.body}`.toLowerCase().includes(q.toLowerCase())).map(told),
  submission: (wanted) => told(find(wanted)),
  submit: (_, { title, body }) => told(write(title, body, "You")),
  vote: (wanted, value) => {
    const { votes } = find(wanted);
    value ? votes.set(ME, value) : votes.delete(ME);
    const { my_vote = null, tally = null } = told(find(wanted));
    return { my_vote, tally };
  },
  comments: (wanted) => comments.filter((one) => one.submission_id === wanted),
  comment: (wanted, draft) => {
    const one = { ...draft, id: id(), submission_id: find(wanted).id, author: { name: "You" }, mine: true, created_at: new Date() };
    comments.push(one);
    return one;
  },
};

const forum = document.querySelector("open-forum");
if (forum) forum.backend = backend;
