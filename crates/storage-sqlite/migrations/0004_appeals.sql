-- What a moderator found a report to be: 'right', 'wrong', or NULL while
-- nobody has looked; and by which decision.
ALTER TABLE flags ADD COLUMN outcome TEXT;
ALTER TABLE flags ADD COLUMN decision INTEGER REFERENCES decisions;
CREATE INDEX flags_of_decision ON flags (decision) WHERE decision IS NOT NULL;

-- How often people who reported were right: what their reports weigh.
CREATE TABLE reporters (
  participant INTEGER PRIMARY KEY REFERENCES participants,
  right_count INTEGER NOT NULL DEFAULT 0,
  wrong_count INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Whether somebody is a newcomer is a count of their published texts.
CREATE INDEX submissions_of_person ON submissions (author, state);
CREATE INDEX comments_of_person ON comments (author, state);

-- Edits of published submissions that wait for a moderator; the submission
-- stays as it is until then. A newer one replaces it.
CREATE TABLE waiting_edits (
  submission INTEGER PRIMARY KEY REFERENCES submissions,
  -- What the submission's version becomes if it is published.
  version    INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  theme      TEXT,
  groups     TEXT NOT NULL,
  links      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  -- The decision that published or dropped it; NULL while it waits.
  decision   INTEGER REFERENCES decisions,
  published  INTEGER NOT NULL DEFAULT 0,
  -- The kind that the submission had before it was published: versions do not
  -- tell it.
  was_kind   TEXT
) STRICT;

-- What authors object to decisions, once to each.
CREATE TABLE appeals (
  seq       INTEGER PRIMARY KEY,
  forum     INTEGER NOT NULL REFERENCES forums,
  id        TEXT NOT NULL UNIQUE,
  decision  INTEGER NOT NULL UNIQUE REFERENCES decisions,
  -- Who objects.
  author    INTEGER NOT NULL REFERENCES participants,
  text      TEXT NOT NULL,
  state     TEXT NOT NULL,
  answer    TEXT NOT NULL DEFAULT '',
  note      TEXT NOT NULL DEFAULT '',
  -- Who judged it; NULL while it is open, and where the decision was taken
  -- back before anybody judged.
  judge     INTEGER REFERENCES participants,
  -- The decision that overturned the one that is appealed.
  judgement INTEGER REFERENCES decisions,
  at        INTEGER NOT NULL,
  judged_at INTEGER
) STRICT;

CREATE INDEX appeals_of_judgement ON appeals (judgement) WHERE judgement IS NOT NULL;
CREATE INDEX appeals_by_state ON appeals (forum, state);

-- Submissions that say the same as another one, as a moderator proposed and
-- their author accepted. Accepted ones stand in submissions.merged_into too.
CREATE TABLE duplicates (
  submission INTEGER PRIMARY KEY REFERENCES submissions,
  lead       INTEGER NOT NULL REFERENCES submissions,
  accepted   INTEGER NOT NULL,
  decision   INTEGER REFERENCES decisions,
  at         INTEGER NOT NULL
) STRICT;

CREATE INDEX duplicates_of_lead ON duplicates (lead, accepted, submission);
CREATE INDEX duplicates_of_decision ON duplicates (decision) WHERE decision IS NOT NULL;

-- Who supports a submission that leads, or one of its duplicates, and how many
-- of these. Kept only for those that lead; changed in the transaction of each
-- vote.
CREATE TABLE union_supporters (
  lead        INTEGER NOT NULL REFERENCES submissions,
  participant INTEGER NOT NULL REFERENCES participants,
  votes       INTEGER NOT NULL,
  PRIMARY KEY (lead, participant)
) STRICT, WITHOUT ROWID;

-- How many these are; NULL for what leads nothing.
ALTER TABLE submissions ADD COLUMN union_support INTEGER;

-- The public log in numbers.
CREATE INDEX decisions_by_action ON decisions (forum, action) WHERE undone_at IS NULL;
CREATE INDEX decisions_by_reason ON decisions (forum, reason)
  WHERE undone_at IS NULL AND reason IS NOT NULL;
CREATE INDEX decisions_by_rule ON decisions (forum)
  WHERE undone_at IS NULL AND decided_by = 'rule';
CREATE INDEX decisions_undone ON decisions (forum) WHERE undone_at IS NOT NULL;
