-- For whoever operates the forum, with SQL; nothing here is exposed.
SET ROLE open_forum_owner;

-- Puts the forum's names, taxonomy, limits and reasons in place: the JSON of
-- the server's forum profile. Errors: what is missing in it.
CREATE FUNCTION open_forum.configure(profile jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = '' AS $$
DECLARE
  missing text;
BEGIN
  SELECT string_agg(field, ', ') INTO missing
    FROM unnest('{name,description,languages,default_language,time_zone,sectors,countries,themes,groups,kinds,
      statuses,reasons}'::text[]) AS field WHERE NOT profile ? field;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'the profile lacks %', missing;
  END IF;
  INSERT INTO open_forum.forum (profile) VALUES ($1)
    ON CONFLICT (singleton) DO UPDATE SET profile = excluded.profile;
END $$;

-- What was said to people can become stricter, never looser (rules::promise):
-- names and results that are hidden stay so, the mode holds once somebody has
-- voted, and the end of a thread that hides its results until then comes no
-- earlier once it has begun.
CREATE FUNCTION open_forum.keep_promises() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  strictness text[] := '{always,after_vote,after_close}';
  begun      boolean := open_forum.phase_of(OLD, open_forum.moment()) <> 'upcoming' OR OLD.participants_count > 0;
  ended      boolean := open_forum.has_ended(open_forum.phase_of(OLD, open_forum.moment()));
BEGIN
  IF OLD.anonymous AND NOT NEW.anonymous THEN
    PERFORM open_forum.fail('promise-kept', 'Nobody''s name is shown in this thread; that holds for good.');
  ELSIF array_position(strictness, NEW.voting_results) < array_position(strictness, OLD.voting_results) THEN
    PERFORM open_forum.fail('promise-kept',
      'Results may be hidden for longer than was promised, and not for less.');
  ELSIF OLD.voting_mode <> NEW.voting_mode
    AND EXISTS (SELECT FROM open_forum.votes AS v WHERE v.thread = OLD.id) THEN
    PERFORM open_forum.fail('promise-kept', 'People have voted: the mode of voting holds.');
  ELSIF begun AND NOT ended AND OLD.voting_results <> 'always'
    AND (NEW.closes_at < OLD.closes_at OR OLD.closes_at IS NULL AND NEW.closes_at <= open_forum.moment()) THEN
    PERFORM open_forum.fail('promise-kept', 'Results were promised to be hidden until the end: it may come '
      || 'later, and not earlier.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_promises BEFORE UPDATE OF anonymous, voting_results, voting_mode, closes_at
  ON open_forum.threads FOR EACH ROW EXECUTE FUNCTION open_forum.keep_promises();

INSERT INTO open_forum.migrations (number) VALUES (13);
RESET ROLE;
