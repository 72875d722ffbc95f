-- What only people have who signed in with the server itself; whoever a host's
-- token speaks for has no row here.
CREATE TABLE accounts (
  participant INTEGER PRIMARY KEY REFERENCES participants,
  forum       INTEGER NOT NULL REFERENCES forums,
  method      TEXT NOT NULL,
  -- Lower case, and known to be theirs; NULL where a provider tells none.
  email       TEXT,
  -- BCP 47 tag of mails.
  language    TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX accounts_email ON accounts (forum, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX accounts_by_code ON accounts (forum, email) WHERE method = 'email_code';

-- What a person may do beyond taking part. Tokens of hosts carry their own.
CREATE TABLE account_roles (
  participant INTEGER NOT NULL REFERENCES participants,
  role        TEXT NOT NULL,
  PRIMARY KEY (participant, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  seq         INTEGER PRIMARY KEY,
  participant INTEGER NOT NULL REFERENCES participants,
  forum       INTEGER NOT NULL REFERENCES forums,
  id          TEXT NOT NULL UNIQUE,
  method      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  renewed_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_listed ON sessions (participant, seq);
CREATE INDEX sessions_age ON sessions (expires_at);

-- SHA-256 of the token that renews a session, and of those that did: one that
-- comes again was stolen, and ends the session.
CREATE TABLE session_renewals (
  hash    BLOB PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  spent   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX session_renewals_of ON session_renewals (session);

-- Codes that were mailed, without the codes.
CREATE TABLE email_codes (
  id         TEXT PRIMARY KEY,
  forum      INTEGER NOT NULL REFERENCES forums,
  email      TEXT NOT NULL,
  language   TEXT NOT NULL,
  -- HMAC-SHA-256 of the code, under a key of the server and with the id.
  hash       BLOB NOT NULL,
  tries      INTEGER NOT NULL DEFAULT 0,
  used       INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX email_codes_pace ON email_codes (forum, email, created_at);
CREATE INDEX email_codes_age ON email_codes (created_at);

-- Sign-ins with a provider that are on their way.
CREATE TABLE sign_in_flows (
  id         TEXT PRIMARY KEY,
  forum      INTEGER NOT NULL REFERENCES forums,
  provider   TEXT NOT NULL,
  -- SHA-256 of what the window keeps.
  hash       BLOB NOT NULL,
  nonce      TEXT NOT NULL,
  pkce       TEXT NOT NULL,
  -- What the provider gave on the way back.
  code       TEXT,
  -- JSON: who it is, once the provider told; waits for a name.
  identity   TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_flows_age ON sign_in_flows (created_at);

-- Keys that the server makes for itself, by what they are for.
CREATE TABLE server_keys (
  name       TEXT PRIMARY KEY,
  key        BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who deleted their account, as SHA-256 of issuer and subject: tokens of theirs
-- that are older are refused.
CREATE TABLE tombstones (
  forum INTEGER NOT NULL REFERENCES forums,
  hash  BLOB NOT NULL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (forum, hash)
) STRICT, WITHOUT ROWID;

-- Mails that wait to be sent; what went out or was given up is deleted.
CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY,
  forum       INTEGER NOT NULL REFERENCES forums,
  -- Whose mail it is, so that it goes with their account.
  participant INTEGER REFERENCES participants,
  id          TEXT NOT NULL UNIQUE,
  address     TEXT NOT NULL,
  language    TEXT NOT NULL,
  subject     TEXT NOT NULL,
  text        TEXT NOT NULL,
  html        TEXT NOT NULL,
  -- JSON: a list of [name, value].
  headers     TEXT NOT NULL,
  tries       INTEGER NOT NULL DEFAULT 0,
  next_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX outbox_due ON outbox (next_at, seq);
CREATE INDEX outbox_age ON outbox (expires_at);
CREATE INDEX outbox_of ON outbox (participant) WHERE participant IS NOT NULL;

-- All that one person wrote, voted and reported.
CREATE INDEX submissions_by ON submissions (author, seq);
CREATE INDEX comments_by ON comments (author, seq);
CREATE INDEX flags_by ON flags (participant, seq);
CREATE INDEX audit_by ON audit (actor) WHERE actor IS NOT NULL;
