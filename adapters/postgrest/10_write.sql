-- Writing by participants: submissions, votes, comments, reports.
--
-- Locks are taken in one order (the person, the submission, the thread's
-- counters), so that requests wait for each other and none is thrown away. They
-- are NO KEY locks: what refers to a locked row, such as a report of somebody
-- who is voting just now, does not wait for it.
SET ROLE open_forum_owner;

-- Puts something into the queue. What waits already keeps its place and waits
-- for the weightier reason of both.
CREATE FUNCTION open_forum.wait_for(
  thing uuid, thing_kind text, why text, at_least double precision, met text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO open_forum.queue AS q (target, target_kind, kind, since, harm, rules)
    VALUES ($1, $2, $3, open_forum.moment(), coalesce($4, 0), $5)
  ON CONFLICT (target) DO UPDATE SET
    kind = CASE WHEN array_position('{new,edited,flagged}', $3) >= array_position('{new,edited,flagged}', q.kind)
      THEN $3 ELSE q.kind END,
    harm = coalesce($4, q.harm),
    rules = array(SELECT DISTINCT rule FROM unnest(q.rules || $5) AS rule ORDER BY rule);
END $$;

-- The rules by which a text of this person waits for a moderator in this
-- thread; none where it is published at once.
CREATE FUNCTION open_forum.held_by(t open_forum.threads, person open_forum.participants) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN (t).premoderated THEN '{premoderated}'::text[] ELSE '{}' END
      || CASE WHEN (t).newcomers_held AND NOT (person).official AND NOT 'moderator' = ANY (open_forum.roles())
          AND (SELECT count(*) FROM open_forum.submissions AS s
              WHERE s.author = (person).id AND s.state = 'published')
            + (SELECT count(*) FROM open_forum.comments AS c
              WHERE c.author = (person).id AND c.state = 'published') < 2
        THEN '{newcomer}'::text[] ELSE '{}' END);
END $$;

-- Makes a submission findable.
CREATE FUNCTION open_forum.make_findable(s open_forum.submissions) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO open_forum.submission_search AS f (submission, folded, title_grams, body_grams, body_sketch)
    SELECT (s).id, concat_ws(E'\n', open_forum.fold((s).reference), title, body),
      open_forum.grams(title), grams, open_forum.sketch(grams)
    FROM (SELECT open_forum.fold((s).title) AS title, open_forum.fold((s).body) AS body) AS folded,
      LATERAL (SELECT open_forum.grams(body) AS grams) AS of_body
  ON CONFLICT (submission) DO UPDATE SET folded = excluded.folded, title_grams = excluded.title_grams,
    body_grams = excluded.body_grams, body_sketch = excluded.body_sketch;
END $$;

CREATE FUNCTION open_forum.write_submission(thread text, draft jsonb, key text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me     open_forum.participants := open_forum.writer('participant');
  asked  jsonb := jsonb_build_array('submit', thread, draft);
  before jsonb;
  t      open_forum.threads;
  s      open_forum.submissions;
  rules  text[];
  groups jsonb;
BEGIN
  PERFORM open_forum.check_draft(draft, '{kind,title,body,language,theme,groups,links,organisation}');
  before := open_forum.answered_before(me.id, key, asked);
  IF before IS NOT NULL THEN
    RETURN before;
  END IF;
  s.kind := coalesce(open_forum.text_in(draft, 'kind'), '');
  s.title := coalesce(open_forum.text_in(draft, 'title'), '');
  s.body := coalesce(open_forum.text_in(draft, 'body'), '');
  s.language := coalesce(open_forum.text_in(draft, 'language'), '');
  s.theme := open_forum.text_in(draft, 'theme');
  groups := coalesce(open_forum.list_in(draft, 'groups', 'string'), '[]');
  s.links := coalesce(open_forum.links_in(draft), '[]');
  PERFORM open_forum.refuse(
    open_forum.submission_errors(s.kind, s.title, s.body, s.language, s.theme, groups, s.links)
    || CASE WHEN open_forum.text_in(draft, 'organisation') IS NULL THEN '[]'
      ELSE open_forum.wrong('organisation', 'unknown', 'No organisation of yours has this id.') END);
  t := open_forum.thread_named(thread);
  PERFORM open_forum.check_taken(t, 'submit');
  rules := open_forum.held_by(t, me);
  FOR try IN 1..4 LOOP
    INSERT INTO open_forum.submissions
        (id, reference, thread, author, kind, title, body, language, theme, groups, links, state, shuffle, created_at)
      VALUES (open_forum.new_id(), open_forum.reference_of(open_forum.random_bits()), t.id, me.id, s.kind, s.title,
        s.body, s.language, s.theme, array(SELECT jsonb_array_elements_text(groups)), s.links,
        CASE rules WHEN '{}' THEN 'published' ELSE 'pending' END,
        open_forum.random_bits() % 2147483646 + 1, open_forum.moment())
      -- Of 34 billion references one is taken once in a very long time.
      ON CONFLICT (reference) DO NOTHING RETURNING * INTO s;
    EXIT WHEN FOUND;
  END LOOP;
  IF s.id IS NULL THEN
    PERFORM open_forum.fail('unavailable');
  END IF;
  PERFORM open_forum.make_findable(s);
  IF s.state = 'published' THEN
    UPDATE open_forum.threads SET submissions_count = submissions_count + 1 WHERE id = t.id;
  ELSE
    PERFORM open_forum.wait_for(s.id, 'submission', 'new', NULL, rules);
  END IF;
  PERFORM open_forum.count_person(t.id, me.id, 1);
  RETURN open_forum.answer(me.id, key, asked, CASE s.state WHEN 'published' THEN '201' ELSE '202' END,
    open_forum.submission_shape(s, t, me.id, false));
END $$;

-- Puts a text in the place of the present one, which becomes a version.
CREATE FUNCTION open_forum.put_text(new open_forum.submissions, at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO open_forum.revisions (submission, version, title, body, theme, groups, links, at)
    SELECT s.id, s.version, s.title, s.body, s.theme, s.groups, s.links, coalesce(s.edited_at, s.created_at)
    FROM open_forum.submissions AS s WHERE s.id = new.id;
  UPDATE open_forum.submissions AS s SET kind = new.kind, title = new.title, body = new.body, theme = new.theme,
    groups = new.groups, links = new.links, version = new.version, edited_at = at WHERE s.id = new.id;
  PERFORM open_forum.make_findable(new);
END $$;

-- Changes one's submission, if it still has this version. What is absent stays; an
-- empty theme takes the theme away.
CREATE FUNCTION open_forum.edit_submission(id text, expected integer, patch jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me    open_forum.participants := open_forum.writer('participant');
  t     open_forum.threads;
  s     open_forum.submissions;
  new   open_forum.submissions;
  edit  open_forum.waiting_edits;
  rules text[];
  groups jsonb;
  kept  text;
BEGIN
  PERFORM open_forum.check_draft(patch, '{kind,title,body,theme,groups,links}');
  groups := open_forum.list_in(patch, 'groups', 'string');
  PERFORM open_forum.refuse(open_forum.submission_errors(
    open_forum.text_in(patch, 'kind'), open_forum.text_in(patch, 'title'), open_forum.text_in(patch, 'body'), NULL,
    nullif(open_forum.text_in(patch, 'theme'), ''), groups, open_forum.links_in(patch)));
  IF expected IS NULL THEN
    PERFORM open_forum.fail('precondition-required');
  END IF;
  SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = open_forum.id_of($1) FOR NO KEY UPDATE;
  PERFORM open_forum.check_seen(s, me.id, false);
  IF s.author <> me.id THEN
    PERFORM open_forum.fail('not-allowed', 'Only its author may do this.');
  END IF;
  SELECT * INTO t FROM open_forum.threads AS x WHERE x.id = s.thread;
  -- What was never published has no votes that an edit could betray.
  PERFORM open_forum.check_taken(t, CASE s.state WHEN 'pending' THEN 'comment' ELSE 'edit' END);
  new := s;
  SELECT * INTO edit FROM open_forum.waiting_edits AS w WHERE w.submission = s.id;
  IF FOUND THEN
    new.version := edit.version; new.kind := edit.kind; new.title := edit.title; new.body := edit.body;
    new.theme := edit.theme; new.groups := edit.groups; new.links := edit.links;
  END IF;
  IF new.version <> expected THEN
    PERFORM open_forum.fail('stale', 'It was changed since you read it. Read it again.');
  END IF;
  kept := new::text;
  new.kind := coalesce(patch ->> 'kind', new.kind);
  new.title := coalesce(patch ->> 'title', new.title);
  new.body := coalesce(patch ->> 'body', new.body);
  new.theme := nullif(coalesce(patch ->> 'theme', new.theme), '');
  IF groups IS NOT NULL THEN
    new.groups := array(SELECT jsonb_array_elements_text(groups));
  END IF;
  new.links := coalesce(open_forum.links_in(patch), new.links);
  IF new::text <> kept THEN
    new.version := new.version + 1;
    rules := open_forum.held_by(t, me);
    IF s.state = 'published' AND rules <> '{}' THEN
      INSERT INTO open_forum.waiting_edits AS w (submission, version, kind, title, body, theme, groups, links, at)
        VALUES (s.id, new.version, new.kind, new.title, new.body, new.theme, new.groups, new.links, open_forum.moment())
        ON CONFLICT (submission) DO UPDATE SET version = excluded.version, kind = excluded.kind,
          title = excluded.title, body = excluded.body, theme = excluded.theme, groups = excluded.groups,
          links = excluded.links, at = excluded.at;
    ELSE
      DELETE FROM open_forum.waiting_edits AS w WHERE w.submission = s.id;
      PERFORM open_forum.put_text(new, open_forum.moment());
    END IF;
    -- What was not read yet is simply another text of the same row.
    PERFORM open_forum.wait_for(s.id, 'submission', coalesce((SELECT q.kind FROM open_forum.queue AS q
        WHERE q.target = s.id AND s.state = 'pending'), 'edited'), NULL,
      CASE s.state WHEN 'published' THEN rules ELSE '{}' END);
  END IF;
  SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = s.id;
  RETURN open_forum.submission_shape(s, t, me.id, false);
END $$;

-- Adds a submission with its votes and comments to the thread's counts (1), or
-- takes it out of them (-1).
CREATE FUNCTION open_forum.count_submission(s open_forum.submissions, step integer) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE open_forum.threads SET submissions_count = submissions_count + step,
    votes_count = votes_count + step * (s).votes_count, comments_count = comments_count + step * (s).comments_count
  WHERE id = (s).thread;
END $$;

-- Takes one's submission back: in every phase, also where the thread is locked.
CREATE FUNCTION open_forum.withdraw_submission(id text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me open_forum.participants := open_forum.writer('participant');
  s  open_forum.submissions;
BEGIN
  SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = open_forum.id_of($1) FOR NO KEY UPDATE;
  PERFORM open_forum.check_seen(s, me.id, false);
  IF s.author <> me.id THEN
    PERFORM open_forum.fail('not-allowed', 'Only its author may do this.');
  END IF;
  IF s.state = 'published' THEN
    PERFORM open_forum.count_submission(s, -1);
  END IF;
  UPDATE open_forum.submissions AS x SET state = 'withdrawn', edited_at = open_forum.moment() WHERE x.id = s.id;
  DELETE FROM open_forum.waiting_edits AS w WHERE w.submission = s.id;
  DELETE FROM open_forum.submission_search AS f WHERE f.submission = s.id;
  DELETE FROM open_forum.queue AS q WHERE q.target = s.id;
END $$;

-- Casts or changes one's vote, or takes it back where `value` is NULL.
CREATE FUNCTION open_forum.write_vote(id text, value text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me     open_forum.participants := open_forum.writer('participant');
  t      open_forum.threads;
  s      open_forum.submissions;
  before open_forum.votes;
BEGIN
  -- Votes on one submission come one after the other, and with them its counters.
  SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = open_forum.id_of($1) FOR NO KEY UPDATE;
  PERFORM open_forum.check_seen(s, me.id, false);
  IF s.state <> 'published' THEN
    PERFORM open_forum.fail('conflict', 'This is not published, so it takes no votes, comments or reports.');
  END IF;
  SELECT * INTO t FROM open_forum.threads AS x WHERE x.id = s.thread;
  PERFORM open_forum.check_taken(t, 'vote');
  IF value NOT IN ('agree', 'disagree', 'pass', 'support') THEN
    PERFORM open_forum.fail('malformed', 'This is no vote.');
  ELSIF (value = 'support') <> (t.voting_mode = 'support') THEN
    PERFORM open_forum.fail('wrong-voting-mode');
  END IF;
  SELECT * INTO before FROM open_forum.votes AS v WHERE v.submission = s.id AND v.participant = me.id;
  IF value = 'support' AND before.value IS DISTINCT FROM 'support' AND open_forum.votes_left(t, me.id) = 0 THEN
    PERFORM open_forum.fail('budget-spent', 'You have given all your supports here. Take one back first.');
  END IF;
  IF before.value IS NOT NULL THEN
    UPDATE open_forum.tallies AS c SET
      agree = agree - (before.value = 'agree')::integer, disagree = disagree - (before.value = 'disagree')::integer,
      pass = pass - (before.value = 'pass')::integer, support = support - (before.value = 'support')::integer
      WHERE c.submission = s.id AND c.sector = before.sector;
  END IF;
  IF write_vote.value IS NOT NULL THEN
    INSERT INTO open_forum.votes AS v (submission, participant, thread, value, sector, at)
      VALUES (s.id, me.id, t.id, write_vote.value, coalesce(me.sector, ''), open_forum.moment())
      ON CONFLICT (submission, participant) DO UPDATE SET
        value = excluded.value, sector = excluded.sector, at = excluded.at;
    INSERT INTO open_forum.tallies AS c (submission, sector, agree, disagree, pass, support)
      VALUES (s.id, coalesce(me.sector, ''), (write_vote.value = 'agree')::integer,
        (write_vote.value = 'disagree')::integer, (write_vote.value = 'pass')::integer,
        (write_vote.value = 'support')::integer)
      ON CONFLICT (submission, sector) DO UPDATE SET agree = c.agree + excluded.agree,
        disagree = c.disagree + excluded.disagree, pass = c.pass + excluded.pass,
        support = c.support + excluded.support;
  ELSE
    DELETE FROM open_forum.votes AS v WHERE v.submission = s.id AND v.participant = me.id;
  END IF;
  PERFORM open_forum.rescore(s.id, t.voting_mode);
  IF (before.value IS NULL) <> (write_vote.value IS NULL) THEN
    UPDATE open_forum.threads SET votes_count = votes_count + CASE WHEN before.value IS NULL THEN 1 ELSE -1 END
      WHERE threads.id = t.id;
    PERFORM open_forum.count_person(t.id, me.id, CASE WHEN before.value IS NULL THEN 1 ELSE -1 END);
  END IF;
  RETURN open_forum.vote_shape(t, s.id, me.id);
END $$;

CREATE FUNCTION open_forum.write_comment(id text, draft jsonb, key text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me     open_forum.participants := open_forum.writer('participant');
  asked  jsonb := jsonb_build_array('comment', id, draft);
  before jsonb;
  t      open_forum.threads;
  s      open_forum.submissions;
  c      open_forum.comments;
  reply  text;
  parent open_forum.comments;
  rules  text[];
BEGIN
  PERFORM open_forum.check_draft(draft, '{body,stance,reply_to,language,organisation}');
  before := open_forum.answered_before(me.id, key, asked);
  IF before IS NOT NULL THEN
    RETURN before;
  END IF;
  c.body := coalesce(open_forum.text_in(draft, 'body'), '');
  c.stance := open_forum.text_in(draft, 'stance');
  c.language := open_forum.text_in(draft, 'language');
  reply := open_forum.text_in(draft, 'reply_to');
  IF c.stance IS NULL OR c.stance NOT IN ('for', 'against', 'neutral') THEN
    PERFORM open_forum.fail('malformed', 'This is no stance.');
  END IF;
  PERFORM open_forum.refuse(
    open_forum.text_errors('body', c.body, (open_forum.read_forum() -> 'limits' ->> 'comment_max')::integer, true)
    || CASE WHEN c.language IS NULL THEN '[]' ELSE open_forum.language_errors(c.language) END
    || CASE WHEN reply IS NULL OR open_forum.id_of(reply) IS NOT NULL THEN '[]'
      ELSE open_forum.wrong('reply_to', 'invalid', 'The id of a comment is needed.') END
    || CASE WHEN open_forum.text_in(draft, 'organisation') IS NULL THEN '[]'
      ELSE open_forum.wrong('organisation', 'unknown', 'No organisation of yours has this id.') END);
  SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = open_forum.id_of($1) FOR NO KEY UPDATE;
  PERFORM open_forum.check_seen(s, me.id, false);
  IF s.state <> 'published' THEN
    PERFORM open_forum.fail('conflict', 'This is not published, so it takes no votes, comments or reports.');
  END IF;
  SELECT * INTO t FROM open_forum.threads AS x WHERE x.id = s.thread;
  PERFORM open_forum.check_taken(t, 'comment');
  IF reply IS NOT NULL THEN
    SELECT * INTO parent FROM open_forum.comments AS x
      WHERE x.id = reply::uuid AND x.submission = s.id AND x.state = 'published';
    IF NOT FOUND THEN
      PERFORM open_forum.refuse(
        open_forum.wrong('reply_to', 'unknown', 'The comment that this answers is not here.'));
    ELSIF parent.reply_to IS NOT NULL THEN
      PERFORM open_forum.refuse(open_forum.wrong('reply_to', 'invalid', 'A reply cannot be replied to.'));
    END IF;
  END IF;
  -- Premoderation is of submissions; newcomers are held in all they write.
  rules := array_remove(open_forum.held_by(t, me), 'premoderated');
  INSERT INTO open_forum.comments (id, submission, reply_to, author, stance, body, language, state, created_at)
    VALUES (open_forum.new_id(), s.id, reply::uuid, me.id, c.stance, c.body, c.language,
      CASE rules WHEN '{}' THEN 'published' ELSE 'pending' END, open_forum.moment())
    RETURNING * INTO c;
  IF c.state = 'published' THEN
    UPDATE open_forum.submissions AS x SET comments_count = comments_count + 1 WHERE x.id = s.id;
    UPDATE open_forum.threads AS x SET comments_count = comments_count + 1 WHERE x.id = t.id;
  ELSE
    PERFORM open_forum.wait_for(c.id, 'comment', 'new', NULL, rules);
  END IF;
  PERFORM open_forum.count_person(t.id, me.id, 1);
  RETURN open_forum.answer(me.id, key, asked, CASE c.state WHEN 'published' THEN '201' ELSE '202' END,
    open_forum.comment_shape(c, t.anonymous, me.id, false));
END $$;

-- Who the token speaks for, what they may do, and the supports that they have left.
CREATE FUNCTION open_forum.read_me() RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  who open_forum.person := open_forum.viewer();
  me  open_forum.participants;
BEGIN
  IF who.subject IS NULL THEN
    PERFORM open_forum.fail('token-required');
  END IF;
  me := open_forum.registered(who);
  RETURN jsonb_build_object(
    'author', open_forum.author_shape(me.id, false), 'roles', to_jsonb(who.roles),
    'votes_left', (SELECT coalesce(jsonb_object_agg(t.id, open_forum.votes_left(t, me.id)), '{}')
      FROM open_forum.threads AS t WHERE t.voting_budget IS NOT NULL AND NOT t.locked
        AND open_forum.permits(open_forum.phase_of(t, clock_timestamp()), 'vote')),
    'follows', '[]'::jsonb, 'account', NULL, 'organisations', '[]'::jsonb, 'unread', 0);
END $$;

INSERT INTO open_forum.migrations (number) VALUES (10);
RESET ROLE;
