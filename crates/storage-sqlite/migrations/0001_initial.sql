-- Rows carry `seq`, the database's own number, for keys and references, and
-- `id`, the UUID that people see. Times are milliseconds since 1970 in UTC.
-- `tie` is `seq` as an ordinary column: the last part of the key of lists. A
-- comparison of several columns cannot go down an index to `seq` itself, and
-- would walk past every row of an equal score.

CREATE TABLE forums (
  seq        INTEGER PRIMARY KEY,
  slug       TEXT NOT NULL UNIQUE,
  config     TEXT NOT NULL,
  -- Ids of its sectors, as JSON: what scores by sector are made of.
  sectors    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organisations (
  seq        INTEGER PRIMARY KEY,
  forum      INTEGER NOT NULL REFERENCES forums,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  verified   INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (forum, name)
) STRICT;

CREATE TABLE participants (
  seq          INTEGER PRIMARY KEY,
  forum        INTEGER NOT NULL REFERENCES forums,
  id           TEXT NOT NULL UNIQUE,
  issuer       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  name         TEXT NOT NULL,
  organisation INTEGER REFERENCES organisations,
  sector       TEXT,
  country      TEXT,
  official     INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  UNIQUE (forum, issuer, subject)
) STRICT;

CREATE TABLE threads (
  seq                INTEGER PRIMARY KEY,
  forum              INTEGER NOT NULL REFERENCES forums,
  id                 TEXT NOT NULL UNIQUE,
  slug               TEXT NOT NULL,
  kind               TEXT NOT NULL,
  title              TEXT NOT NULL,
  summary            TEXT NOT NULL,
  body               TEXT NOT NULL,
  language           TEXT NOT NULL,
  translations       TEXT NOT NULL,
  promise            TEXT NOT NULL,
  opens_at           INTEGER,
  voting_opens_at    INTEGER,
  closes_at          INTEGER,
  voting_mode        TEXT NOT NULL,
  voting_budget      INTEGER,
  voting_results     TEXT NOT NULL,
  voting_answer_at   INTEGER,
  premoderated       INTEGER NOT NULL,
  pinned             INTEGER NOT NULL,
  locked             INTEGER NOT NULL,
  response           TEXT,
  source_system      TEXT,
  source_id          TEXT,
  submissions_count  INTEGER NOT NULL DEFAULT 0,
  comments_count     INTEGER NOT NULL DEFAULT 0,
  votes_count        INTEGER NOT NULL DEFAULT 0,
  participants_count INTEGER NOT NULL DEFAULT 0,
  created_at         INTEGER NOT NULL,
  version            INTEGER NOT NULL DEFAULT 1,
  tie                INTEGER GENERATED ALWAYS AS (seq) VIRTUAL,
  UNIQUE (forum, slug)
) STRICT;

CREATE INDEX threads_listed ON threads (forum, pinned, created_at, tie);
CREATE INDEX threads_with_budget ON threads (forum) WHERE voting_budget IS NOT NULL;

-- Who voted, wrote or commented in a thread, and how often, so that the count
-- of people is exact when a vote is taken back.
CREATE TABLE thread_people (
  thread      INTEGER NOT NULL REFERENCES threads,
  participant INTEGER NOT NULL REFERENCES participants,
  deeds       INTEGER NOT NULL,
  PRIMARY KEY (thread, participant)
) STRICT, WITHOUT ROWID;

CREATE TABLE submissions (
  seq            INTEGER PRIMARY KEY,
  forum          INTEGER NOT NULL REFERENCES forums,
  thread         INTEGER NOT NULL REFERENCES threads,
  id             TEXT NOT NULL UNIQUE,
  reference      TEXT NOT NULL,
  author         INTEGER NOT NULL REFERENCES participants,
  kind           TEXT NOT NULL,
  title          TEXT NOT NULL,
  body           TEXT NOT NULL,
  language       TEXT NOT NULL,
  theme          TEXT,
  groups         TEXT NOT NULL,
  links          TEXT NOT NULL,
  status         TEXT NOT NULL,
  state          TEXT NOT NULL,
  state_reason   TEXT,
  version        INTEGER NOT NULL DEFAULT 1,
  response       TEXT,
  answer_due_at  INTEGER,
  recognitions   TEXT NOT NULL,
  merged_into    INTEGER REFERENCES submissions,
  pinned         INTEGER NOT NULL,
  -- The same upside down: an ascending list has pinned ones first by it.
  unpinned       INTEGER GENERATED ALWAYS AS (1 - pinned) VIRTUAL,
  source_system  TEXT,
  source_id      TEXT,
  source_shown   INTEGER NOT NULL DEFAULT 0,
  shuffle        INTEGER NOT NULL,
  -- Lower bound of the Wilson interval, or the number of supports.
  support_score  REAL NOT NULL DEFAULT 0.0,
  -- From 0 to 1; -1 stands for "not known", which comes last.
  broad_score    REAL NOT NULL DEFAULT -1.0,
  votes_count    INTEGER NOT NULL DEFAULT 0,
  comments_count INTEGER NOT NULL DEFAULT 0,
  created_at     INTEGER NOT NULL,
  edited_at      INTEGER,
  tie            INTEGER GENERATED ALWAYS AS (seq) VIRTUAL,
  UNIQUE (forum, reference)
) STRICT;

CREATE UNIQUE INDEX submissions_source ON submissions (thread, source_system, source_id)
  WHERE source_system IS NOT NULL;
-- One index for each order: a page is a walk along it.
CREATE INDEX submissions_newest ON submissions (thread, state, pinned, created_at, tie);
CREATE INDEX submissions_oldest ON submissions (thread, state, unpinned, created_at, tie);
CREATE INDEX submissions_support ON submissions (thread, state, pinned, support_score, tie);
CREATE INDEX submissions_broad ON submissions (thread, state, pinned, broad_score, tie);
CREATE INDEX submissions_discussed ON submissions (thread, state, pinned, comments_count, tie);
-- The random order computes its key, for a whole thread, from this.
CREATE INDEX submissions_random ON submissions (thread, state, pinned, shuffle);
CREATE INDEX submissions_seq ON submissions (thread, state, seq);
CREATE INDEX submissions_author ON submissions (thread, author, state);

CREATE TABLE submission_groups (
  submission INTEGER NOT NULL REFERENCES submissions,
  name       TEXT NOT NULL,
  PRIMARY KEY (submission, name)
) STRICT, WITHOUT ROWID;

-- Versions before the present one.
CREATE TABLE revisions (
  submission INTEGER NOT NULL REFERENCES submissions,
  version    INTEGER NOT NULL,
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  theme      TEXT,
  groups     TEXT NOT NULL,
  links      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (submission, version)
) STRICT, WITHOUT ROWID;

-- Reference, title and body, folded; what search reads.
CREATE TABLE submission_text (
  seq    INTEGER PRIMARY KEY REFERENCES submissions,
  folded TEXT NOT NULL
) STRICT;

-- Trigrams, so that words are found in scripts that write without spaces.
CREATE VIRTUAL TABLE submission_search USING fts5 (
  folded, content = 'submission_text', content_rowid = 'seq',
  tokenize = 'trigram case_sensitive 1'
);
-- In how many texts each trigram stands.
CREATE VIRTUAL TABLE submission_trigrams USING fts5vocab (submission_search, row);

-- One person has one vote on a submission: this key is what makes it so.
CREATE TABLE votes (
  submission  INTEGER NOT NULL REFERENCES submissions,
  participant INTEGER NOT NULL REFERENCES participants,
  thread      INTEGER NOT NULL REFERENCES threads,
  value       TEXT NOT NULL,
  sector      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (submission, participant)
) STRICT, WITHOUT ROWID;

CREATE INDEX votes_participant ON votes (participant, thread);

-- Votes by sector, changed in the transaction of each vote.
CREATE TABLE tallies (
  submission INTEGER NOT NULL REFERENCES submissions,
  sector     TEXT NOT NULL,
  agree      INTEGER NOT NULL DEFAULT 0,
  disagree   INTEGER NOT NULL DEFAULT 0,
  pass       INTEGER NOT NULL DEFAULT 0,
  support    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (submission, sector)
) STRICT, WITHOUT ROWID;

CREATE TABLE comments (
  seq           INTEGER PRIMARY KEY,
  forum         INTEGER NOT NULL REFERENCES forums,
  submission    INTEGER NOT NULL REFERENCES submissions,
  id            TEXT NOT NULL UNIQUE,
  reply_to      INTEGER REFERENCES comments,
  author        INTEGER NOT NULL REFERENCES participants,
  stance        TEXT NOT NULL,
  body          TEXT NOT NULL,
  language      TEXT,
  state         TEXT NOT NULL,
  source_system TEXT,
  source_id     TEXT,
  created_at    INTEGER NOT NULL,
  edited_at     INTEGER,
  tie           INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
) STRICT;

CREATE INDEX comments_listed ON comments (submission, created_at, tie);
CREATE UNIQUE INDEX comments_source ON comments (submission, source_system, source_id)
  WHERE source_system IS NOT NULL;

CREATE TABLE flags (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  id          TEXT NOT NULL UNIQUE,
  submission  INTEGER REFERENCES submissions,
  comment     INTEGER REFERENCES comments,
  participant INTEGER NOT NULL REFERENCES participants,
  reason      TEXT NOT NULL,
  note        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  CHECK ((submission IS NULL) <> (comment IS NULL)),
  UNIQUE (submission, participant),
  UNIQUE (comment, participant)
) STRICT;

-- Answers to creations, for a day, by the person's key.
CREATE TABLE idempotency (
  participant INTEGER NOT NULL REFERENCES participants,
  key         TEXT NOT NULL,
  hash        BLOB NOT NULL,
  status      INTEGER NOT NULL,
  body        BLOB NOT NULL,
  location    TEXT,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (participant, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_age ON idempotency (created_at);
