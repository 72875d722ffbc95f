-- What people send, held against the forum's limits and words: all errors at
-- once, in the order of the fields (rules::validate). Text is taken exactly as typed.
SET ROLE open_forum_owner;

-- Ends the request where a draft is no object, has fields that its shape has
-- not, or is larger than the API takes.
CREATE FUNCTION open_forum.check_draft(draft jsonb, fields text[]) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF jsonb_typeof(draft) IS DISTINCT FROM 'object' THEN
    PERFORM open_forum.fail('malformed', 'An object is needed.');
  ELSIF octet_length(draft::text) > 65536 THEN
    PERFORM open_forum.fail('too-large');
  ELSIF EXISTS (SELECT FROM jsonb_object_keys(draft) AS field WHERE field <> ALL (fields)) THEN
    PERFORM open_forum.fail('malformed', 'A field is not known.');
  END IF;
END $$;

-- A text of a draft; NULL where it is absent.
CREATE FUNCTION open_forum.text_in(draft jsonb, field text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF jsonb_typeof(draft -> field) NOT IN ('string', 'null') THEN
    PERFORM open_forum.fail('malformed', format('%s is not a text.', field));
  END IF;
  RETURN draft ->> field;
END $$;

-- A list of a draft; NULL where it is absent. Its items are of this type.
CREATE FUNCTION open_forum.list_in(draft jsonb, field text, kind text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  list jsonb := nullif(draft -> field, 'null');
BEGIN
  IF jsonb_typeof(list) <> 'array' OR EXISTS (
    SELECT FROM jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE '[]' END) AS item
    WHERE jsonb_typeof(item) <> kind) THEN
    PERFORM open_forum.fail('malformed', format('%s is not such a list.', field));
  END IF;
  RETURN list;
END $$;

-- What is wrong with a text.
CREATE FUNCTION open_forum.text_errors(field text, value text, longest integer, required boolean) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN (SELECT CASE
      WHEN required AND open_forum.is_blank(value) THEN open_forum.wrong(field, 'required', 'Write something here.')
      WHEN open_forum.length_of(value, longest) > longest THEN open_forum.wrong(field, 'too_long',
        format('At most %s characters; this is %s too many.', longest,
          open_forum.length_of(value, longest) - longest))
      ELSE '[]' END);
END $$;

CREATE FUNCTION open_forum.term_errors(field text, word text, list text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN open_forum.knows(list, word) THEN '[]'
    ELSE open_forum.wrong(field, 'unknown', 'This forum does not know this value.') END
$$;

CREATE FUNCTION open_forum.language_errors(language text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN language = '' THEN open_forum.wrong('language', 'required', 'Name the language of the text.')
    WHEN open_forum.knows('languages', language) THEN '[]'
    ELSE open_forum.wrong('language', 'unknown', 'This forum does not take this language.') END
$$;

CREATE FUNCTION open_forum.group_errors(groups jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  most   integer := (SELECT jsonb_array_length(f.profile -> 'groups') FROM open_forum.forum AS f);
  errors jsonb := '[]';
  word   text;
  place  integer;
BEGIN
  IF jsonb_array_length(groups) > most THEN
    RETURN open_forum.wrong('groups', 'too_many', format('At most %s groups.', most));
  END IF;
  FOR word, place IN SELECT item, at FROM jsonb_array_elements_text(groups) WITH ORDINALITY AS g (item, at) LOOP
    errors := errors || CASE
      WHEN EXISTS (SELECT FROM jsonb_array_elements_text(groups) WITH ORDINALITY AS g (item, at)
        WHERE item = word AND at < place)
        THEN open_forum.wrong(format('groups[%s]', place - 1), 'repeated', 'This group is given twice.')
      ELSE open_forum.term_errors(format('groups[%s]', place - 1), word, 'groups') END;
  END LOOP;
  RETURN errors;
END $$;

CREATE FUNCTION open_forum.link_errors(links jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  most   integer := (open_forum.read_forum() -> 'limits' ->> 'links_max')::integer;
  errors jsonb := '[]';
  field  text;
  url    text;
  label  text;
  place  integer;
BEGIN
  IF jsonb_array_length(links) > most THEN
    RETURN open_forum.wrong('links', 'too_many', format('At most %s links.', most));
  END IF;
  FOR url, label, place IN SELECT item ->> 'url', item ->> 'label', at
      FROM jsonb_array_elements(links) WITH ORDINALITY AS l (item, at) LOOP
    field := format('links[%s].url', place - 1);
    errors := errors || CASE
      WHEN url = '' THEN open_forum.wrong(field, 'required', 'Write an address here.')
      WHEN char_length(url) > 2000 THEN open_forum.wrong(field, 'too_long', 'At most 2000 characters.')
      WHEN NOT open_forum.is_link(url) THEN
        open_forum.wrong(field, 'invalid', 'An address that begins with https://, http:// or mailto:.')
      WHEN EXISTS (SELECT FROM jsonb_array_elements(links) WITH ORDINALITY AS l (item, at)
        WHERE item ->> 'url' = url AND at < place)
        THEN open_forum.wrong(field, 'repeated', 'This address is given twice.')
      ELSE '[]' END
      || open_forum.text_errors(format('links[%s].label', place - 1), label, 120, false);
  END LOOP;
  RETURN errors;
END $$;

-- The links of a draft with their labels; NULL where they are absent.
CREATE FUNCTION open_forum.links_in(draft jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  links jsonb := open_forum.list_in(draft, 'links', 'object');
  link  jsonb;
BEGIN
  FOR link IN SELECT item FROM jsonb_array_elements(links) AS item LOOP
    PERFORM open_forum.check_draft(link, '{url,label}');
  END LOOP;
  IF links IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'url', coalesce(open_forum.text_in(item, 'url'), ''),
      'label', coalesce(open_forum.text_in(item, 'label'), '')) ORDER BY place), '[]')
    FROM jsonb_array_elements(links) WITH ORDINALITY AS l (item, place));
END $$;

-- What is wrong with the fields of a submission; those that are NULL are not looked at.
CREATE FUNCTION open_forum.submission_errors(
  kind text, title text, body text, language text, theme text, groups jsonb, links jsonb
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN kind IS NULL THEN '[]' ELSE open_forum.term_errors('kind', kind, 'kinds') END
      || CASE WHEN title IS NULL THEN '[]'
        ELSE open_forum.text_errors('title', title, (limits ->> 'title_max')::integer, true) END
      || CASE WHEN body IS NULL THEN '[]'
        ELSE open_forum.text_errors('body', body, (limits ->> 'body_max')::integer, false) END
      || CASE WHEN language IS NULL THEN '[]' ELSE open_forum.language_errors(language) END
      || CASE WHEN theme IS NULL THEN '[]' ELSE open_forum.term_errors('theme', theme, 'themes') END
      || CASE WHEN groups IS NULL THEN '[]' ELSE open_forum.group_errors(groups) END
      || CASE WHEN links IS NULL THEN '[]' ELSE open_forum.link_errors(links) END
    FROM (SELECT open_forum.read_forum() -> 'limits' AS limits) AS of);
END $$;

-- What was answered to the same key before: NULL where it is new. Ends the
-- request where the key is none, or came with something else. What is older than a
-- day is forgotten.
CREATE FUNCTION open_forum.answered_before(person uuid, key text, asked jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  known open_forum.idempotency;
BEGIN
  IF key IS NULL THEN
    RETURN NULL;
  ELSIF key !~ '^[!-~]{1,128}$' THEN
    PERFORM open_forum.refuse(open_forum.wrong('key', 'invalid', '1 to 128 visible ASCII characters.'));
  END IF;
  DELETE FROM open_forum.idempotency AS i
    WHERE i.participant = person AND i.at <= open_forum.moment() - interval '24 hours';
  SELECT * INTO known FROM open_forum.idempotency AS i WHERE i.participant = person AND i.key = $2;
  IF NOT FOUND THEN
    RETURN NULL;
  ELSIF known.hash <> sha256(convert_to(asked::text, 'UTF8')) THEN
    PERFORM open_forum.fail('key-reused');
  END IF;
  PERFORM set_config('response.status', known.status, true);
  RETURN known.answer;
END $$;

-- Answers with a status, and keeps the answer for the key.
CREATE FUNCTION open_forum.answer(person uuid, key text, asked jsonb, status text, answer jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF key IS NOT NULL THEN
    INSERT INTO open_forum.idempotency (participant, key, hash, status, answer, at)
      VALUES (person, $2, sha256(convert_to(asked::text, 'UTF8')), $4, $5, open_forum.moment());
  END IF;
  PERFORM set_config('response.status', status, true);
  RETURN answer;
END $$;

INSERT INTO open_forum.migrations (number) VALUES (9);
RESET ROLE;
