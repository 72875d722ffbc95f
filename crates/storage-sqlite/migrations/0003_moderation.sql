-- What moderators and rules decided, newest last. Rows stay; one that was
-- taken back says so.
CREATE TABLE decisions (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  id          TEXT NOT NULL UNIQUE,
  target_kind TEXT NOT NULL,
  -- The thing's number in the table of its kind, and its public id.
  target      INTEGER NOT NULL,
  target_id   TEXT NOT NULL,
  -- The submission that it is, or that was commented, and its thread then.
  submission  INTEGER REFERENCES submissions,
  thread      INTEGER REFERENCES threads,
  -- Whose thing it is: who is told, and who may appeal.
  author      INTEGER REFERENCES participants,
  action      TEXT NOT NULL,
  reason      TEXT,
  note        TEXT NOT NULL,
  message     TEXT NOT NULL,
  into_id     TEXT,
  decided_by  TEXT NOT NULL,
  rule        TEXT,
  moderator   INTEGER REFERENCES participants,
  at          INTEGER NOT NULL,
  -- The version that was decided about; none for what has no versions.
  version     INTEGER,
  -- JSON: what the thing was before, to take the decision back exactly.
  was         TEXT NOT NULL,
  undone_by   INTEGER REFERENCES participants,
  undone_at   INTEGER
) STRICT;

CREATE INDEX decisions_listed ON decisions (forum, seq);
CREATE INDEX decisions_of_target ON decisions (target_kind, target, seq);
CREATE INDEX decisions_of_moderator ON decisions (forum, moderator, seq);

-- What waits for a moderator: one row for each thing. Near-identical
-- submissions share a cluster, of which one row leads and is listed.
CREATE TABLE queue (
  seq          INTEGER PRIMARY KEY,
  forum        INTEGER NOT NULL REFERENCES forums,
  target_kind  TEXT NOT NULL,
  target       INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  since        INTEGER NOT NULL,
  -- From 0 to 1.
  harm         REAL NOT NULL,
  -- People who voted or commented.
  reach        INTEGER NOT NULL,
  -- Harm and reach together, negated: ascending has the worst first. The
  -- lead's is the worst of its cluster.
  calm         REAL NOT NULL,
  thread       INTEGER REFERENCES threads,
  language     TEXT,
  -- The decision that an appeal is about.
  appealed     INTEGER REFERENCES decisions,
  -- JSON: rules that hold it or were met by it.
  rules        TEXT NOT NULL,
  -- A number that the rows of one cluster share.
  cluster      INTEGER NOT NULL,
  lead         INTEGER NOT NULL,
  -- On the lead: all rows of the cluster.
  cluster_size INTEGER NOT NULL,
  -- Of the folded text; NULL for what does not collapse.
  text_hash    INTEGER,
  tie          INTEGER GENERATED ALWAYS AS (seq) VIRTUAL,
  UNIQUE (target_kind, target)
) STRICT;

CREATE INDEX queue_oldest ON queue (forum, lead, since, tie);
CREATE INDEX queue_harm ON queue (forum, lead, calm, tie);
CREATE INDEX queue_kind_oldest ON queue (forum, lead, kind, since, tie);
CREATE INDEX queue_kind_harm ON queue (forum, lead, kind, calm, tie);
CREATE INDEX queue_cluster ON queue (cluster, lead, tie);
CREATE INDEX queue_cluster_calm ON queue (cluster, lead, calm);
CREATE INDEX queue_same_text ON queue (forum, kind, text_hash) WHERE text_hash IS NOT NULL;

-- Where clusters are found by likeness: texts that are nearly the same share a
-- band of their signatures.
CREATE TABLE queue_bands (
  forum   INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  band    INTEGER NOT NULL,
  hash    INTEGER NOT NULL,
  cluster INTEGER NOT NULL,
  PRIMARY KEY (forum, kind, band, hash, cluster)
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_bands_of_cluster ON queue_bands (cluster);

-- Which moderator is looking at what, until when.
CREATE TABLE claims (
  target_kind TEXT NOT NULL,
  target      INTEGER NOT NULL,
  moderator   INTEGER NOT NULL REFERENCES participants,
  at          INTEGER NOT NULL,
  until       INTEGER NOT NULL,
  PRIMARY KEY (target_kind, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_ended ON claims (until);

-- What moderators tell each other.
CREATE TABLE notes (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  id          TEXT NOT NULL UNIQUE,
  target_kind TEXT NOT NULL,
  target      INTEGER NOT NULL,
  target_id   TEXT NOT NULL,
  body        TEXT NOT NULL,
  author      INTEGER NOT NULL REFERENCES participants,
  at          INTEGER NOT NULL
) STRICT;

CREATE INDEX notes_of_target ON notes (target_kind, target, seq);

-- People who commented a submission: its reach.
CREATE INDEX comments_people ON comments (submission, state, author);
