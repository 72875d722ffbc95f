-- Roles, the two schemas, and every table.
--
-- `open_forum` is private: nobody but `open_forum_owner` has a right in it.
-- `open_forum_api` is what the REST server exposes; it holds functions only
-- (10_api.sql), which run with the rights of their owner. A table or view there
-- could be asked for with `select`, `order`, filters and embedded resources,
-- and each of them tells about columns that a reader must not know.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'anon') THEN
    CREATE ROLE anon NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'authenticated') THEN
    CREATE ROLE authenticated NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'open_forum_owner') THEN
    CREATE ROLE open_forum_owner NOLOGIN NOINHERIT;
  END IF;
  -- Who installs has to act as the owner; a superuser can anyhow.
  EXECUTE format('GRANT open_forum_owner TO %I', current_user);
END $$;

CREATE SCHEMA open_forum AUTHORIZATION open_forum_owner;
CREATE SCHEMA open_forum_api AUTHORIZATION open_forum_owner;
GRANT USAGE ON SCHEMA open_forum_api TO anon, authenticated;

SET ROLE open_forum_owner;
-- PostgreSQL lets everybody run a new function; ours are given one by one.
ALTER DEFAULT PRIVILEGES FOR ROLE open_forum_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Which of these files were run.
CREATE TABLE open_forum.migrations (
  number     integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- One database holds one forum.
CREATE TABLE open_forum.forum (
  singleton         boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  -- Names, taxonomy, limits and reasons: the contract's Forum without what the
  -- backend says of itself.
  profile           jsonb NOT NULL,
  -- What tokens must name as `aud` and `iss`; NULL leaves that to the REST server.
  audience          text,
  issuer            text,
  -- Writes of one person a minute; NULL is without limit.
  writes_per_minute integer DEFAULT 60 CHECK (writes_per_minute > 0)
);

-- Names that tokens give people's organisations. The host alone vouches for them.
CREATE TABLE open_forum.organisations (
  id         uuid PRIMARY KEY,
  name       text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);

CREATE TABLE open_forum.participants (
  id           uuid PRIMARY KEY,
  issuer       text NOT NULL,
  subject      text NOT NULL,
  name         text NOT NULL,
  organisation uuid REFERENCES open_forum.organisations,
  sector       text,
  country      text,
  official     boolean NOT NULL,
  created_at   timestamptz NOT NULL,
  -- Until when the person's pace is spoken for.
  paced_until  timestamptz NOT NULL,
  UNIQUE (issuer, subject)
);

CREATE TABLE open_forum.threads (
  id                 uuid PRIMARY KEY,
  slug               text NOT NULL UNIQUE
    CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80
           AND slug !~ '^[^-]{8}-[^-]{4}-[^-]{4}-[^-]{4}-[^-]{12}$'),
  kind               text NOT NULL CHECK (kind IN ('proposals', 'nominations', 'questions')),
  title              text NOT NULL,
  summary            text NOT NULL DEFAULT '',
  body               text NOT NULL DEFAULT '',
  language           text NOT NULL,
  translations       jsonb NOT NULL DEFAULT '[]',
  promise            text NOT NULL
    CHECK (promise IN ('inform', 'consult', 'involve', 'collaborate', 'empower')),
  opens_at           timestamptz,
  voting_opens_at    timestamptz CHECK (voting_opens_at >= opens_at),
  closes_at          timestamptz
    CHECK (closes_at > opens_at AND closes_at > voting_opens_at),
  voting_mode        text NOT NULL CHECK (voting_mode IN ('opinion', 'support')),
  voting_budget      integer CHECK (voting_budget IS NULL OR voting_budget > 0 AND voting_mode = 'support'),
  voting_results     text NOT NULL CHECK (voting_results IN ('always', 'after_vote', 'after_close')),
  rules              text NOT NULL DEFAULT '',
  languages          jsonb NOT NULL DEFAULT '[]',
  sectors            jsonb NOT NULL DEFAULT '[]',
  anonymous          boolean NOT NULL DEFAULT false,
  premoderated       boolean NOT NULL DEFAULT false,
  newcomers_held     boolean NOT NULL DEFAULT false,
  pinned             boolean NOT NULL DEFAULT false,
  locked             boolean NOT NULL DEFAULT false,
  -- The contract's Response; NULL while the host has not answered.
  response           jsonb,
  submissions_count  integer NOT NULL DEFAULT 0,
  comments_count     integer NOT NULL DEFAULT 0,
  votes_count        integer NOT NULL DEFAULT 0,
  participants_count integer NOT NULL DEFAULT 0,
  created_at         timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
  version            integer NOT NULL DEFAULT 1
);
CREATE INDEX threads_listed ON open_forum.threads (pinned, created_at, id);

-- Who voted, wrote or commented in a thread, and how often, so that the count
-- of people is exact when a vote is taken back.
CREATE TABLE open_forum.thread_people (
  thread      uuid NOT NULL REFERENCES open_forum.threads,
  participant uuid NOT NULL REFERENCES open_forum.participants,
  deeds       integer NOT NULL,
  PRIMARY KEY (thread, participant)
);

CREATE TABLE open_forum.submissions (
  id             uuid PRIMARY KEY,
  reference      text NOT NULL UNIQUE,
  thread         uuid NOT NULL REFERENCES open_forum.threads,
  author         uuid NOT NULL REFERENCES open_forum.participants,
  kind           text NOT NULL,
  title          text NOT NULL,
  body           text NOT NULL,
  language       text NOT NULL,
  theme          text,
  groups         text[] NOT NULL,
  links          jsonb NOT NULL,
  status         text NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'under_review',
    'accepted', 'partly_accepted', 'not_accepted', 'in_progress', 'done')),
  state          text NOT NULL CHECK (state IN ('published', 'pending', 'hidden', 'withdrawn')),
  state_reason   text,
  version        integer NOT NULL DEFAULT 1,
  -- The contract's Response; NULL while the host has not answered.
  response       jsonb,
  pinned         boolean NOT NULL DEFAULT false,
  -- Its place in all shuffles.
  shuffle        bigint NOT NULL,
  -- Lower bound of the Wilson interval, or the number of supports.
  support_score  double precision NOT NULL DEFAULT 0,
  -- From 0 to 1; -1 stands for "not known", which comes last.
  broad_score    double precision NOT NULL DEFAULT -1,
  votes_count    integer NOT NULL DEFAULT 0,
  comments_count integer NOT NULL DEFAULT 0,
  created_at     timestamptz NOT NULL,
  edited_at      timestamptz
);
-- One index for each order: a page is a walk along it.
CREATE INDEX submissions_newest ON open_forum.submissions (thread, pinned, created_at, id);
CREATE INDEX submissions_oldest ON open_forum.submissions (thread, (NOT pinned), created_at, id);
CREATE INDEX submissions_support ON open_forum.submissions (thread, pinned, support_score, id);
CREATE INDEX submissions_broad ON open_forum.submissions (thread, pinned, broad_score, id);
CREATE INDEX submissions_discussed ON open_forum.submissions (thread, pinned, comments_count, id);
CREATE INDEX submissions_author ON open_forum.submissions (author, thread);

-- What search and likeness read, apart from what is shown.
CREATE TABLE open_forum.submission_search (
  submission  uuid PRIMARY KEY REFERENCES open_forum.submissions,
  -- Reference, title and body, folded.
  folded      text NOT NULL,
  -- Character n-grams, and the few of the body by which nearly equal ones are found.
  title_grams bigint[] NOT NULL,
  body_grams  bigint[] NOT NULL,
  body_sketch bigint[] NOT NULL
);
CREATE INDEX submission_search_sketch ON open_forum.submission_search USING gin (body_sketch);

-- Versions before the present one.
CREATE TABLE open_forum.revisions (
  submission uuid NOT NULL REFERENCES open_forum.submissions,
  version    integer NOT NULL,
  title      text NOT NULL,
  body       text NOT NULL,
  theme      text,
  groups     text[] NOT NULL,
  links      jsonb NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (submission, version)
);

-- Edits of what is published, where texts are read before: everybody reads what
-- was published, its author what they wrote.
CREATE TABLE open_forum.waiting_edits (
  submission uuid PRIMARY KEY REFERENCES open_forum.submissions,
  version    integer NOT NULL,
  kind       text NOT NULL,
  title      text NOT NULL,
  body       text NOT NULL,
  theme      text,
  groups     text[] NOT NULL,
  links      jsonb NOT NULL,
  at         timestamptz NOT NULL
);

-- One person has one vote on a submission: this key is what makes it so.
CREATE TABLE open_forum.votes (
  submission  uuid NOT NULL REFERENCES open_forum.submissions,
  participant uuid NOT NULL REFERENCES open_forum.participants,
  thread      uuid NOT NULL REFERENCES open_forum.threads,
  value       text NOT NULL CHECK (value IN ('agree', 'disagree', 'pass', 'support')),
  -- In which it was counted; empty for none.
  sector      text NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (submission, participant)
);
CREATE INDEX votes_participant ON open_forum.votes (participant, thread);

-- Votes by sector, changed in the transaction of each vote.
CREATE TABLE open_forum.tallies (
  submission uuid NOT NULL REFERENCES open_forum.submissions,
  sector     text NOT NULL,
  agree      integer NOT NULL DEFAULT 0 CHECK (agree >= 0),
  disagree   integer NOT NULL DEFAULT 0 CHECK (disagree >= 0),
  pass       integer NOT NULL DEFAULT 0 CHECK (pass >= 0),
  support    integer NOT NULL DEFAULT 0 CHECK (support >= 0),
  PRIMARY KEY (submission, sector)
);

CREATE TABLE open_forum.comments (
  id         uuid PRIMARY KEY,
  submission uuid NOT NULL REFERENCES open_forum.submissions,
  reply_to   uuid REFERENCES open_forum.comments,
  author     uuid NOT NULL REFERENCES open_forum.participants,
  stance     text NOT NULL CHECK (stance IN ('for', 'against', 'neutral')),
  body       text NOT NULL,
  language   text,
  state      text NOT NULL CHECK (state IN ('published', 'pending', 'hidden')),
  created_at timestamptz NOT NULL,
  edited_at  timestamptz
);
CREATE INDEX comments_listed ON open_forum.comments (submission, created_at, id);
CREATE INDEX comments_author ON open_forum.comments (author);

-- One person reports a thing once.
CREATE TABLE open_forum.flags (
  id          uuid PRIMARY KEY,
  submission  uuid REFERENCES open_forum.submissions,
  comment     uuid REFERENCES open_forum.comments,
  participant uuid NOT NULL REFERENCES open_forum.participants,
  reason      text NOT NULL,
  note        text NOT NULL,
  -- What a moderator found it to be; NULL while nobody has looked.
  outcome     text CHECK (outcome IN ('right', 'wrong')),
  created_at  timestamptz NOT NULL,
  CHECK ((submission IS NULL) <> (comment IS NULL)),
  UNIQUE (submission, participant),
  UNIQUE (comment, participant)
);

-- How often people who reported were right: what their reports weigh.
CREATE TABLE open_forum.reporters (
  participant uuid PRIMARY KEY REFERENCES open_forum.participants,
  right_count integer NOT NULL DEFAULT 0,
  wrong_count integer NOT NULL DEFAULT 0
);

-- What moderators and rules decided. Rows are only ever added.
CREATE TABLE open_forum.decisions (
  id          uuid PRIMARY KEY,
  number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  target_kind text NOT NULL CHECK (target_kind IN ('submission', 'comment', 'thread')),
  target      uuid NOT NULL,
  action      text NOT NULL,
  reason      text,
  note        text NOT NULL,
  message     text NOT NULL,
  decided_by  text NOT NULL CHECK (decided_by IN ('moderator', 'rule')),
  rule        text,
  moderator   uuid REFERENCES open_forum.participants,
  version     integer,
  at          timestamptz NOT NULL
);
CREATE INDEX decisions_of_target ON open_forum.decisions (target, number);

-- What waits for a moderator: one row for each thing.
CREATE TABLE open_forum.queue (
  target      uuid PRIMARY KEY,
  target_kind text NOT NULL CHECK (target_kind IN ('submission', 'comment')),
  kind        text NOT NULL CHECK (kind IN ('new', 'edited', 'flagged')),
  since       timestamptz NOT NULL,
  harm        double precision NOT NULL,
  -- Names of the rules that hold it or were met by it.
  rules       text[] NOT NULL
);
CREATE INDEX queue_oldest ON open_forum.queue (since, target);

-- Answers to creations, for a day, by the person's key.
CREATE TABLE open_forum.idempotency (
  participant uuid NOT NULL REFERENCES open_forum.participants,
  key         text NOT NULL,
  hash        bytea NOT NULL,
  status      text NOT NULL,
  answer      jsonb NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (participant, key)
);

-- No role has a right on a table, and no policy lets any but the owner see a
-- row: two locks, so that a GRANT by mistake opens nothing. Forced, so that the
-- owner too is let in by the policy alone and no view of theirs could pass by.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'open_forum' LOOP
    EXECUTE format('ALTER TABLE open_forum.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE open_forum.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY owner_only ON open_forum.%I TO open_forum_owner
      USING (true) WITH CHECK (true)', name);
    EXECUTE format('REVOKE ALL ON open_forum.%I FROM PUBLIC', name);
  END LOOP;
END $$;

INSERT INTO open_forum.migrations (number) VALUES (1);
RESET ROLE;
