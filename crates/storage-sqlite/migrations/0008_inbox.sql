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
  -- Id of what happened.
  cause       TEXT NOT NULL,
  UNIQUE (participant, cause, kind)
) STRICT;

CREATE INDEX inbox_listed ON inbox (participant, seq);
CREATE INDEX inbox_unread ON inbox (participant, seq) WHERE read = 0;

-- What people follow: the number of a submission or thread.
CREATE TABLE follows (
  participant INTEGER NOT NULL REFERENCES participants,
  kind        TEXT NOT NULL CHECK (kind IN ('submission', 'thread')),
  target      INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (participant, kind, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX follows_of ON follows (kind, target, participant);

-- What mail people want. Nobody without a row gets any.
CREATE TABLE mail_settings (
  participant INTEGER PRIMARY KEY REFERENCES participants,
  forum       INTEGER NOT NULL REFERENCES forums,
  digest      TEXT NOT NULL,
  language    TEXT NOT NULL,
  -- JSON: kinds of the inbox.
  kinds       TEXT NOT NULL,
  -- Number of the newest item of the inbox that went out, or need not.
  mailed      INTEGER NOT NULL,
  -- When the next mail goes out; NULL while there is nothing to tell.
  due_at      INTEGER
) STRICT;

CREATE INDEX mail_due ON mail_settings (due_at) WHERE due_at IS NOT NULL;
