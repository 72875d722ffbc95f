-- Organisations that registered here and that moderators check. The table
-- `organisations` holds the names that hosts' tokens give people: those are
-- vouched for by the host alone and never carry a mark of ours, also where the
-- name is the same.
CREATE TABLE registered_organisations (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  -- The name as a hurried reader sees it, and as search finds it.
  folded      TEXT NOT NULL,
  key         TEXT NOT NULL,
  kind        TEXT NOT NULL,
  registry    TEXT NOT NULL,
  number      TEXT NOT NULL,
  country     TEXT,
  website     TEXT NOT NULL,
  contact     TEXT NOT NULL,
  state       TEXT NOT NULL,
  reason      TEXT,
  message     TEXT NOT NULL DEFAULT '',
  verified_at INTEGER,
  recheck_at  INTEGER,
  version     INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL,
  tie         INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
) STRICT;

CREATE INDEX registered_listed ON registered_organisations (forum, state, created_at, tie);
-- Those whose check has run out.
CREATE INDEX registered_recheck ON registered_organisations (recheck_at)
  WHERE state = 'verified' AND recheck_at IS NOT NULL;

CREATE TABLE organisation_members (
  seq          INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES registered_organisations,
  participant  INTEGER NOT NULL REFERENCES participants,
  role         TEXT NOT NULL,
  since        INTEGER NOT NULL,
  tie          INTEGER GENERATED ALWAYS AS (seq) VIRTUAL,
  UNIQUE (organisation, participant)
) STRICT;

CREATE INDEX organisation_members_listed ON organisation_members (organisation, since, tie);
CREATE INDEX organisation_members_of ON organisation_members (participant, organisation);

-- Open invitations; of the code only its hash. One that is used or revoked goes.
CREATE TABLE organisation_invitations (
  seq          INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES registered_organisations,
  id           TEXT NOT NULL UNIQUE,
  hash         BLOB NOT NULL UNIQUE,
  role         TEXT NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX organisation_invitations_of ON organisation_invitations (organisation, seq);
CREATE INDEX organisation_invitations_age ON organisation_invitations (expires_at);

-- One organisation has one vote on a submission: this key is what makes it so.
-- Who of its delegates cast it is in the audit trail alone.
CREATE TABLE organisation_votes (
  submission   INTEGER NOT NULL REFERENCES submissions,
  organisation INTEGER NOT NULL REFERENCES registered_organisations,
  value        TEXT NOT NULL,
  at           INTEGER NOT NULL,
  PRIMARY KEY (submission, organisation)
) STRICT, WITHOUT ROWID;

CREATE INDEX organisation_votes_of ON organisation_votes (organisation);

-- Votes of organisations that are verified now, changed in the transaction of
-- each vote and of each decision about an organisation.
CREATE TABLE organisation_tallies (
  submission INTEGER PRIMARY KEY REFERENCES submissions,
  agree      INTEGER NOT NULL DEFAULT 0,
  disagree   INTEGER NOT NULL DEFAULT 0,
  pass       INTEGER NOT NULL DEFAULT 0,
  support    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The organisation that something was written for.
ALTER TABLE submissions ADD COLUMN organisation INTEGER REFERENCES registered_organisations;
ALTER TABLE comments ADD COLUMN organisation INTEGER REFERENCES registered_organisations;

-- Names as a hurried reader sees them; NULL where that is not computed yet.
ALTER TABLE participants ADD COLUMN folded TEXT;
ALTER TABLE organisations ADD COLUMN folded TEXT;
-- The folded name that a moderator let pass though it is like another.
ALTER TABLE participants ADD COLUMN name_cleared TEXT;
CREATE INDEX participants_officials ON participants (forum) WHERE official = 1;

-- Awards of submissions and organisations; imported ones have no id.
CREATE TABLE recognitions (
  seq          INTEGER PRIMARY KEY,
  forum        INTEGER NOT NULL REFERENCES forums,
  id           TEXT UNIQUE,
  submission   INTEGER REFERENCES submissions,
  organisation INTEGER REFERENCES registered_organisations,
  award        TEXT NOT NULL,
  category     TEXT NOT NULL,
  year         INTEGER NOT NULL,
  citation     TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  tie          INTEGER GENERATED ALWAYS AS (seq) VIRTUAL,
  CHECK ((submission IS NULL) <> (organisation IS NULL))
) STRICT;

CREATE INDEX recognitions_of_submission ON recognitions (submission, seq)
  WHERE submission IS NOT NULL;
CREATE INDEX recognitions_of_organisation ON recognitions (organisation, seq)
  WHERE organisation IS NOT NULL;
CREATE INDEX recognitions_listed ON recognitions (forum, year, tie);

INSERT INTO recognitions (forum, submission, award, category, year, citation, created_at)
  SELECT s.forum, s.seq, one.value ->> 'award', one.value ->> 'category', one.value ->> 'year',
    one.value ->> 'citation', s.created_at
  FROM submissions s, json_each(s.recognitions) one;
ALTER TABLE submissions DROP COLUMN recognitions;
