-- What follows from the contract: phases, hidden results, tallies and their
-- small cells, orders, reports, decisions. These follow `crates/rules`, and
-- tests/rules.rs holds them against it.
SET ROLE open_forum_owner;

-- Now, with the milliseconds that go over the wire. The clock and not the
-- beginning of the transaction: who waited for a lock is judged when they get it.
CREATE FUNCTION open_forum.moment() RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$
  SELECT date_trunc('milliseconds', clock_timestamp())
$$;

-- The one form in which times go over the wire: `2021-08-26T03:42:00.000Z`.
CREATE FUNCTION open_forum.stamp(at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- A UUIDv7: 48 bits of milliseconds, the rest random.
CREATE FUNCTION open_forum.new_id() RETURNS uuid
LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(
    uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- 48 random bits.
CREATE FUNCTION open_forum.random_bits() RETURNS bigint
LANGUAGE sql VOLATILE AS $$
  SELECT ('x' || encode(substring(uuid_send(gen_random_uuid()) FROM 1 FOR 6), 'hex'))::bit(48)::bigint
$$;

-- The reference of 35 random bits, such as `OF-7K2-93QD` (Crockford's base 32).
CREATE FUNCTION open_forum.reference_of(bits bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT 'OF-' || string_agg(CASE place WHEN 3 THEN '-' ELSE '' END
    || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((bits >> (5 * (6 - place))) & 31)::integer + 1, 1),
    '' ORDER BY place)
  FROM generate_series(0, 6) AS place
$$;

-- Where a thread stands in time. An answer ends a thread that has no closing
-- date; one that has a date stays open until then.
CREATE FUNCTION open_forum.phase_of(thread open_forum.threads, at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN at >= (thread).closes_at THEN
      CASE WHEN (thread).response IS NOT NULL THEN 'answered' ELSE 'closed' END
    WHEN (thread).response IS NOT NULL AND (thread).closes_at IS NULL THEN 'answered'
    WHEN at < (thread).opens_at THEN 'upcoming'
    WHEN (thread).voting_opens_at IS NULL THEN 'open'
    WHEN at < (thread).voting_opens_at THEN 'collecting'
    ELSE 'voting'
  END
$$;

CREATE FUNCTION open_forum.has_ended(phase text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT phase IN ('closed', 'answered')
$$;

-- Whether a phase takes an action: submit, edit, vote or comment.
CREATE FUNCTION open_forum.permits(phase text, action text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE phase
    WHEN 'collecting' THEN action <> 'vote'
    WHEN 'voting' THEN action IN ('vote', 'comment')
    WHEN 'open' THEN true
    ELSE false
  END
$$;

-- Ends the request where a thread does not take an action now.
CREATE FUNCTION open_forum.check_taken(thread open_forum.threads, action text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  phase text := open_forum.phase_of(thread, open_forum.moment());
BEGIN
  IF NOT open_forum.permits(phase, action) THEN
    PERFORM open_forum.fail('thread-closed', CASE phase
      WHEN 'upcoming' THEN 'This consultation has not opened yet.'
      WHEN 'collecting' THEN 'Voting has not opened yet.'
      WHEN 'voting' THEN 'Submissions are no longer taken; people vote now.'
      ELSE 'This consultation has ended.' END);
  ELSIF thread.locked THEN
    PERFORM open_forum.fail('thread-locked');
  END IF;
END $$;

-- Whether a person may see the tally of one submission.
CREATE FUNCTION open_forum.is_visible(results text, phase text, has_voted boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE results
    WHEN 'always' THEN true
    WHEN 'after_vote' THEN has_voted OR open_forum.has_ended(phase)
    ELSE open_forum.has_ended(phase)
  END
$$;

-- Lower bound of the Wilson score interval at 95 % for `successes` of `n`.
CREATE FUNCTION open_forum.wilson_lower(successes bigint, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN n = 0 THEN 0::double precision ELSE greatest(0,
    (share + 3.8416 / (2 * n) - 1.96 * sqrt((share * (1 - share) + 3.8416 / (4 * n)) / n))
    / (1 + 3.8416 / n)) END
  FROM (SELECT successes / nullif(n, 0)::double precision AS share) AS of
$$;

-- The multiplier of the order `random` that belongs to a seed, from 1 to
-- 2147483646: `shuffle * multiplier % 2147483647` is a shuffle without collisions.
CREATE FUNCTION open_forum.multiplier_of(seed text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT ('x' || encode(substring(sha256(convert_to(seed, 'UTF8')) FROM 1 FOR 4), 'hex'))::bit(32)::bigint
    % 2147483646 + 1
$$;

-- The counters of a submission by the forum's sectors, which of them may be
-- published, and the sum of all.
--
-- A cell with fewer than 5 voters is hidden. With k cells hidden for their size
-- and r voters in them they are safe among themselves where k is 2 or more, r
-- is 5 or more, and r is less than 4 k; otherwise the smallest published cell
-- is hidden too, or all that are as small as it where hidden cells could not
-- have swapped a voter among themselves. (rules::tally says why.)
CREATE FUNCTION open_forum.cells(submission uuid)
RETURNS TABLE (sector text, agree integer, disagree integer, pass integer, support integer, n integer, shown boolean)
LANGUAGE sql STABLE AS $$
  WITH counted AS (
    SELECT term ->> 'id' AS sector, coalesce(t.agree, 0) AS agree, coalesce(t.disagree, 0) AS disagree,
      coalesce(t.pass, 0) AS pass, coalesce(t.support, 0) AS support,
      coalesce(t.agree + t.disagree + t.pass + t.support, 0) AS n
    FROM open_forum.forum AS f
    CROSS JOIN jsonb_array_elements(f.profile -> 'sectors') AS term
    LEFT JOIN open_forum.tallies AS t ON t.submission = $1 AND t.sector = term ->> 'id'
  ), small AS (
    SELECT count(*) >= 2 AND coalesce(sum(c.n), 0) < 4 * count(*) AS can_swap,
      coalesce(sum(c.n), 0) AS voters
    FROM counted AS c WHERE c.n < 5
  ), cover AS (
    SELECT min(c.n) AS n FROM counted AS c, small
    WHERE c.n >= 5 AND small.voters > 0 AND NOT (small.can_swap AND small.voters >= 5)
  )
  SELECT c.sector, c.agree, c.disagree, c.pass, c.support, c.n,
    c.n >= 5 AND NOT (c.n IS NOT DISTINCT FROM cover.n AND (NOT small.can_swap
      OR row_number() OVER (PARTITION BY c.n ORDER BY c.sector COLLATE "C") = 1))
  FROM counted AS c, small, cover
$$;

-- How broad the agreement is across the published sectors, from 0 to 1; NULL
-- with fewer than two of them.
CREATE FUNCTION open_forum.broad_of(submission uuid) RETURNS double precision
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN count(*) >= 2 THEN exp(avg(ln(
      (c.agree + c.support + 0.5::double precision) / (c.n + 1)
      * (1 - (c.disagree + 0.5::double precision) / (c.n + 1))))) END
    FROM open_forum.cells($1) AS c WHERE c.shown);
END $$;

-- The tally that may be published.
CREATE FUNCTION open_forum.tally_of(submission uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  by_sector jsonb;
  broad     double precision;
BEGIN
  SELECT coalesce(jsonb_object_agg(c.sector, CASE WHEN c.shown THEN jsonb_build_object(
      'agree', c.agree, 'disagree', c.disagree, 'pass', c.pass, 'support', c.support) END), '{}'),
    CASE WHEN count(*) FILTER (WHERE c.shown) >= 2 THEN exp(avg(ln(
      (c.agree + c.support + 0.5::double precision) / (c.n + 1)
      * (1 - (c.disagree + 0.5::double precision) / (c.n + 1)))) FILTER (WHERE c.shown)) END
    INTO by_sector, broad FROM open_forum.cells($1) AS c;
  RETURN (SELECT jsonb_build_object(
      'agree', coalesce(sum(t.agree), 0), 'disagree', coalesce(sum(t.disagree), 0),
      'pass', coalesce(sum(t.pass), 0), 'support', coalesce(sum(t.support), 0),
      'participants', coalesce(sum(t.agree + t.disagree + t.pass + t.support), 0),
      'by_sector', by_sector, 'broad', broad,
      'organisations', '{"agree": 0, "disagree": 0, "pass": 0, "support": 0}'::jsonb)
    FROM open_forum.tallies AS t WHERE t.submission = $1);
END $$;

-- Brings what lists are ordered by up to date with the counters. `broad` comes
-- from published cells alone, so that no order tells what is suppressed.
CREATE FUNCTION open_forum.rescore(submission uuid, mode text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE open_forum.submissions AS s SET
    votes_count = of.n,
    support_score = CASE mode WHEN 'support' THEN of.support
      ELSE open_forum.wilson_lower(of.agree, of.agree + of.disagree) END,
    broad_score = coalesce(open_forum.broad_of($1), -1)
  FROM (SELECT coalesce(sum(t.agree), 0) AS agree, coalesce(sum(t.disagree), 0) AS disagree,
      coalesce(sum(t.support), 0) AS support,
      coalesce(sum(t.agree + t.disagree + t.pass + t.support), 0) AS n
    FROM open_forum.tallies AS t WHERE t.submission = $1) AS of
  WHERE s.id = $1;
END $$;

-- How bad it is if a report of this reason is right, from 0 to 1.
CREATE FUNCTION open_forum.severity_of(reason text) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE reason WHEN 'illegal' THEN 1.0 WHEN 'personal_data' THEN 0.9 WHEN 'offensive' THEN 0.7
    WHEN 'spam' THEN 0.5 WHEN 'other' THEN 0.4 WHEN 'off_topic' THEN 0.3 WHEN 'duplicate' THEN 0.1 END
$$;

-- The reports about a thing: what each weighs (by how often its sender was
-- right), and from which side it comes.
CREATE FUNCTION open_forum.reports_about(target uuid)
RETURNS TABLE (reason text, note text, outcome text, weight double precision, organisation uuid, sector text,
  created_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT f.reason, f.note, f.outcome,
    (coalesce(r.right_count, 0) + 1.0::double precision)
      / (coalesce(r.right_count, 0) + coalesce(r.wrong_count, 0) + 2),
    p.organisation, p.sector, f.created_at
  FROM open_forum.flags AS f
  JOIN open_forum.participants AS p ON p.id = f.participant
  LEFT JOIN open_forum.reporters AS r ON r.participant = f.participant
  WHERE f.submission = $1 OR f.comment = $1
$$;

-- How much harm the open reports about a thing tell of, from 0 towards 1.
CREATE FUNCTION open_forum.harm_of(target uuid) RETURNS double precision
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT s / (1 + s) FROM (
      SELECT coalesce(sum(weight * open_forum.severity_of(reason)), 0) AS s
      FROM open_forum.reports_about($1) WHERE outcome IS NULL) AS of);
END $$;

-- Whether the open reports about a thing hide it until a moderator looks: they
-- weigh 2 or more, and two of them come from different sides. An organisation
-- is a side; of people without one, a sector is; who has neither is of none.
CREATE FUNCTION open_forum.reports_hide(target uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (WITH open AS (SELECT * FROM open_forum.reports_about($1) WHERE outcome IS NULL)
    SELECT (SELECT coalesce(sum(weight), 0) >= 2 - 1e-9 FROM open) AND EXISTS (
      SELECT FROM open AS a, open AS b WHERE CASE
        WHEN a.organisation IS NOT NULL AND b.organisation IS NOT NULL THEN a.organisation <> b.organisation
        WHEN a.organisation IS NULL AND a.sector IS NULL THEN false
        WHEN b.organisation IS NULL AND b.sector IS NULL THEN false
        ELSE a.sector IS DISTINCT FROM b.sector END));
END $$;

-- Whether an action is one for this kind of thing, as far as this backend has it.
CREATE FUNCTION open_forum.is_for(action text, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE kind
    WHEN 'submission' THEN action IN ('approve', 'reject', 'request_edit', 'hide', 'restore', 'pin', 'unpin')
    WHEN 'comment' THEN action IN ('approve', 'reject', 'hide', 'restore')
    WHEN 'thread' THEN action IN ('lock', 'unlock', 'pin', 'unpin')
    ELSE false END
$$;

-- Whether an action answers what waits, so that it waits no more.
CREATE FUNCTION open_forum.settles(action text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT action IN ('approve', 'reject', 'request_edit', 'hide', 'restore')
$$;

-- The state of a submission or comment after an action; ends the request where
-- it does not follow. `waits` is whether the thing stands in the queue.
CREATE FUNCTION open_forum.next_state(action text, state text, waits boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  why text;
BEGIN
  IF action = 'approve' AND state = 'pending' OR action = 'restore' AND state = 'hidden'
    OR action = 'approve' AND waits AND state IN ('published', 'hidden') THEN
    RETURN 'published';
  ELSIF action = 'reject' AND state = 'pending' OR action = 'hide' AND state = 'published'
    OR action = 'hide' AND waits AND state = 'hidden' THEN
    RETURN 'hidden';
  ELSIF action = 'request_edit' THEN
    RETURN 'pending';
  END IF;
  why := CASE
    WHEN action = 'approve' THEN 'It does not wait for a decision.'
    WHEN action = 'reject' THEN 'Only what waits can be rejected.'
    WHEN action = 'hide' THEN 'Only what is published can be hidden.'
    WHEN action = 'restore' THEN 'Only what is hidden can be restored.'
    WHEN action = 'pin' AND state <> 'published' THEN 'Only what is published can be pinned or linked.'
  END;
  IF why IS NOT NULL THEN
    PERFORM open_forum.fail('wrong-state', why);
  END IF;
  RETURN state;
END $$;

INSERT INTO open_forum.migrations (number) VALUES (4);
RESET ROLE;
