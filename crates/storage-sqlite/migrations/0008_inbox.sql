-- What people were told, newest last; each cause once.
CREATE TABLE inbox (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  participant INTEGER NOT NULL REFERENCES participants,
  id          TEXT NOT NULL UNIQUE,
  kind        TEXT NOT NULL,
  target_kind TEXT NOT NULL,
  target_id   TEXT NOT NULL,
  submission  INTEGER REFERENCES submissions,
  title       TEXT NOT NULL,
  word        TEXT,
  at          INTEGER NOT NULL,
  read        INTEGER NOT NULL DEFAULT 0,
  -- When it went out by mail, or was found not to need it.
  mailed_at   INTEGER,
  -- Id of what happened.
  cause       TEXT NOT NULL,
  UNIQUE (participant, cause, kind)
) STRICT;

CREATE INDEX inbox_listed ON inbox (participant, seq);
CREATE INDEX inbox_unread ON inbox (participant) WHERE read = 0;
CREATE INDEX inbox_unmailed ON inbox (seq) WHERE mailed_at IS NULL;
