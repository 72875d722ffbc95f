-- Keys that addresses are hashed with, one for each day (of 1970). With its
-- key gone, a hash says nothing about anybody.
CREATE TABLE address_keys (
  day INTEGER PRIMARY KEY,
  key BLOB NOT NULL
) STRICT;

-- Who wrote or voted about a submission, when and from which address (hashed).
-- Only for patterns; kept for seven days. Not what was voted.
CREATE TABLE deeds (
  submission  INTEGER NOT NULL REFERENCES submissions,
  at          INTEGER NOT NULL,
  participant INTEGER NOT NULL REFERENCES participants,
  address     INTEGER NOT NULL,
  PRIMARY KEY (submission, at, participant)
) STRICT, WITHOUT ROWID;

CREATE INDEX deeds_age ON deeds (at);
CREATE INDEX deeds_person ON deeds (participant);

-- Submissions with deeds, by the newest of them.
CREATE TABLE deed_subjects (
  submission INTEGER PRIMARY KEY REFERENCES submissions,
  forum      INTEGER NOT NULL REFERENCES forums,
  thread     INTEGER NOT NULL REFERENCES threads,
  last_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX deed_subjects_of_forum ON deed_subjects (forum, last_at);
CREATE INDEX deed_subjects_of_thread ON deed_subjects (thread, last_at);
CREATE INDEX deed_subjects_age ON deed_subjects (last_at);

-- Until when the pace of somebody is spoken for, so that a restart forgives
-- nothing. Keys of addresses are hashed.
CREATE TABLE pace (
  name     TEXT NOT NULL,
  key      BLOB NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX pace_age ON pace (until_ms);

-- What new accounts of our own sign-in posted on their first day.
CREATE TABLE first_posts (
  participant INTEGER PRIMARY KEY REFERENCES participants,
  last_at     INTEGER NOT NULL,
  submissions INTEGER NOT NULL
) STRICT;
