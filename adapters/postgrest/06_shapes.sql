-- Rows as the shapes of the contract, with the rules for hidden results, small
-- groups and anonymous threads applied. Everything that a reader gets goes
-- through these functions.
SET ROLE open_forum_owner;

-- Somebody as others see them; nobody where the thread promises that.
CREATE FUNCTION open_forum.author_shape(person uuid, anonymous boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN anonymous THEN jsonb_build_object(
        'id', '00000000-0000-0000-0000-000000000000', 'name', '', 'organisation', NULL,
        'sector', NULL, 'country', NULL, 'official', p.official)
      ELSE jsonb_build_object(
        'id', p.id, 'name', p.name,
        'organisation', CASE WHEN o.id IS NOT NULL
          THEN jsonb_build_object('id', o.id, 'name', o.name, 'verified', false) END,
        'sector', p.sector, 'country', p.country, 'official', p.official) END
    FROM open_forum.participants AS p LEFT JOIN open_forum.organisations AS o ON o.id = p.organisation
    WHERE p.id = $1);
END $$;

CREATE FUNCTION open_forum.thread_shape(t open_forum.threads) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
      'id', (t).id, 'slug', (t).slug, 'kind', (t).kind, 'title', (t).title, 'summary', (t).summary,
      'body', (t).body, 'language', (t).language, 'translations', (t).translations,
      'promise', (t).promise, 'phase', phase,
      'opens_at', open_forum.stamp((t).opens_at),
      'voting_opens_at', open_forum.stamp((t).voting_opens_at),
      'closes_at', open_forum.stamp((t).closes_at),
      'voting', jsonb_build_object('mode', (t).voting_mode, 'budget', (t).voting_budget,
        'results', (t).voting_results, 'answer_at', NULL),
      'rules', (t).rules, 'languages', (t).languages, 'sectors', (t).sectors,
      'anonymous', (t).anonymous, 'premoderated', (t).premoderated,
      'newcomers_held', (t).newcomers_held, 'pinned', (t).pinned, 'locked', (t).locked,
      'counts', jsonb_build_object('submissions', (t).submissions_count, 'comments', (t).comments_count,
        -- Of a thread with one submission the votes are its result.
        'votes', CASE WHEN open_forum.is_visible((t).voting_results, phase, false) THEN (t).votes_count END,
        'participants', (t).participants_count),
      'response', (t).response, 'created_at', open_forum.stamp((t).created_at), 'version', (t).version)
    FROM (SELECT open_forum.phase_of(t, clock_timestamp()) AS phase) AS of);
END $$;

-- What was last decided about a thing, as its author and moderators read it.
-- This backend takes no appeals.
CREATE FUNCTION open_forum.verdict_shape(target uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('id', d.id, 'action', d.action, 'reason', d.reason, 'message', d.message,
      'by', d.decided_by, 'rule', d.rule, 'at', open_forum.stamp(d.at), 'appeal', NULL, 'can_appeal', false)
    FROM open_forum.decisions AS d
    WHERE d.target = $1 AND d.action NOT IN ('pin', 'unpin')
    ORDER BY d.number DESC LIMIT 1);
END $$;

-- Whether somebody may see the tally of a submission now.
CREATE FUNCTION open_forum.sees_tally(t open_forum.threads, submission uuid, viewer uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT open_forum.is_visible((t).voting_results, open_forum.phase_of(t, clock_timestamp()),
      EXISTS (SELECT FROM open_forum.votes AS v WHERE v.submission = $2 AND v.participant = $3)));
END $$;

-- A submission as one reader sees it: its author and staff read an edit that
-- waits, and what was decided.
CREATE FUNCTION open_forum.submission_shape(
  s open_forum.submissions, t open_forum.threads, viewer uuid, staff boolean
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  mine    boolean := coalesce(s.author = viewer, false);
  insider boolean := coalesce(s.author = viewer, false) OR staff;
  edit    open_forum.waiting_edits;
BEGIN
  IF insider THEN
    SELECT * INTO edit FROM open_forum.waiting_edits AS w WHERE w.submission = s.id;
    IF FOUND THEN
      s.version := edit.version; s.kind := edit.kind; s.title := edit.title; s.body := edit.body;
      s.theme := edit.theme; s.groups := edit.groups; s.links := edit.links; s.edited_at := edit.at;
      s.state_reason := 'edit_waits';
    END IF;
  END IF;
  RETURN jsonb_build_object(
    'id', s.id, 'reference', s.reference, 'thread_id', s.thread, 'kind', s.kind, 'title', s.title,
    'body', s.body, 'language', s.language, 'theme', s.theme, 'groups', to_jsonb(s.groups),
    'links', s.links, 'author', open_forum.author_shape(s.author, t.anonymous), 'status', s.status,
    'state', s.state, 'state_reason', s.state_reason,
    'verdict', CASE WHEN insider THEN open_forum.verdict_shape(s.id) END,
    'version', s.version,
    'tally', CASE WHEN open_forum.sees_tally(t, s.id, viewer) THEN open_forum.tally_of(s.id) END,
    'my_vote', (SELECT v.value FROM open_forum.votes AS v
      WHERE v.submission = s.id AND v.participant = viewer),
    'mine', mine, 'comments_count', s.comments_count, 'response', s.response,
    'answer_due_at', NULL, 'recognitions', '[]'::jsonb, 'merged_into', NULL, 'duplicate_of', NULL,
    'duplicates', '[]'::jsonb, 'union_support', NULL, 'pinned', s.pinned, 'source', NULL,
    'created_at', open_forum.stamp(s.created_at), 'edited_at', open_forum.stamp(s.edited_at));
END $$;

CREATE FUNCTION open_forum.comment_shape(
  c open_forum.comments, anonymous boolean, viewer uuid, staff boolean
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
      'id', (c).id, 'submission_id', (c).submission, 'reply_to', (c).reply_to, 'stance', (c).stance,
      'body', (c).body, 'language', (c).language,
      'author', open_forum.author_shape((c).author, anonymous), 'state', (c).state,
      'verdict', CASE WHEN (c).author = viewer OR staff THEN open_forum.verdict_shape((c).id) END,
      'mine', coalesce((c).author = viewer, false),
      'created_at', open_forum.stamp((c).created_at), 'edited_at', open_forum.stamp((c).edited_at)));
END $$;

-- Supports that a person has left in a thread with a budget. Those on
-- submissions that are gone count no more.
CREATE FUNCTION open_forum.votes_left(t open_forum.threads, person uuid) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN (t).voting_budget IS NOT NULL THEN greatest(0, (t).voting_budget - (
      SELECT count(*)::integer FROM open_forum.votes AS v
      JOIN open_forum.submissions AS s ON s.id = v.submission
      WHERE v.participant = person AND v.thread = (t).id AND v.value = 'support' AND s.state = 'published')) END);
END $$;

-- What a person reads after voting.
CREATE FUNCTION open_forum.vote_shape(t open_forum.threads, submission uuid, person uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
      'my_vote', (SELECT v.value FROM open_forum.votes AS v WHERE v.submission = $2 AND v.participant = $3),
      'tally', CASE WHEN open_forum.sees_tally(t, $2, $3) THEN open_forum.tally_of($2) END,
      'votes_left', open_forum.votes_left(t, $3)));
END $$;

-- A decision as moderators read it.
CREATE FUNCTION open_forum.decision_shape(d open_forum.decisions) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
      'id', (d).id, 'target', jsonb_build_object('kind', (d).target_kind, 'id', (d).target),
      'title', CASE (d).target_kind
        WHEN 'submission' THEN (SELECT s.title FROM open_forum.submissions AS s WHERE s.id = (d).target)
        WHEN 'comment' THEN (SELECT left(c.body, 80) FROM open_forum.comments AS c WHERE c.id = (d).target)
        ELSE (SELECT t.title FROM open_forum.threads AS t WHERE t.id = (d).target) END,
      'reference', (SELECT s.reference FROM open_forum.submissions AS s WHERE s.id = (d).target),
      'action', (d).action, 'reason', (d).reason, 'note', (d).note, 'message', (d).message, 'into', NULL,
      'by', (d).decided_by, 'rule', (d).rule,
      'moderator', open_forum.author_shape((d).moderator, false),
      'at', open_forum.stamp((d).at), 'undone_by', NULL, 'undone_at', NULL, 'appeal', NULL));
END $$;

INSERT INTO open_forum.migrations (number) VALUES (6);
RESET ROLE;
