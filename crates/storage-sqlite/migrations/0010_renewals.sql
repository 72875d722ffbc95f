-- When a token renewed its session: the tabs of one browser come with the same
-- one within moments.
ALTER TABLE session_renewals ADD COLUMN spent_at INTEGER;
