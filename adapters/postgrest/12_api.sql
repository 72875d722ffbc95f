-- What the REST server exposes: `GET /rpc/name?argument=…` to read, and
-- `POST /rpc/name` with the arguments as JSON to write or where an argument is what
-- somebody typed. (Of a GET, PostgREST takes a value such as `is.here` for a filter.)
--
-- SECURITY DEFINER: the callers have no right on anything else. Each hands its
-- arguments on as parameters and has no SQL of its own.
SET ROLE open_forum_owner;

CREATE FUNCTION open_forum_api.forum() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_forum() $$;

CREATE FUNCTION open_forum_api.threads(page_size integer DEFAULT 20, cursor text DEFAULT '') RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_threads($1, $2) $$;

CREATE FUNCTION open_forum_api.thread(thread text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT open_forum.thread_shape(open_forum.thread_named($1))
$$;

CREATE FUNCTION open_forum_api.submissions(
  thread text, sort text DEFAULT 'newest', seed text DEFAULT '0', theme text DEFAULT '', "group" text DEFAULT '',
  sector text DEFAULT '', country text DEFAULT '', status text DEFAULT '', language text DEFAULT '',
  kind text DEFAULT '', author text DEFAULT '', q text DEFAULT '', page_size integer DEFAULT 20,
  cursor text DEFAULT ''
) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT open_forum.read_submissions($1, coalesce($2, 'newest'), coalesce($3, '0'), $4, $5, $6, $7, $8, $9, $10,
    coalesce($11, ''), coalesce($12, ''), $13, $14)
$$;

CREATE FUNCTION open_forum_api."similar"(thread text, title text DEFAULT '', body text DEFAULT '') RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT open_forum.read_similar($1, coalesce($2, ''), coalesce($3, ''))
$$;

CREATE FUNCTION open_forum_api.submission(submission text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_submission($1) $$;

CREATE FUNCTION open_forum_api.history(submission text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_history($1) $$;

CREATE FUNCTION open_forum_api.comments(submission text, page_size integer DEFAULT 20, cursor text DEFAULT '')
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_comments($1, $2, $3) $$;

CREATE FUNCTION open_forum_api.me() RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_me() $$;

CREATE FUNCTION open_forum_api.submit(thread text, draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.write_submission($1, $2, $3) $$;

CREATE FUNCTION open_forum_api.edit(submission text, version integer, patch jsonb) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.edit_submission($1, $2, $3) $$;

CREATE FUNCTION open_forum_api.withdraw(submission text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.withdraw_submission($1) $$;

CREATE FUNCTION open_forum_api.vote(submission text, value text) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.write_vote($1, $2) $$;

CREATE FUNCTION open_forum_api.comment(submission text, draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.write_comment($1, $2, $3) $$;

CREATE FUNCTION open_forum_api.flag(target jsonb, draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.write_flag($1, $2, $3) $$;

CREATE FUNCTION open_forum_api.queue(page_size integer DEFAULT 20, cursor text DEFAULT '') RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.read_queue($1, $2) $$;

CREATE FUNCTION open_forum_api.decide(draft jsonb, key text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$ SELECT open_forum.write_decision($1, $2) $$;

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
