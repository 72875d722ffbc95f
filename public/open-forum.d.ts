// Types of the element <open-forum>: its properties, its events, and the backend that a page may
// hand over (docs/adapters.md). Names and meanings are those of the API; times are RFC 3339.
//
//   /// <reference types="./open-forum.d.ts" />
//   document.querySelector("open-forum").backend = { … };

/** The element. Its attributes are in docs/embedding.md. */
export interface OpenForumElement extends HTMLElement {
  /** A word of the attribute, or a backend of the page's own; `null` takes that away. */
  backend: BackendKind | Backend | null;
  /** The token of the signed-in person; `null` signs out. */
  token: string | null;
  /** Asked for a token before the last one ends and after a 401. */
  getToken: (() => Promise<string | null> | string | null) | null | undefined;

  addEventListener<K extends keyof OpenForumEvents>(
    type: K,
    listener: (this: OpenForumElement, event: OpenForumEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** Values of the attribute `backend`. */
export type BackendKind = "rest" | "browser" | "host" | "postgrest";

/** Attributes of the element. All are optional. */
export interface OpenForumAttributes {
  api?: string;
  backend?: BackendKind;
  /** With `postgrest`: the public key of a project of Supabase's. */
  apikey?: string;
  thread?: string;
  lang?: "en" | "th";
  theme?: "auto" | "light" | "dark";
  token?: string;
  view?: "threads" | "thread" | "compose";
  address?: "keep";
  loading?: "lazy" | "eager";
  "heading-level"?: "2" | "3" | "4";
}

/** What the element tells. All bubble; only `sign-in-requested` can be cancelled. */
export interface OpenForumEvents {
  /** The element wants a backend of the page's own and has none: set `event.target.backend`. */
  "open-forum:backend": CustomEvent<null>;
  /** It can be used. */
  "open-forum:ready": CustomEvent<Record<string, never>>;
  /** A vote is counted; `value` is empty where it was taken back. */
  "open-forum:vote": CustomEvent<{ submission: string; value: VoteChoice | "" }>;
  /** A submission is taken. */
  "open-forum:submission": CustomEvent<{ id: string; reference: string; state: State }>;
  /** A comment is taken. */
  "open-forum:comment": CustomEvent<{ id: string; submission: string }>;
  /** Something did not work; the person sees a sentence. */
  "open-forum:error": CustomEvent<{ code: string }>;
  /** Another view is shown. */
  "open-forum:navigate": CustomEvent<{ view: string; id: string }>;
  /** An action needs a person; cancel it where the page opens its own login. */
  "open-forum:sign-in-requested": CustomEvent<Record<string, never>>;
}

// ---------------------------------------------------------------------------------------------
// A backend of the page's own

/** What a method answers: at once or later. It has 20 seconds. */
export type Later<T> = T | PromiseLike<T>;

/** What every method gets as its last argument. */
export interface Call {
  /** Aborts when the time is up, and for what only reads also when the element leaves the page. */
  signal: AbortSignal;
  /** The token of the person, where the page hands one over by `token` or `getToken`. */
  token: string | null;
}

/**
 * A place where threads, submissions, votes and comments are kept. What has no method is not
 * offered on screen. What a method answers is read as plain JSON and not trusted: an answer of
 * another shape becomes an error in words.
 *
 * A method refuses by throwing (or rejecting with) a `Refusal`. After one with status 401 the
 * page's `getToken` is asked, and the method is called once more with that token.
 */
export interface Backend {
  /**
   * Of what the methods allow, only these words count. Without it all do but `search`, `sectors`,
   * `idempotency` and `organisations`, which no method shows and which must stand here.
   */
  readonly capabilities?: readonly Capability[];
  /** Orders that it knows; without it, all. `newest` is always known. */
  readonly sorts?: readonly Sort[];
  /** Filters that it knows; without it, all that the forum has words for. */
  readonly filters?: readonly Filter[];

  /** Names, taxonomy, limits. Without it the forum has no name and our limits. */
  forum?(call: Call): Later<Forum>;
  /** Who the person is; `null` for nobody. Without it everybody is the same person without a name. */
  me?(call: Call): Later<Me | null>;
  /** Threads, pinned first. Needed where the element names no thread. */
  threads?(cursor: string | null, call: Call): Later<Page<Thread> | Thread[]>;
  /** One thread, by id or slug. */
  thread(thread: string, call: Call): Later<Thread>;
  /** A page of a thread's submissions. */
  submissions(thread: string, query: ListQuery, call: Call): Later<Page<Submission> | Submission[]>;
  /** One submission. */
  submission(id: string, call: Call): Later<Submission>;

  /** Submissions like the one being written, the most similar first. */
  similar?(thread: string, written: { title: string; body: string }, call: Call): Later<Page<Submission> | Submission[]>;
  /** Creates a submission. With the capability `idempotency` the same `key` answers the same one. */
  submit?(thread: string, draft: SubmissionDraft, call: Call & { key: string }): Later<Submission>;
  /** Changes one's own submission, if it still has this version; otherwise status 412. */
  edit?(id: string, patch: SubmissionPatch, call: Call & { version: number }): Later<Submission>;
  /** Takes one's own submission back. */
  withdraw?(id: string, call: Call): Later<unknown>;
  /** Casts or changes a vote, or takes it back (`null`); for an organisation where one is named. */
  vote?(id: string, value: VoteChoice | null, call: Call & { organisation: string | null }): Later<VoteResult>;
  /** Comments of a submission, oldest first. Needs `comment` as well. */
  comments?(id: string, cursor: string | null, call: Call): Later<Page<Comment> | Comment[]>;
  /** Comments on a submission. */
  comment?(id: string, draft: CommentDraft, call: Call & { key: string }): Later<Comment>;
  /** Reports something to the moderators. */
  flag?(target: Target, flag: FlagDraft, call: Call): Later<unknown>;
  /** All versions of a submission, the first one first. */
  history?(id: string, call: Call): Later<Page<Revision> | Revision[]>;
  /** Follows something, or does so no more. `Me.follows` tells what is followed. */
  follow?(target: { kind: "thread" | "submission"; id: string }, on: boolean, call: Call): Later<unknown>;
  /** News of a thread, or of the whole forum (`null`), pinned first. */
  announcements?(thread: string | null, call: Call): Later<Page<Announcement> | Announcement[]>;
  /** Addresses (http or https) of a thread's open data; `null` where there is none. Called at once. */
  exports?(thread: string): { json: string; csv: string } | null;
}

/** Why a method refuses. `status` is as in HTTP, `code` one of the API's and says it more exactly. */
export interface Refusal {
  status?: number;
  code?: ProblemCode;
  /** For the developer; people read a sentence of the widget's. */
  detail?: string;
  /** Seconds to wait, with 429. */
  retryAfter?: number;
  /** Which fields are wrong, with 422. */
  errors?: { field: string; code: FieldCode; message: string }[];
}

/** Filters and order of a list. What is empty does not filter. */
export interface ListQuery {
  sort: Sort;
  /** Words to find; each has to be there. */
  q: string;
  theme: string[];
  group: string[];
  sector: string[];
  country: string[];
  status: Status[];
  language: string[];
  kind: Kind[];
  /** Only the person's own. */
  mine: boolean;
  /** For the order `random`: which shuffle. */
  seed: number;
  /** The `next_cursor` of the page before; `null` for the first. */
  cursor: string | null;
  limit: number;
}

/** A part of a list. */
export interface Page<T> {
  items: T[];
  /** Where the next page begins; absent or `null` after the last. Never the one that was sent. */
  next_cursor?: string | null;
  /** How many there are in all. */
  total?: number | null;
}

// ---------------------------------------------------------------------------------------------
// Shapes. What is optional stands as the comment says where it is absent.

/** Names by language tag. */
export type LocalizedText = Record<string, string>;
/** RFC 3339, such as `2026-03-01T09:30:00Z`. A `Date` becomes that by itself. */
export type Timestamp = string | Date;

/** A word of a taxonomy. */
export interface Term {
  id: string;
  name: LocalizedText;
}

/** Everything is optional: without names, with empty taxonomies, in English. */
export interface Forum {
  name?: LocalizedText;
  description?: LocalizedText;
  /** Languages in which people write. */
  languages?: string[];
  default_language?: string;
  /** IANA name; empty is the device's own. */
  time_zone?: string;
  sectors?: Term[];
  countries?: Term[];
  themes?: Term[];
  groups?: Term[];
  kinds?: Term[];
  statuses?: Term[];
  offices?: Term[];
  limits?: { title_max?: number; body_max?: number; comment_max?: number; links_max?: number };
  /** Narrows `Backend.capabilities` once more. */
  capabilities?: Capability[];
  answer_days?: number;
  demo?: boolean;
}

/** The person. */
export interface Me {
  author: Author & { id: string };
  roles?: Role[];
  /** Supports left, by thread id, in threads with a budget. */
  votes_left?: Record<string, number>;
  follows?: { kind: string; id: string }[];
  organisations?: { organisation: Organisation; state: "pending" | "verified" | "refused"; role: "delegate" | "member" }[];
}

/** Who wrote something. Empty for a person without a name. */
export interface Author {
  id?: string;
  name?: string;
  organisation?: Organisation | null;
  sector?: string | null;
  country?: string | null;
  official?: boolean;
}

export interface Organisation {
  id: string;
  name: string;
  /** False where it is absent. */
  verified?: boolean;
}

/** One question. */
export interface Thread {
  id: string;
  title: string;
  /** The id where it is absent. */
  slug?: string;
  kind?: "proposals" | "nominations" | "questions";
  summary?: string;
  /** In the allowed text subset, as all that is called `body`. */
  body?: string;
  language?: string;
  translations?: { language: string; title: string; summary: string; body: string }[];
  /** `consult` where it is absent. */
  promise?: "inform" | "consult" | "involve" | "collaborate" | "empower";
  /** `open` where it is absent. */
  phase?: Phase;
  opens_at?: Timestamp | null;
  voting_opens_at?: Timestamp | null;
  closes_at?: Timestamp | null;
  /** Opinion votes with results for everybody where it is absent. */
  voting?: {
    mode?: "opinion" | "support";
    budget?: number | null;
    results?: "always" | "after_vote" | "after_close";
    answer_at?: number | null;
  };
  rules?: string;
  languages?: string[];
  sectors?: string[];
  anonymous?: boolean;
  premoderated?: boolean;
  newcomers_held?: boolean;
  pinned?: boolean;
  locked?: boolean;
  counts?: { submissions?: number; comments?: number; votes?: number | null; participants?: number };
  response?: Response | null;
  created_at?: Timestamp;
  version?: number;
}

/** What a person posted. */
export interface Submission {
  id: string;
  thread_id: string;
  title: string;
  created_at: Timestamp;
  /** A number that can be read out; not shown where it is absent. */
  reference?: string;
  /** `idea` where it is absent. */
  kind?: Kind;
  body?: string;
  language?: string;
  theme?: string | null;
  groups?: string[];
  links?: Link[];
  author?: Author;
  /** `received` where it is absent. */
  status?: Status;
  /** `published` where it is absent. */
  state?: State;
  state_reason?: string | null;
  /** Counts edits, from 1. */
  version?: number;
  /** Absent or `null` where the person may not see it. */
  tally?: Tally | null;
  my_vote?: VoteChoice | null;
  organisation_votes?: Record<string, VoteChoice>;
  /** True where the person wrote it. */
  mine?: boolean;
  comments_count?: number;
  response?: Response | null;
  answer_due_at?: Timestamp | null;
  recognitions?: { id?: string | null; award: string; category: string; year: number; citation: string }[];
  merged_into?: string | null;
  pinned?: boolean;
  source?: { system: string; id: string } | null;
  edited_at?: Timestamp | null;
}

export interface Link {
  /** http, https or mailto. */
  url: string;
  label: string;
}

/** Votes of people. What is absent is 0. */
export interface Tally {
  agree?: number;
  disagree?: number;
  pass?: number;
  support?: number;
  /** People who voted: the sum where it is absent. */
  participants?: number;
  /** By sector; `null` where a cell is too small to show. */
  by_sector?: Record<string, { agree: number; disagree: number; pass: number; support: number } | null>;
  /** Agreement across sectors, from 0 to 1. */
  broad?: number | null;
  organisations?: { agree?: number; disagree?: number; pass?: number; support?: number };
}

/** What became of a vote. */
export interface VoteResult {
  my_vote: VoteChoice | null;
  tally: Tally | null;
  votes_left?: number | null;
  organisation_votes?: Record<string, VoteChoice>;
}

/** The host's answer. */
export interface Response {
  status: Status;
  published_at: Timestamp;
  body?: string;
  heard?: string;
  action?: string;
  office?: string | null;
  due_at?: Timestamp | null;
  language?: string | null;
  author?: Author;
}

export interface Comment {
  id: string;
  submission_id: string;
  body: string;
  created_at: Timestamp;
  reply_to?: string | null;
  /** `neutral` where it is absent. */
  stance?: Stance;
  language?: string | null;
  author?: Author;
  state?: State;
  mine?: boolean;
  edited_at?: Timestamp | null;
}

export interface Revision {
  version: number;
  title: string;
  at: Timestamp;
  body?: string;
  theme?: string | null;
  groups?: string[];
  links?: Link[];
}

export interface Announcement {
  id: string;
  title: string;
  published_at: Timestamp;
  body?: string;
  language?: string;
  thread_id?: string | null;
  pinned?: boolean;
  author?: Author;
  edited_at?: Timestamp | null;
}

/** What a person sends to submit. */
export interface SubmissionDraft {
  kind: Kind;
  title: string;
  body: string;
  language: string;
  theme?: string;
  groups: string[];
  links: Link[];
  organisation?: string;
}

/** What changes; what is absent stays. An empty theme takes it away. */
export interface SubmissionPatch {
  kind?: Kind;
  title?: string;
  body?: string;
  theme?: string;
  groups?: string[];
  links?: Link[];
}

export interface CommentDraft {
  body: string;
  stance: Stance;
  reply_to?: string;
  language?: string;
  organisation?: string;
}

export interface Target {
  kind: "submission" | "comment";
  id: string;
}

export interface FlagDraft {
  reason: "spam" | "offensive" | "off_topic" | "duplicate" | "personal_data" | "illegal" | "other";
  note: string;
}

export type Capability =
  | "vote_opinion" | "vote_support" | "vote_change" | "vote_withdraw" | "exact_totals" | "sectors"
  | "submit" | "edit" | "withdraw" | "comments" | "flags" | "search" | "similar" | "history"
  | "idempotency" | "export" | "moderation" | "organisations" | "answers" | "recognitions"
  | "inbox" | "follow" | "account" | "events";
export type Sort = "newest" | "support" | "broad" | "discussed" | "unseen" | "random";
export type Filter = "theme" | "group" | "sector" | "country" | "status" | "language" | "kind" | "mine";
export type Kind = "idea" | "concern" | "question" | "good_practice" | "partnership_offer";
export type Phase = "upcoming" | "collecting" | "voting" | "open" | "closed" | "answered";
export type Role = "participant" | "moderator" | "official";
export type Stance = "for" | "against" | "neutral";
export type State = "published" | "pending" | "hidden" | "withdrawn";
export type Status =
  | "received" | "under_review" | "accepted" | "partly_accepted" | "not_accepted" | "in_progress" | "done";
export type VoteChoice = "agree" | "disagree" | "pass" | "support";
export type FieldCode = "required" | "too_long" | "too_many" | "invalid" | "unknown" | "repeated";
export type ProblemCode =
  | "malformed" | "bad-cursor" | "token-required" | "token-invalid" | "token-expired" | "not-allowed"
  | "thread-closed" | "thread-locked" | "promise-kept" | "own-case" | "not-found" | "method-not-allowed"
  | "unsupported-media-type" | "conflict" | "budget-spent" | "wrong-state" | "withdrawn" | "stale"
  | "too-large" | "invalid-fields" | "key-reused" | "wrong-voting-mode" | "results-hidden" | "wrong-code"
  | "precondition-required" | "rate-limited" | "new-account" | "internal" | "unavailable";

declare global {
  interface HTMLElementTagNameMap {
    "open-forum": OpenForumElement;
  }
}
