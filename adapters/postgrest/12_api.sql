-- What the REST server exposes: `GET /rpc/name?argument=…` to read, and
-- `POST /rpc/name` with the arguments as JSON to write or where an argument is what
-- somebody typed. (Of a GET, PostgREST takes a value such as `is.here` for a filter.)
--
-- An argument that is not given is NULL, and an empty text is the same: not every
-- server hands NULL on.
--
-- SECURITY DEFINER: the callers have no right on anything else. Each hands its
-- arguments on as parameters and has no SQL of its own. With the empty search path,
-- which holds for all that is called from here, no name of a caller's stands in for
-- one of ours.
SET ROLE open_forum_owner;

CREATE FUNCTION open_forum_api.forum() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_forum();
END $$;

CREATE FUNCTION open_forum_api.threads(page_size integer DEFAULT 20, cursor text DEFAULT '') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_threads(page_size, $2);
END $$;

CREATE FUNCTION open_forum_api.thread(thread text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.thread_shape(open_forum.thread_named(thread));
END $$;

CREATE FUNCTION open_forum_api.submissions(
  thread text, sort text DEFAULT 'newest', seed text DEFAULT '0', theme text DEFAULT '', "group" text DEFAULT '',
  sector text DEFAULT '', country text DEFAULT '', status text DEFAULT '', language text DEFAULT '',
  kind text DEFAULT '', author text DEFAULT '', q text DEFAULT '', page_size integer DEFAULT 20,
  cursor text DEFAULT ''
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_submissions($1, coalesce(nullif($2, ''), 'newest'), coalesce($3, '0'), $4, $5, $6, $7,
    $8, $9, $10, coalesce($11, ''), coalesce($12, ''), $13, $14);
END $$;

CREATE FUNCTION open_forum_api."similar"(thread text, title text DEFAULT '', body text DEFAULT '') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_similar(thread, coalesce(title, ''), coalesce(body, ''));
END $$;

CREATE FUNCTION open_forum_api.submission(submission text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_submission(submission);
END $$;

CREATE FUNCTION open_forum_api.history(submission text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_history(submission);
END $$;

CREATE FUNCTION open_forum_api.comments(
  submission text, page_size integer DEFAULT 20, cursor text DEFAULT ''
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_comments(submission, page_size, $3);
END $$;

CREATE FUNCTION open_forum_api.me() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_me();
END $$;

CREATE FUNCTION open_forum_api.submit(thread text, draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.write_submission(thread, draft, nullif(key, ''));
END $$;

CREATE FUNCTION open_forum_api.edit(submission text, patch jsonb, version integer DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.edit_submission(submission, version, patch);
END $$;

CREATE FUNCTION open_forum_api.withdraw(submission text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM open_forum.withdraw_submission(submission);
END $$;

-- Without a value the vote is taken back.
CREATE FUNCTION open_forum_api.vote(submission text, value text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.write_vote(submission, nullif($2, ''));
END $$;

CREATE FUNCTION open_forum_api.comment(submission text, draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.write_comment(submission, draft, nullif(key, ''));
END $$;

CREATE FUNCTION open_forum_api.flag(target jsonb, draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.write_flag(target, draft, nullif(key, ''));
END $$;

CREATE FUNCTION open_forum_api.queue(page_size integer DEFAULT 20, cursor text DEFAULT '') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.read_queue(page_size, $2);
END $$;

CREATE FUNCTION open_forum_api.decide(draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN open_forum.write_decision(draft, nullif(key, ''));
END $$;

GRANT EXECUTE ON FUNCTION
  open_forum_api.forum, open_forum_api.threads, open_forum_api.thread, open_forum_api.submissions,
  open_forum_api."similar", open_forum_api.submission, open_forum_api.history, open_forum_api.comments
  TO anon, authenticated;
GRANT EXECUTE ON FUNCTION
  open_forum_api.me, open_forum_api.submit, open_forum_api.edit, open_forum_api.withdraw, open_forum_api.vote,
  open_forum_api.comment, open_forum_api.flag, open_forum_api.queue, open_forum_api.decide
  TO authenticated;

INSERT INTO open_forum.migrations (number) VALUES (12);
RESET ROLE;
-- A running PostgREST reads the schema anew.
NOTIFY pgrst, 'reload schema';
