-- What threads promise and ask besides.
ALTER TABLE threads ADD COLUMN rules TEXT NOT NULL DEFAULT '';
-- JSON: tags and ids, in which and by whom people are asked to write.
ALTER TABLE threads ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE threads ADD COLUMN sectors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE threads ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN newcomers_held INTEGER NOT NULL DEFAULT 0;

-- Official answers. What is being written stands here; what was published
-- stands in answer_versions and, as JSON, in submissions.response.
CREATE TABLE answers (
  seq          INTEGER PRIMARY KEY,
  forum        INTEGER NOT NULL REFERENCES forums,
  id           TEXT NOT NULL UNIQUE,
  state        TEXT NOT NULL,
  -- JSON of contract::AnswerText.
  text         TEXT NOT NULL,
  author       INTEGER NOT NULL REFERENCES participants,
  version      INTEGER NOT NULL DEFAULT 1,
  -- True where it differs from what was published.
  changed      INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  edited_at    INTEGER NOT NULL,
  published_at INTEGER,
  tie          INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
) STRICT;

CREATE INDEX answers_listed ON answers (forum, edited_at, tie);
CREATE INDEX answers_by_state ON answers (forum, state, edited_at, tie);

-- A submission has one answer: this key is what makes it so.
CREATE TABLE answer_submissions (
  submission INTEGER PRIMARY KEY REFERENCES submissions,
  answer     INTEGER NOT NULL REFERENCES answers,
  place      INTEGER NOT NULL,
  -- True where the answer is out: from then on they stay together.
  answered   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX answer_submissions_of ON answer_submissions (answer, place);

CREATE TABLE answer_versions (
  answer       INTEGER NOT NULL REFERENCES answers,
  version      INTEGER NOT NULL,
  text         TEXT NOT NULL,
  author       INTEGER NOT NULL REFERENCES participants,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (answer, version)
) STRICT, WITHOUT ROWID;

-- What is owed is in the ledger alone.
ALTER TABLE submissions DROP COLUMN answer_due_at;

-- Answers that are owed: one entry a submission, whatever happened to its
-- votes since.
CREATE TABLE ledger (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  id          TEXT NOT NULL UNIQUE,
  submission  INTEGER NOT NULL UNIQUE REFERENCES submissions,
  office      TEXT,
  cause       TEXT NOT NULL,
  opened_at   INTEGER NOT NULL,
  -- From when it is told: later than opened_at while results are hidden.
  told_at     INTEGER NOT NULL,
  due_at      INTEGER NOT NULL,
  answered_at INTEGER,
  -- Whole days from told_at to answered_at.
  took_days   INTEGER,
  tie         INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
) STRICT;

CREATE INDEX ledger_open ON ledger (forum, due_at, tie) WHERE answered_at IS NULL;
CREATE INDEX ledger_answered ON ledger (forum, answered_at, tie) WHERE answered_at IS NOT NULL;
CREATE INDEX ledger_took ON ledger (forum, took_days) WHERE answered_at IS NOT NULL;

CREATE TABLE ledger_extensions (
  entry  INTEGER NOT NULL REFERENCES ledger,
  number INTEGER NOT NULL,
  before INTEGER NOT NULL,
  after  INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (entry, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE announcements (
  seq          INTEGER PRIMARY KEY,
  forum        INTEGER NOT NULL REFERENCES forums,
  id           TEXT NOT NULL UNIQUE,
  thread       INTEGER REFERENCES threads,
  title        TEXT NOT NULL,
  body         TEXT NOT NULL,
  language     TEXT NOT NULL,
  pinned       INTEGER NOT NULL,
  author       INTEGER NOT NULL REFERENCES participants,
  published_at INTEGER NOT NULL,
  edited_at    INTEGER,
  tie          INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
) STRICT;

CREATE INDEX announcements_listed ON announcements (forum, pinned, published_at, tie);
CREATE INDEX announcements_of_thread ON announcements (thread, pinned, published_at, tie);
