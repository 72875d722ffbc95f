-- Reports, what waits for moderators, and what they decide: the one place where
-- the state of what people wrote changes against their will.
SET ROLE open_forum_owner;

-- The forum's reason of this id, if it offers it for this action.
CREATE FUNCTION open_forum.offers_reason(reason text, action text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT EXISTS (SELECT FROM open_forum.forum AS f
      CROSS JOIN jsonb_array_elements(f.profile -> 'reasons') AS one
      WHERE one ->> 'id' = $1 AND one -> 'actions' ? $2));
END $$;

-- Makes a submission or comment stand in another state, with every counter.
CREATE FUNCTION open_forum.set_state(target uuid, kind text, state text, reason text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  s    open_forum.submissions;
  c    open_forum.comments;
  step integer;
BEGIN
  IF kind = 'submission' THEN
    SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = target;
    step := ($3 = 'published')::integer - (s.state = 'published')::integer;
    UPDATE open_forum.submissions AS x SET state = $3,
      state_reason = CASE WHEN $3 <> 'published' THEN reason END WHERE x.id = target;
    IF step <> 0 THEN
      PERFORM open_forum.count_submission(s, step);
    END IF;
  ELSE
    SELECT * INTO c FROM open_forum.comments AS x WHERE x.id = target;
    step := ($3 = 'published')::integer - (c.state = 'published')::integer;
    UPDATE open_forum.comments AS x SET state = $3 WHERE x.id = target;
    UPDATE open_forum.submissions AS x SET comments_count = comments_count + step
      WHERE x.id = c.submission AND step <> 0 RETURNING * INTO s;
    -- A thread counts the comments of what is published.
    UPDATE open_forum.threads AS x SET comments_count = comments_count + step
      WHERE x.id = s.thread AND s.state = 'published';
  END IF;
END $$;

-- Reports a submission or a comment to the moderators, once for each person; so
-- many reports from more than one side hide it until a moderator looks.
CREATE FUNCTION open_forum.write_flag(target jsonb, draft jsonb, key text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me     open_forum.participants := open_forum.writer('participant');
  asked  jsonb := jsonb_build_array('flag', target, draft);
  before jsonb;
  of_kind   text;
  s      open_forum.submissions;
  c      open_forum.comments;
  flag   open_forum.flags;
  about  uuid;
  now_is text;
  hides  boolean;
  heaviest text;
BEGIN
  PERFORM open_forum.check_draft(target, '{kind,id}');
  PERFORM open_forum.check_draft(draft, '{reason,note}');
  before := open_forum.answered_before(me.id, key, asked);
  IF before IS NOT NULL THEN
    RETURN before;
  END IF;
  of_kind := open_forum.text_in(target, 'kind');
  flag.reason := open_forum.text_in(draft, 'reason');
  flag.note := coalesce(open_forum.text_in(draft, 'note'), '');
  IF of_kind IS NULL OR of_kind NOT IN ('submission', 'comment') OR open_forum.severity_of(flag.reason) IS NULL THEN
    PERFORM open_forum.fail('malformed');
  END IF;
  PERFORM open_forum.refuse(CASE
    WHEN flag.reason = 'other' AND open_forum.is_blank(flag.note)
      THEN open_forum.wrong('note', 'required', 'Say in a few words what is wrong.')
    ELSE open_forum.text_errors('note', flag.note, 500, false) END);
  about := open_forum.id_of(open_forum.text_in(target, 'id'));
  IF of_kind = 'comment' THEN
    SELECT * INTO c FROM open_forum.comments AS x WHERE x.id = about AND x.state = 'published';
  END IF;
  SELECT * INTO s FROM open_forum.submissions AS x
    WHERE x.id = CASE of_kind WHEN 'comment' THEN c.submission ELSE about END FOR NO KEY UPDATE;
  IF of_kind = 'comment' AND s.state <> 'published' THEN
    -- A comment on what is not published is not there either.
    PERFORM open_forum.fail('not-found');
  END IF;
  PERFORM open_forum.check_seen(s, me.id, false);
  IF s.state <> 'published' THEN
    PERFORM open_forum.fail('conflict', 'This is not published, so it takes no votes, comments or reports.');
  END IF;
  INSERT INTO open_forum.flags (id, submission, comment, participant, reason, note, created_at)
    VALUES (open_forum.new_id(), CASE of_kind WHEN 'submission' THEN s.id END, c.id, me.id, flag.reason, flag.note,
      open_forum.moment())
    ON CONFLICT DO NOTHING RETURNING * INTO flag;
  IF NOT FOUND THEN
    PERFORM open_forum.fail('conflict', 'You have reported this already.');
  END IF;
  -- Read again: the lock was waited for.
  SELECT CASE of_kind WHEN 'comment' THEN (SELECT x.state FROM open_forum.comments AS x WHERE x.id = c.id)
    ELSE s.state END INTO now_is;
  hides := open_forum.reports_hide(about) AND now_is = 'published';
  PERFORM open_forum.wait_for(about, of_kind, 'flagged', open_forum.harm_of(about),
    CASE WHEN hides THEN '{flags}'::text[] ELSE '{}' END);
  IF hides THEN
    SELECT r.reason INTO heaviest FROM open_forum.reports_about(about) AS r WHERE r.outcome IS NULL
      GROUP BY r.reason ORDER BY sum(r.weight) DESC, r.reason LIMIT 1;
    heaviest := CASE WHEN open_forum.offers_reason(heaviest, 'hide') THEN heaviest END;
    PERFORM open_forum.set_state(about, of_kind, 'hidden', heaviest);
    INSERT INTO open_forum.decisions (id, target_kind, target, action, reason, note, message, decided_by, rule, version, at)
      VALUES (open_forum.new_id(), of_kind, about, 'hide', heaviest, '', '', 'rule', 'flags',
        CASE of_kind WHEN 'submission' THEN s.version END, open_forum.moment());
  END IF;
  RETURN open_forum.answer(me.id, key, asked, '201', jsonb_build_object('id', flag.id, 'reason', flag.reason,
    'note', flag.note, 'created_at', open_forum.stamp(flag.created_at)));
END $$;

-- The moderator who asks, without counting it as a write.
CREATE FUNCTION open_forum.moderator() RETURNS open_forum.person
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who open_forum.person := open_forum.viewer();
BEGIN
  IF who.subject IS NULL THEN
    PERFORM open_forum.fail('token-required');
  ELSIF NOT 'moderator' = ANY (who.roles) THEN
    PERFORM open_forum.fail('not-allowed', 'This needs the role moderator.');
  END IF;
  RETURN who;
END $$;

-- Reports by reason, the most frequent first, without those found wrong.
CREATE FUNCTION open_forum.flag_summaries(target uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('reason', reason, 'count', n, 'weight', weight,
      'notes', to_jsonb(notes[:5])) ORDER BY n DESC, reason), '[]')
    FROM (SELECT r.reason, count(*) AS n, sum(r.weight) AS weight,
        coalesce(array_agg(r.note ORDER BY r.created_at DESC) FILTER (WHERE r.note <> ''), '{}') AS notes
      FROM open_forum.reports_about($1) AS r WHERE r.outcome IS DISTINCT FROM 'wrong' GROUP BY r.reason) AS of);
END $$;

-- The version beside which an edited submission is read: the published one where
-- the edit waits, otherwise the last that moderators decided about, or the first.
CREATE FUNCTION open_forum.previous_of(s open_forum.submissions) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('version', v.version, 'title', v.title, 'body', v.body, 'theme', v.theme,
      'groups', to_jsonb(v.groups), 'links', v.links, 'at', open_forum.stamp(v.at))
    FROM (
      SELECT (s).version, (s).title, (s).body, (s).theme, (s).groups, (s).links,
        coalesce((s).edited_at, (s).created_at) AS at, 0 AS place
      WHERE EXISTS (SELECT FROM open_forum.waiting_edits AS w WHERE w.submission = (s).id)
      UNION ALL
      SELECT r.version, r.title, r.body, r.theme, r.groups, r.links, r.at, 1 FROM open_forum.revisions AS r
      WHERE r.submission = (s).id AND r.version = coalesce((SELECT max(d.version) FROM open_forum.decisions AS d
        WHERE d.target = (s).id AND open_forum.settles(d.action) AND d.decided_by <> 'rule'), 1)
    ) AS v ORDER BY place LIMIT 1);
END $$;

-- What waits, oldest first. People who commented are told as its reach, and
-- those who voted only where everybody may see results.
CREATE FUNCTION open_forum.read_queue(page_size integer, cursor text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who    open_forum.person := open_forum.moderator();
  size   integer := open_forum.page_of(page_size);
  after  jsonb := open_forum.cursor_of('queue', cursor);
  rows   open_forum.queue[];
  row    open_forum.queue;
  items  jsonb := '[]';
  s      open_forum.submissions;
  c      open_forum.comments;
  t      open_forum.threads;
  counts jsonb;
BEGIN
  rows := array(SELECT q FROM open_forum.queue AS q
    WHERE after IS NULL OR (q.since, q.target) > ((after ->> 'key')::timestamptz, (after ->> 'id')::uuid)
    ORDER BY q.since, q.target LIMIT size + 1);
  FOREACH row IN ARRAY rows[:size] LOOP
    SELECT * INTO c FROM open_forum.comments AS x WHERE x.id = row.target;
    SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = coalesce(c.submission, row.target);
    SELECT * INTO t FROM open_forum.threads AS x WHERE x.id = s.thread;
    items := items || jsonb_build_array(jsonb_build_object(
      'target', jsonb_build_object('kind', row.target_kind, 'id', row.target),
      'kind', row.kind, 'since', open_forum.stamp(row.since), 'harm', row.harm,
      'reach', (SELECT count(DISTINCT person) FROM (
        SELECT x.author AS person FROM open_forum.comments AS x WHERE x.submission = s.id AND x.state = 'published'
        UNION ALL SELECT v.participant FROM open_forum.votes AS v WHERE v.submission = s.id
          AND open_forum.is_visible(t.voting_results, open_forum.phase_of(t, clock_timestamp()), false)) AS reached),
      'thread_id', t.id, 'thread_title', t.title,
      'submission', CASE WHEN c.id IS NULL THEN open_forum.submission_shape(s, t, who.id, true) END,
      'comment', CASE WHEN c.id IS NOT NULL THEN open_forum.comment_shape(c, t.anonymous, who.id, true) END,
      'organisation', NULL, 'previous', CASE WHEN c.id IS NULL THEN open_forum.previous_of(s) END,
      'appealed', NULL, 'flags', open_forum.flag_summaries(row.target),
      'rules', (SELECT coalesce(jsonb_agg(jsonb_build_object('rule', rule, 'detail', '')), '[]')
        FROM unnest(row.rules) AS rule),
      'cluster_size', 1, 'claim', NULL, 'notes_count', 0));
  END LOOP;
  SELECT jsonb_build_object('new', count(*) FILTER (WHERE q.kind = 'new'),
      'flagged', count(*) FILTER (WHERE q.kind = 'flagged'), 'edited', count(*) FILTER (WHERE q.kind = 'edited'),
      'appeals', 0, 'organisations', 0, 'answers_due', 0, 'answers_overdue', 0)
    INTO counts FROM open_forum.queue AS q;
  RETURN jsonb_build_object('items', items, 'counts', counts,
    'total', (SELECT count(*) FROM open_forum.queue),
    'next_cursor', CASE WHEN cardinality(rows) > size
      THEN open_forum.cursor_to('queue', 'time', false, rows[size].since::text, rows[size].target) END);
END $$;

-- What a decision does to an edit that waits.
CREATE FUNCTION open_forum.settle_edit(s open_forum.submissions, action text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  edit open_forum.waiting_edits;
BEGIN
  SELECT * INTO edit FROM open_forum.waiting_edits AS w WHERE w.submission = s.id;
  IF NOT FOUND THEN
    RETURN;
  ELSIF action IN ('approve', 'request_edit') THEN
    -- Its author goes on from what they wrote last.
    s.version := edit.version; s.kind := edit.kind; s.title := edit.title; s.body := edit.body;
    s.theme := edit.theme; s.groups := edit.groups; s.links := edit.links;
    PERFORM open_forum.put_text(s, edit.at);
  ELSIF action = 'restore' THEN
    PERFORM open_forum.wait_for(s.id, 'submission', 'edited', NULL, '{}');
    RETURN;
  ELSIF action <> 'reject' THEN
    RETURN;
  END IF;
  DELETE FROM open_forum.waiting_edits AS w WHERE w.submission = s.id;
END $$;

-- Notes what a moderator found the open reports about a thing to be; they weigh
-- no more. In the order of people, so that two moderators never wait for each other.
CREATE FUNCTION open_forum.judge_reports(target uuid, is_right boolean) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  WITH judged AS (
    UPDATE open_forum.flags AS f SET outcome = CASE WHEN is_right THEN 'right' ELSE 'wrong' END
    WHERE (f.submission = $1 OR f.comment = $1) AND f.outcome IS NULL RETURNING f.participant
  )
  INSERT INTO open_forum.reporters AS r (participant, right_count, wrong_count)
    SELECT participant, is_right::integer, (NOT is_right)::integer FROM judged ORDER BY participant
  ON CONFLICT (participant) DO UPDATE SET right_count = r.right_count + excluded.right_count,
    wrong_count = r.wrong_count + excluded.wrong_count;
END $$;

-- Decides about something. Nobody decides about what they or their organisation
-- wrote. Of two who decide at the same time the second is told that it does not
-- wait any more.
CREATE FUNCTION open_forum.write_decision(draft jsonb, key text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me     open_forum.participants := open_forum.writer('moderator');
  asked  jsonb := jsonb_build_array('decide', draft);
  before jsonb;
  of_kind text;
  about  uuid;
  d      open_forum.decisions;
  s      open_forum.submissions;
  c      open_forum.comments;
  t      open_forum.threads;
  edit   integer;
  author uuid;
  now_is text;
  after  text;
  waits  boolean;
BEGIN
  PERFORM open_forum.check_draft(draft, '{target,action,reason,note,message,into,version}');
  PERFORM open_forum.check_draft(draft -> 'target', '{kind,id}');
  before := open_forum.answered_before(me.id, key, asked);
  IF before IS NOT NULL THEN
    RETURN before;
  END IF;
  of_kind := open_forum.text_in(draft -> 'target', 'kind');
  d.action := coalesce(open_forum.text_in(draft, 'action'), '');
  d.reason := open_forum.text_in(draft, 'reason');
  d.note := coalesce(open_forum.text_in(draft, 'note'), '');
  d.message := coalesce(open_forum.text_in(draft, 'message'), '');
  PERFORM open_forum.refuse(
    CASE WHEN open_forum.is_for(d.action, of_kind) THEN '[]'
      ELSE open_forum.wrong('action', 'invalid', 'This is not decided about such a thing here.') END
    || CASE
      WHEN d.reason IS NULL AND d.action IN ('reject', 'hide', 'request_edit')
        THEN open_forum.wrong('reason', 'required', 'Say why: the author reads it.')
      WHEN d.reason IS NULL OR open_forum.offers_reason(d.reason, d.action) THEN '[]'
      WHEN open_forum.knows('reasons', d.reason)
        THEN open_forum.wrong('reason', 'invalid', 'This reason is for other decisions.')
      ELSE open_forum.wrong('reason', 'unknown', 'This forum does not know this reason.') END
    || open_forum.text_errors('note', d.note, 2000, false)
    || open_forum.text_errors('message', d.message, 2000, false)
    || CASE WHEN open_forum.text_in(draft, 'into') IS NULL THEN '[]'
      ELSE open_forum.wrong('into', 'invalid', 'Only to move and to merge.') END);
  about := open_forum.id_of(open_forum.text_in(draft -> 'target', 'id'));

  IF of_kind = 'thread' THEN
    SELECT * INTO t FROM open_forum.threads AS x WHERE x.id = about FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      PERFORM open_forum.fail('not-found');
    ELSIF d.action = 'pin' AND t.pinned OR d.action = 'unpin' AND NOT t.pinned
      OR d.action = 'lock' AND t.locked OR d.action = 'unlock' AND NOT t.locked THEN
      PERFORM open_forum.fail('wrong-state', 'It is so already.');
    END IF;
    UPDATE open_forum.threads AS x SET version = version + 1,
      pinned = CASE d.action WHEN 'pin' THEN true WHEN 'unpin' THEN false ELSE pinned END,
      locked = CASE d.action WHEN 'lock' THEN true WHEN 'unlock' THEN false ELSE locked END
      WHERE x.id = t.id;
  ELSE
    SELECT x.submission INTO c.submission FROM open_forum.comments AS x WHERE x.id = about AND of_kind = 'comment';
    SELECT * INTO s FROM open_forum.submissions AS x
      WHERE x.id = CASE of_kind WHEN 'comment' THEN c.submission ELSE about END FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      PERFORM open_forum.fail('not-found');
    END IF;
    SELECT * INTO c FROM open_forum.comments AS x WHERE x.id = about AND of_kind = 'comment';
    IF of_kind = 'submission' AND s.state = 'withdrawn' THEN
      PERFORM open_forum.fail('withdrawn');
    END IF;
    author := coalesce(c.author, s.author);
    IF author = me.id OR EXISTS (SELECT FROM open_forum.participants AS p
      WHERE p.id = author AND p.organisation = me.organisation) THEN
      PERFORM open_forum.fail('own-case');
    END IF;
    SELECT w.version INTO edit FROM open_forum.waiting_edits AS w WHERE w.submission = s.id AND of_kind = 'submission';
    IF of_kind = 'submission' AND (draft ->> 'version')::integer <> coalesce(edit, s.version) THEN
      PERFORM open_forum.fail('stale', 'It was changed since you read it. Read it again.');
    END IF;
    waits := EXISTS (SELECT FROM open_forum.queue AS q WHERE q.target = about);
    now_is := CASE of_kind WHEN 'comment' THEN c.state ELSE s.state END;
    IF d.action = 'reject' AND edit IS NOT NULL AND now_is = 'published' THEN
      -- What is refused is the edit; what was published stays.
      after := now_is;
    ELSE
      after := open_forum.next_state(d.action, now_is, waits);
    END IF;
    IF open_forum.settles(d.action) THEN
      PERFORM open_forum.set_state(about, of_kind, after, d.reason);
      DELETE FROM open_forum.queue AS q WHERE q.target = about;
      PERFORM open_forum.judge_reports(about, after <> 'published');
      IF of_kind = 'submission' THEN
        PERFORM open_forum.settle_edit(s, d.action);
      END IF;
    ELSIF s.pinned = (d.action = 'pin') THEN
      PERFORM open_forum.fail('wrong-state', 'It is so already.');
    ELSE
      UPDATE open_forum.submissions AS x SET pinned = (d.action = 'pin') WHERE x.id = s.id;
    END IF;
  END IF;
  INSERT INTO open_forum.decisions
      (id, target_kind, target, action, reason, note, message, decided_by, moderator, version, at)
    VALUES (open_forum.new_id(), of_kind, about, d.action, d.reason, d.note, d.message, 'moderator', me.id,
      CASE of_kind WHEN 'submission' THEN coalesce(CASE d.action WHEN 'approve' THEN edit END, s.version) END,
      open_forum.moment())
    RETURNING * INTO d;
  RETURN open_forum.answer(me.id, key, asked, '201', open_forum.decision_shape(d));
END $$;

INSERT INTO open_forum.migrations (number) VALUES (11);
RESET ROLE;
