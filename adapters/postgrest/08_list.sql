-- Pages of a thread's submissions, and those like one that is being written.
SET ROLE open_forum_owner;

-- The words of a filter, separated by commas; NULL where it does not filter.
CREATE FUNCTION open_forum.words_of(filter text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT nullif(array(SELECT word FROM unnest(string_to_array(filter, ',')) AS word WHERE word <> ''), '{}')
$$;

-- What is wrong with a filter: words that the forum does not know.
CREATE FUNCTION open_forum.unknown_words(field text, words text[], list text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN EXISTS (SELECT FROM unnest(words) AS word WHERE NOT open_forum.knows(list, word))
      THEN open_forum.wrong(field, 'unknown', 'This forum does not know this value.') ELSE '[]' END);
END $$;

-- A page: published submissions and the asking person's own, pinned ones first,
-- by one walk along the index of the order, with what is filtered on the way.
CREATE FUNCTION open_forum.read_submissions(
  thread text, sort text, seed text, theme text, "group" text, sector text, country text, status text,
  language text, kind text, author text, q text, page_size integer, cursor text
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who        open_forum.person := open_forum.viewer();
  size       integer := open_forum.page_of(page_size);
  mine       boolean := author = 'me';
  themes     text[] := open_forum.words_of(theme);
  groups     text[] := open_forum.words_of("group");
  sectors    text[] := open_forum.words_of(sector);
  countries  text[] := open_forum.words_of(country);
  statuses   text[] := open_forum.words_of(status);
  languages  text[] := open_forum.words_of(language);
  kinds      text[] := open_forum.words_of(kind);
  needles    text[] := nullif(string_to_array(open_forum.fold(q), ' '), '{}');
  errors     jsonb;
  t          open_forum.threads;
  phase      text;
  multiplier bigint := CASE sort WHEN 'random' THEN open_forum.multiplier_of(seed) ELSE 1 END;
  list       text := format('submissions %s %s', sort, multiplier);
  key        text;
  key_type   text;
  upwards    boolean := sort IN ('unseen', 'random');
  after      jsonb;
  whose      text;
  conditions text;
  ids        uuid[];
  keys       text[];
  pins       boolean[];
  plain      boolean;
  total      bigint;
BEGIN
  errors := open_forum.unknown_words('theme', themes, 'themes')
    || open_forum.unknown_words('group', groups, 'groups')
    || open_forum.unknown_words('sector', sectors, 'sectors')
    || open_forum.unknown_words('country', countries, 'countries')
    || open_forum.unknown_words('status', statuses, 'statuses')
    || open_forum.unknown_words('language', languages, 'languages')
    || open_forum.unknown_words('kind', kinds, 'kinds');
  IF sort NOT IN ('newest', 'support', 'broad', 'discussed', 'unseen', 'random') THEN
    errors := errors || open_forum.wrong('sort', 'unknown', 'This order is not known.');
  END IF;
  IF author NOT IN ('', 'me') THEN
    errors := errors || open_forum.wrong('author', 'unknown', 'Only `me` can be asked for.');
  END IF;
  IF char_length(q) > 200 THEN
    errors := errors || open_forum.wrong('q', 'too_long', 'At most 200 characters.');
  END IF;
  IF char_length(seed) > 64 THEN
    errors := errors || open_forum.wrong('seed', 'too_long', 'At most 64 characters.');
  END IF;
  PERFORM open_forum.refuse(errors);
  t := open_forum.thread_named(thread);
  phase := open_forum.phase_of(t, clock_timestamp());
  IF sort IN ('support', 'broad') AND NOT open_forum.is_visible(t.voting_results, phase, false) THEN
    PERFORM open_forum.fail('results-hidden');
  END IF;
  after := open_forum.cursor_of(list, cursor);
  IF t.anonymous AND (sectors IS NOT NULL OR countries IS NOT NULL) THEN
    -- Nobody's sector or country is known here, so nobody is of these.
    RETURN '{"items": [], "next_cursor": null, "total": 0}';
  END IF;

  -- Fixed texts of this function; everything that a person sent is a parameter.
  SELECT k.key, k.kind INTO key, key_type FROM (VALUES
    ('newest', 's.created_at', 'time'), ('unseen', 's.created_at', 'time'),
    ('support', 's.support_score', 'real'), ('broad', 's.broad_score', 'real'),
    ('discussed', 's.comments_count', 'count'),
    ('random', '(s.shuffle * $10 % 2147483647)', 'int')) AS k (sort, key, kind)
    WHERE k.sort = read_submissions.sort;
  whose := CASE
    WHEN mine THEN 's.author = $2 AND s.state <> ''withdrawn'''
    -- What is not published takes no votes, so it is not waiting for one.
    WHEN sort = 'unseen' THEN 's.state = ''published'''
    ELSE '(s.state = ''published'' OR (s.author = $2 AND s.state IN (''pending'', ''hidden'')))' END;
  conditions := ' FROM open_forum.submissions AS s WHERE s.thread = $1 AND ' || whose;
  IF themes IS NOT NULL THEN conditions := conditions || ' AND s.theme = ANY ($3)'; END IF;
  IF groups IS NOT NULL THEN conditions := conditions || ' AND s.groups && $4'; END IF;
  IF statuses IS NOT NULL THEN conditions := conditions || ' AND s.status = ANY ($5)'; END IF;
  IF languages IS NOT NULL THEN conditions := conditions || ' AND s.language = ANY ($6)'; END IF;
  IF kinds IS NOT NULL THEN conditions := conditions || ' AND s.kind = ANY ($7)'; END IF;
  IF sectors IS NOT NULL OR countries IS NOT NULL THEN
    conditions := conditions || ' AND EXISTS (SELECT FROM open_forum.participants AS p WHERE p.id = s.author
      AND ($8 IS NULL OR p.sector = ANY ($8)) AND ($9 IS NULL OR p.country = ANY ($9)))';
  END IF;
  IF needles IS NOT NULL THEN
    conditions := conditions || ' AND EXISTS (SELECT FROM open_forum.submission_search AS f
      WHERE f.submission = s.id
        AND NOT EXISTS (SELECT FROM unnest($11) AS needle WHERE position(needle IN f.folded) = 0))';
  END IF;
  IF sort = 'unseen' AND who.id IS NOT NULL THEN
    conditions := conditions || ' AND NOT EXISTS (SELECT FROM open_forum.votes AS v
      WHERE v.submission = s.id AND v.participant = $2)';
  END IF;

  plain := NOT mine AND sort <> 'unseen' AND needles IS NULL
    AND coalesce(themes, groups, sectors, countries, statuses, languages, kinds) IS NULL;
  IF plain THEN
    SELECT t.submissions_count + count(*) INTO total FROM open_forum.submissions AS s
      WHERE s.thread = t.id AND s.author = who.id AND s.state IN ('pending', 'hidden');
  ELSIF t.submissions_count <= 2000 THEN
    EXECUTE 'SELECT count(*)' || conditions INTO total
      USING t.id, who.id, themes, groups, statuses, languages, kinds, sectors, countries, multiplier, needles;
  END IF;

  EXECUTE format('SELECT array_agg(id), array_agg(key), array_agg(pinned) FROM (
      SELECT s.id, %1$s::text AS key, s.pinned' || conditions || '
        AND ($12 IS NULL OR (%2$s, %1$s, s.id) %3$s (%4$s $13, ($12)::%5$s, $14))
      ORDER BY %2$s %6$s, %1$s %6$s, s.id %6$s LIMIT $15) AS page',
      key, CASE WHEN upwards THEN '(NOT s.pinned)' ELSE 's.pinned' END,
      CASE WHEN upwards THEN '>' ELSE '<' END, CASE WHEN upwards THEN 'NOT' ELSE '' END,
      CASE key_type WHEN 'time' THEN 'timestamptz' WHEN 'real' THEN 'double precision'
        WHEN 'count' THEN 'integer' ELSE 'bigint' END,
      CASE WHEN upwards THEN 'ASC' ELSE 'DESC' END)
    INTO ids, keys, pins
    USING t.id, who.id, themes, groups, statuses, languages, kinds, sectors, countries, multiplier, needles,
      after ->> 'key', (after ->> 'pinned')::boolean, (after ->> 'id')::uuid, size + 1;
  RETURN jsonb_strip_nulls(jsonb_build_object('total', total)) || jsonb_build_object(
    'items', (SELECT coalesce(jsonb_agg(open_forum.submission_shape(s, t, who.id, false) ORDER BY place), '[]')
      FROM unnest(ids[:size]) WITH ORDINALITY AS one (id, place)
      JOIN open_forum.submissions AS s ON s.id = one.id),
    'next_cursor', CASE WHEN cardinality(ids) > size
      THEN open_forum.cursor_to(list, key_type, pins[size], keys[size], ids[size]) END);
END $$;

-- At most five published submissions like the one that is being written, most
-- similar first: by their titles, or by bodies that are nearly the same.
-- (rules::similarity says why bodies need more.)
CREATE FUNCTION open_forum.read_similar(thread text, title text, body text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who     open_forum.person := open_forum.viewer();
  t       open_forum.threads := open_forum.thread_named(thread);
  titles  bigint[];
  bodies  bigint[];
  errors  jsonb := '[]';
BEGIN
  IF char_length(title) > 300 THEN
    errors := errors || open_forum.wrong('title', 'too_long', 'At most 300 characters.');
  END IF;
  IF char_length(body) > 3000 THEN
    errors := errors || open_forum.wrong('body', 'too_long', 'At most 3000 characters.');
  END IF;
  PERFORM open_forum.refuse(errors);
  titles := open_forum.grams(open_forum.fold(title));
  bodies := open_forum.grams(open_forum.fold(body));
  RETURN jsonb_build_object('next_cursor', NULL, 'items', (
    WITH alike AS (
      SELECT f.submission AS id, greatest(open_forum.likeness(titles, f.title_grams),
        CASE WHEN f.body_sketch && open_forum.sketch(bodies)
          THEN 1 - (1 - open_forum.likeness(bodies, f.body_grams)) * (0.75 / 0.35) END) AS share
      FROM open_forum.submission_search AS f
      JOIN open_forum.submissions AS s ON s.id = f.submission
      WHERE s.thread = t.id AND s.state = 'published'
        AND (f.title_grams && titles OR f.body_sketch && open_forum.sketch(bodies))
    ), best AS (
      SELECT alike.id, share FROM alike WHERE share >= 0.25 ORDER BY share DESC, alike.id DESC LIMIT 5
    )
    SELECT coalesce(jsonb_agg(open_forum.submission_shape(s, t, who.id, false)
      ORDER BY best.share DESC, s.id DESC), '[]')
    FROM best JOIN open_forum.submissions AS s ON s.id = best.id));
END $$;

INSERT INTO open_forum.migrations (number) VALUES (8);
RESET ROLE;
