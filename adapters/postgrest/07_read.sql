-- Reading: threads, pages of submissions, one submission, comments, history.
-- All of it is STABLE, so that the REST server answers GET in a transaction that
-- can write nothing.
SET ROLE open_forum_owner;

-- An id, or NULL where the text is none.
CREATE FUNCTION open_forum.id_of(text text) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN text ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN text::uuid END
$$;

-- A thread by its id or slug; ends the request where there is none.
CREATE FUNCTION open_forum.thread_named(name text) RETURNS open_forum.threads
LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_one open_forum.threads;
BEGIN
  SELECT * INTO found_one FROM open_forum.threads AS t
    WHERE t.id = open_forum.id_of(name) OR t.slug = name;
  IF NOT FOUND THEN
    PERFORM open_forum.fail('not-found');
  END IF;
  RETURN found_one;
END $$;

-- Ends the request where somebody may not see a submission: nobody sees what is
-- withdrawn, and only its author and staff what is pending or hidden.
CREATE FUNCTION open_forum.check_seen(s open_forum.submissions, viewer uuid, staff boolean) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF s.id IS NULL THEN
    PERFORM open_forum.fail('not-found');
  ELSIF s.state = 'withdrawn' THEN
    PERFORM open_forum.fail('withdrawn');
  ELSIF s.state <> 'published' AND NOT staff AND s.author IS DISTINCT FROM viewer THEN
    PERFORM open_forum.fail('not-found');
  END IF;
END $$;

-- A submission that the asking person may see.
CREATE FUNCTION open_forum.submission_seen(id text, who open_forum.person) RETURNS open_forum.submissions
LANGUAGE plpgsql STABLE AS $$
DECLARE
  s open_forum.submissions;
BEGIN
  SELECT * INTO s FROM open_forum.submissions AS x WHERE x.id = open_forum.id_of($1);
  PERFORM open_forum.check_seen(s, who.id, open_forum.is_staff(who));
  RETURN s;
END $$;

-- What a cursor holds; ends the request where no list of this name gave it.
CREATE FUNCTION open_forum.cursor_of(list text, cursor text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  held jsonb;
BEGIN
  IF coalesce(cursor, '') = '' THEN
    RETURN NULL;
  END IF;
  BEGIN
    held := convert_from(decode(cursor, 'hex'), 'UTF8')::jsonb;
    IF held ->> 'list' = list AND open_forum.id_of(held ->> 'id') IS NOT NULL THEN
      -- What is compared with these must be of their kinds.
      PERFORM (held ->> 'pinned')::boolean, CASE held ->> 'kind'
        WHEN 'time' THEN (held ->> 'key')::timestamptz IS NULL
        WHEN 'real' THEN (held ->> 'key')::double precision IS NULL
        WHEN 'count' THEN (held ->> 'key')::integer IS NULL
        ELSE (held ->> 'key')::bigint IS NULL END;
      RETURN held;
    END IF;
  EXCEPTION WHEN data_exception THEN
    NULL;
  END;
  PERFORM open_forum.fail('bad-cursor');
END $$;

CREATE FUNCTION open_forum.cursor_to(list text, kind text, pinned boolean, key text, id uuid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT encode(convert_to(jsonb_build_object(
    'list', list, 'kind', kind, 'pinned', pinned, 'key', key, 'id', id)::text, 'UTF8'), 'hex')
$$;

-- How many rows a page has; ends the request outside of 1 to 100.
CREATE FUNCTION open_forum.page_of(size integer) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF size NOT BETWEEN 1 AND 100 THEN
    PERFORM open_forum.refuse(open_forum.wrong('page_size', 'invalid', 'From 1 to 100.'));
  END IF;
  RETURN coalesce(size, 20);
END $$;

CREATE FUNCTION open_forum.read_forum() RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT '{"limits": {"title_max": 120, "body_max": 3000, "comment_max": 1000, "links_max": 5}}'::jsonb
      || f.profile || jsonb_build_object(
      -- What the widget can use of this backend; README.md says what is missing.
      'capabilities', '["vote_opinion", "vote_support", "vote_change", "vote_withdraw", "exact_totals",
        "sectors", "submit", "edit", "withdraw", "comments", "flags", "search", "similar", "history",
        "idempotency"]'::jsonb,
      'sign_in', '["host_token"]'::jsonb, 'providers', '[]'::jsonb, 'demo', false)
    FROM open_forum.forum AS f);
END $$;

CREATE FUNCTION open_forum.read_threads(page_size integer, cursor text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  size  integer := open_forum.page_of(page_size);
  after jsonb := open_forum.cursor_of('threads', cursor);
  found_rows open_forum.threads[];
  last  open_forum.threads;
BEGIN
  found_rows := array(SELECT t FROM open_forum.threads AS t
    WHERE after IS NULL OR (t.pinned, t.created_at, t.id)
      < ((after ->> 'pinned')::boolean, (after ->> 'key')::timestamptz, (after ->> 'id')::uuid)
    ORDER BY t.pinned DESC, t.created_at DESC, t.id DESC LIMIT size + 1);
  last := found_rows[size];
  RETURN jsonb_build_object(
    'items', (SELECT coalesce(jsonb_agg(open_forum.thread_shape(found_rows[place]) ORDER BY place), '[]')
      FROM generate_series(1, least(size, cardinality(found_rows))) AS place),
    'next_cursor', CASE WHEN cardinality(found_rows) > size
      THEN open_forum.cursor_to('threads', 'time', last.pinned, last.created_at::text, last.id) END);
END $$;

CREATE FUNCTION open_forum.read_submission(id text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who open_forum.person := open_forum.viewer();
  s   open_forum.submissions := open_forum.submission_seen(id, who);
  t   open_forum.threads;
BEGIN
  SELECT * INTO t FROM open_forum.threads AS x WHERE x.id = s.thread;
  RETURN open_forum.submission_shape(s, t, who.id, open_forum.is_staff(who));
END $$;

-- All versions, oldest first; the last is the present one.
CREATE FUNCTION open_forum.read_history(id text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  s open_forum.submissions := open_forum.submission_seen(id, open_forum.viewer());
BEGIN
  RETURN jsonb_build_object('next_cursor', NULL, 'items', (
    SELECT jsonb_agg(jsonb_build_object('version', v.version, 'title', v.title, 'body', v.body,
      'theme', v.theme, 'groups', to_jsonb(v.groups), 'links', v.links, 'at', open_forum.stamp(v.at))
      ORDER BY v.version)
    FROM (SELECT r.version, r.title, r.body, r.theme, r.groups, r.links, r.at
        FROM open_forum.revisions AS r WHERE r.submission = s.id
      UNION ALL SELECT s.version, s.title, s.body, s.theme, s.groups, s.links,
        coalesce(s.edited_at, s.created_at)) AS v));
END $$;

-- Comments of a submission, oldest first: published ones, one's own, and all to staff.
CREATE FUNCTION open_forum.read_comments(id text, page_size integer, cursor text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who   open_forum.person := open_forum.viewer();
  staff boolean := open_forum.is_staff(who);
  s     open_forum.submissions := open_forum.submission_seen(id, who);
  size  integer := open_forum.page_of(page_size);
  after jsonb := open_forum.cursor_of('comments', cursor);
  found_rows open_forum.comments[];
  last  open_forum.comments;
BEGIN
  found_rows := array(SELECT c FROM open_forum.comments AS c
    WHERE c.submission = s.id AND (c.state = 'published' OR c.author = who.id OR staff)
      AND (after IS NULL OR (c.created_at, c.id)
        > ((after ->> 'key')::timestamptz, (after ->> 'id')::uuid))
    ORDER BY c.created_at, c.id LIMIT size + 1);
  last := found_rows[size];
  RETURN jsonb_build_object(
    'items', (SELECT coalesce(jsonb_agg(open_forum.comment_shape(
        found_rows[place], t.anonymous, who.id, staff) ORDER BY place), '[]')
      FROM generate_series(1, least(size, cardinality(found_rows))) AS place, open_forum.threads AS t
      WHERE t.id = s.thread),
    'next_cursor', CASE WHEN cardinality(found_rows) > size
      THEN open_forum.cursor_to('comments', 'time', false, last.created_at::text, last.id) END,
    'total', s.comments_count);
END $$;

INSERT INTO open_forum.migrations (number) VALUES (7);
RESET ROLE;
