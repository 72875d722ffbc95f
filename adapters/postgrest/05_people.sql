-- Who asks. All of it comes from the token, which the REST server has checked,
-- and nothing from the request's body.
SET ROLE open_forum_owner;

-- What the token says; an empty object without one.
CREATE FUNCTION open_forum.claims() RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb
$$;

-- One claim: at the top, or in Supabase's `app_metadata`, which only its
-- operator writes. `user_metadata` is not looked at: users write it themselves.
CREATE FUNCTION open_forum.claim(name text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT coalesce(nullif(c -> $1, 'null'), nullif(c -> 'app_metadata' -> $1, 'null'))
    FROM open_forum.claims() AS c);
END $$;

-- A person as their token has them; `id` is NULL until they wrote for the first time.
CREATE TYPE open_forum.person AS (
  id uuid, issuer text, subject text, name text, organisation text, sector text, country text, roles text[]
);

-- A claim that is a text on one line, without spaces around it; NULL where it is empty.
CREATE FUNCTION open_forum.text_claim(name text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  claim jsonb := open_forum.claim(name);
  value text := btrim(claim #>> '{}');
BEGIN
  IF claim IS NULL THEN
    RETURN NULL;
  ELSIF jsonb_typeof(claim) <> 'string' THEN
    PERFORM open_forum.fail('token-invalid', format('%s is not a text.', name));
  ELSIF char_length(value) > 200 THEN
    PERFORM open_forum.fail('token-invalid', format('%s is longer than 200 characters.', name));
  ELSIF value ~ '[\u0001-\u001F\u007F-\u009F]' THEN
    PERFORM open_forum.fail('token-invalid', format('%s has control characters.', name));
  END IF;
  RETURN nullif(value, '');
END $$;

-- Whether the forum's taxonomy has a word in one of its lists.
CREATE FUNCTION open_forum.knows(list text, word text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT EXISTS (SELECT FROM open_forum.forum AS f
      CROSS JOIN jsonb_array_elements(f.profile -> $1) AS term
      WHERE coalesce(term ->> 'id', term #>> '{}') = $2));
END $$;

-- What the person may do: the token's `roles`, or `participant` where it has
-- none. Words of other systems in it are passed over. Supabase's anonymous users
-- may do nothing: everybody has as many of them as they like.
CREATE FUNCTION open_forum.roles() RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  claim jsonb := open_forum.claim('roles');
BEGIN
  IF open_forum.claims() -> 'is_anonymous' = 'true' THEN
    RETURN '{}'::text[];
  ELSIF claim IS NULL THEN
    RETURN '{participant}'::text[];
  ELSIF jsonb_typeof(claim) <> 'array' THEN
    PERFORM open_forum.fail('token-invalid', 'roles is not a list.');
  END IF;
  RETURN array(SELECT role FROM unnest('{participant,moderator,official}'::text[]) AS role
    WHERE claim ? role);
END $$;

-- Who asks; NULL for an anonymous reader. Ends the request where the token is
-- not one for this forum.
CREATE FUNCTION open_forum.viewer() RETURNS open_forum.person
LANGUAGE plpgsql STABLE AS $$
DECLARE
  who   open_forum.person;
  forum open_forum.forum;
BEGIN
  who.subject := open_forum.claims() ->> 'sub';
  IF coalesce(who.subject, '') = '' THEN
    RETURN NULL;
  END IF;
  SELECT * INTO forum FROM open_forum.forum;
  who.issuer := coalesce(open_forum.claims() ->> 'iss', '');
  IF forum.issuer IS NOT NULL AND who.issuer <> forum.issuer THEN
    PERFORM open_forum.fail('token-invalid', 'It is of another issuer.');
  END IF;
  -- `?` finds a word in a list, and a text that is the word.
  IF forum.audience IS NOT NULL
    AND NOT coalesce(open_forum.claims() -> 'aud' ? forum.audience, false) THEN
    PERFORM open_forum.fail('token-invalid', 'It is for another audience.');
  END IF;
  IF char_length(who.subject) > 200 THEN
    PERFORM open_forum.fail('token-invalid', 'sub is longer than 200 characters.');
  END IF;
  who.name := coalesce(open_forum.text_claim('name'), '');
  who.organisation := open_forum.text_claim('organisation');
  who.sector := open_forum.text_claim('sector');
  who.country := open_forum.text_claim('country');
  IF who.sector IS NOT NULL AND NOT open_forum.knows('sectors', who.sector) THEN
    PERFORM open_forum.fail('token-invalid', 'sector is not one of this forum''s.');
  ELSIF who.country IS NOT NULL AND NOT open_forum.knows('countries', who.country) THEN
    PERFORM open_forum.fail('token-invalid', 'country is not one of this forum''s.');
  END IF;
  who.roles := open_forum.roles();
  SELECT p.id INTO who.id FROM open_forum.participants AS p
    WHERE p.issuer = who.issuer AND p.subject = who.subject;
  RETURN who;
END $$;

-- Whether somebody reads what is pending or hidden: moderators and officials.
CREATE FUNCTION open_forum.is_staff(who open_forum.person) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((who).roles && '{moderator,official}'::text[], false)
$$;

-- The person as the database keeps them, made or brought up to date with the
-- token. Their row stays locked until the end: what one person does at the same
-- time in several windows happens one after the other.
CREATE FUNCTION open_forum.registered(who open_forum.person) RETURNS open_forum.participants
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  kept        open_forum.participants;
  org         uuid;
  is_official boolean := 'official' = ANY (who.roles);
BEGIN
  IF who.organisation IS NOT NULL THEN
    INSERT INTO open_forum.organisations (id, name, created_at)
      SELECT open_forum.new_id(), who.organisation, open_forum.moment()
      WHERE NOT EXISTS (SELECT FROM open_forum.organisations WHERE name = who.organisation)
      ON CONFLICT (name) DO NOTHING;
    SELECT o.id INTO org FROM open_forum.organisations AS o WHERE o.name = who.organisation;
  END IF;
  INSERT INTO open_forum.participants
      (id, issuer, subject, name, organisation, sector, country, official, created_at, paced_until)
    SELECT open_forum.new_id(), who.issuer, who.subject, who.name, org, who.sector, who.country, is_official,
      open_forum.moment(), open_forum.moment()
    WHERE NOT EXISTS (SELECT FROM open_forum.participants AS p
      WHERE p.issuer = who.issuer AND p.subject = who.subject)
    ON CONFLICT (issuer, subject) DO NOTHING;
  SELECT * INTO kept FROM open_forum.participants AS p
    WHERE p.issuer = who.issuer AND p.subject = who.subject FOR NO KEY UPDATE;
  IF (kept.name, kept.organisation, kept.sector, kept.country, kept.official)
    IS DISTINCT FROM (who.name, org, who.sector, who.country, is_official) THEN
    UPDATE open_forum.participants AS p
      SET name = who.name, organisation = org, sector = who.sector, country = who.country,
        official = is_official
      WHERE p.id = kept.id RETURNING * INTO kept;
  END IF;
  RETURN kept;
END $$;

-- The person who writes, locked, and counted against their pace. Ends the
-- request without a token, and where they have not the role.
CREATE FUNCTION open_forum.writer(role text) RETURNS open_forum.participants
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  who   open_forum.person := open_forum.viewer();
  kept  open_forum.participants;
  now   timestamptz;
  step  interval;
  ahead interval;
BEGIN
  IF who.subject IS NULL THEN
    PERFORM open_forum.fail('token-required');
  ELSIF NOT role = ANY (who.roles) THEN
    PERFORM open_forum.fail('not-allowed', format('This needs the role %s.', role));
  END IF;
  kept := open_forum.registered(who);
  SELECT interval '1 minute' / f.writes_per_minute INTO step FROM open_forum.forum AS f;
  IF step IS NULL THEN
    RETURN kept;
  END IF;
  -- A minute's writes may come at once; after that, one for each step.
  now := open_forum.moment();
  ahead := greatest(kept.paced_until, now) - now + step - interval '1 minute';
  IF ahead > interval '0' THEN
    PERFORM open_forum.fail('rate-limited', 'Too many requests. Try again a little later.', '[]',
      ceil(extract(epoch FROM ahead))::integer);
  END IF;
  UPDATE open_forum.participants SET paced_until = greatest(kept.paced_until, now) + step WHERE id = kept.id;
  RETURN kept;
END $$;

-- Notes that a person did so many things more (or, negative, fewer) in a thread.
CREATE FUNCTION open_forum.count_person(in_thread uuid, person uuid, step integer) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  now_deeds integer;
BEGIN
  INSERT INTO open_forum.thread_people AS t (thread, participant, deeds) VALUES (in_thread, person, step)
    ON CONFLICT (thread, participant) DO UPDATE SET deeds = t.deeds + step
    RETURNING deeds INTO now_deeds;
  IF now_deeds = step AND step > 0 THEN
    UPDATE open_forum.threads SET participants_count = participants_count + 1 WHERE id = in_thread;
  ELSIF now_deeds <= 0 THEN
    DELETE FROM open_forum.thread_people WHERE thread = in_thread AND participant = person;
    UPDATE open_forum.threads SET participants_count = participants_count - 1 WHERE id = in_thread;
  END IF;
END $$;

INSERT INTO open_forum.migrations (number) VALUES (5);
RESET ROLE;
