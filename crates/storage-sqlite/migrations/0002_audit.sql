-- Who did what, when, and what changed by it. Rows are only ever added. A vote
-- stands here as a deed, without what it says.
CREATE TABLE audit (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  at          INTEGER NOT NULL,
  -- NULL is the server itself.
  actor       INTEGER REFERENCES participants,
  action      TEXT NOT NULL,
  target_kind TEXT NOT NULL,
  target_id   TEXT NOT NULL,
  -- JSON: a list of {field, before, after}; empty where only the deed counts.
  changes     TEXT NOT NULL
) STRICT;

CREATE INDEX audit_listed ON audit (forum, seq);
CREATE INDEX audit_of_target ON audit (forum, target_id, seq);
