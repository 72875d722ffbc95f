-- Problems of the contract, as errors of PostgreSQL.
--
-- PostgREST answers an error of SQLSTATE `PTxyz` with the status xyz. The message is
-- the stable code and the details are the whole problem document, so that a
-- client finds it also behind servers that give such an error another status.
SET ROLE open_forum_owner;

CREATE FUNCTION open_forum.status_of(code text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN code IN ('malformed', 'bad-cursor') THEN 400
    WHEN code IN ('token-required', 'token-invalid') THEN 401
    WHEN code IN ('not-allowed', 'thread-closed', 'thread-locked', 'promise-kept', 'own-case') THEN 403
    WHEN code = 'not-found' THEN 404
    WHEN code IN ('conflict', 'budget-spent', 'wrong-state') THEN 409
    WHEN code = 'withdrawn' THEN 410
    WHEN code = 'stale' THEN 412
    WHEN code = 'too-large' THEN 413
    WHEN code IN ('invalid-fields', 'key-reused', 'wrong-voting-mode', 'results-hidden') THEN 422
    WHEN code = 'precondition-required' THEN 428
    WHEN code = 'rate-limited' THEN 429
    WHEN code = 'unavailable' THEN 503
    ELSE 500
  END
$$;

CREATE FUNCTION open_forum.title_of(code text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code
    WHEN 'malformed' THEN 'The request cannot be read.'
    WHEN 'bad-cursor' THEN 'The cursor is not one that this list gave.'
    WHEN 'token-required' THEN 'This needs a token.'
    WHEN 'token-invalid' THEN 'The token is not valid here.'
    WHEN 'not-allowed' THEN 'You may not do this.'
    WHEN 'thread-closed' THEN 'The thread does not take this now.'
    WHEN 'thread-locked' THEN 'Writing in this thread has been stopped.'
    WHEN 'promise-kept' THEN 'What was promised cannot be taken back.'
    WHEN 'own-case' THEN 'Nobody judges what they wrote or decided themselves.'
    WHEN 'not-found' THEN 'Nothing of that name is here.'
    WHEN 'conflict' THEN 'It exists or was done already.'
    WHEN 'budget-spent' THEN 'No supports are left in this thread.'
    WHEN 'wrong-state' THEN 'This cannot follow from how it stands now.'
    WHEN 'withdrawn' THEN 'Its author has taken it back.'
    WHEN 'stale' THEN 'It was changed since you read it.'
    WHEN 'too-large' THEN 'The body is too large.'
    WHEN 'invalid-fields' THEN 'Some fields are not right.'
    WHEN 'key-reused' THEN 'This Idempotency-Key came with another request before.'
    WHEN 'wrong-voting-mode' THEN 'This thread does not take that kind of vote.'
    WHEN 'results-hidden' THEN 'This order would tell results that are hidden.'
    WHEN 'precondition-required' THEN 'If-Match is needed.'
    WHEN 'rate-limited' THEN 'Too many requests.'
    WHEN 'unavailable' THEN 'The server cannot answer now.'
    ELSE 'Something went wrong on the server.'
  END
$$;

-- Ends the request with a problem. `retry_after` is in seconds.
CREATE FUNCTION open_forum.fail(
  code text, detail text DEFAULT NULL, errors jsonb DEFAULT '[]', retry_after integer DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  status integer := open_forum.status_of(code);
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'PT' || status,
    MESSAGE = code,
    DETAIL = jsonb_strip_nulls(jsonb_build_object(
      'type', 'https://open-forum.dev/problems/' || code,
      'title', open_forum.title_of(code),
      'status', status,
      'detail', detail,
      'errors', nullif(errors, '[]'),
      'retry_after', retry_after))::text,
    HINT = coalesce(detail, open_forum.title_of(code));
END $$;

-- One wrong field.
CREATE FUNCTION open_forum.wrong(field text, code text, message text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_array(jsonb_build_object('field', field, 'code', code, 'message', message))
$$;

-- Ends the request where fields are wrong.
CREATE FUNCTION open_forum.refuse(errors jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF errors <> '[]' THEN
    PERFORM open_forum.fail('invalid-fields', NULL, errors);
  END IF;
END $$;

INSERT INTO open_forum.migrations (number) VALUES (2);
RESET ROLE;
