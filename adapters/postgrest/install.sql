-- Runs the files that this database has not seen yet, each whole or not at all:
--
--   psql -v ON_ERROR_STOP=1 -f adapters/postgrest/install.sql postgres://…
\set ON_ERROR_STOP on
SELECT to_regclass('open_forum.migrations') IS NULL AS fresh \gset
\if :fresh
  \set done 0
\else
  SELECT coalesce(max(number), 0) AS done FROM open_forum.migrations \gset
\endif
SELECT :done < 1 AS missing \gset
\if :missing
  BEGIN;
  \ir 01_schema.sql
  COMMIT;
\endif
SELECT :done < 2 AS missing \gset
\if :missing
  BEGIN;
  \ir 02_problems.sql
  COMMIT;
\endif
SELECT :done < 3 AS missing \gset
\if :missing
  BEGIN;
  \ir 03_text.sql
  COMMIT;
\endif
SELECT :done < 4 AS missing \gset
\if :missing
  BEGIN;
  \ir 04_rules.sql
  COMMIT;
\endif
SELECT :done < 5 AS missing \gset
\if :missing
  BEGIN;
  \ir 05_people.sql
  COMMIT;
\endif
SELECT :done < 6 AS missing \gset
\if :missing
  BEGIN;
  \ir 06_shapes.sql
  COMMIT;
\endif
SELECT :done < 7 AS missing \gset
\if :missing
  BEGIN;
  \ir 07_read.sql
  COMMIT;
\endif
SELECT :done < 8 AS missing \gset
\if :missing
  BEGIN;
  \ir 08_list.sql
  COMMIT;
\endif
SELECT :done < 9 AS missing \gset
\if :missing
  BEGIN;
  \ir 09_drafts.sql
  COMMIT;
\endif
SELECT :done < 10 AS missing \gset
\if :missing
  BEGIN;
  \ir 10_write.sql
  COMMIT;
\endif
SELECT :done < 11 AS missing \gset
\if :missing
  BEGIN;
  \ir 11_moderate.sql
  COMMIT;
\endif
SELECT :done < 12 AS missing \gset
\if :missing
  BEGIN;
  \ir 12_api.sql
  COMMIT;
\endif
SELECT :done < 13 AS missing \gset
\if :missing
  BEGIN;
  \ir 13_operate.sql
  COMMIT;
\endif
