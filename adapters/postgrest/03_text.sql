-- Text: lengths, what shows nothing, links, search keys and likeness. These
-- follow `crates/rules` (normalize, text, link, search, similarity), and
-- tests/rules.rs holds them against it.
--
-- The database must be of encoding UTF8, as `normalize` needs.
SET ROLE open_forum_owner;

-- Length in Unicode scalar values after NFC: the unit of all limits. What is
-- certainly too long is not normalised first.
CREATE FUNCTION open_forum.length_of(value text, longest integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN octet_length(value) / 16 > longest THEN char_length(value)
              ELSE char_length(normalize(value, NFC)) END
$$;

-- Whether a text shows nothing: only spaces, control and invisible characters.
CREATE FUNCTION open_forum.is_blank(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT value !~ ('[^\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000'
    || '\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E'
    || '\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3'
    || '\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]')
$$;

-- Whether an address may become a link: http or https with a host, or mailto
-- with an address, and nothing in it that could hide where it goes.
CREATE FUNCTION open_forum.is_link(url text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT url !~ ('[\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000'
      || '\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E'
      || '\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3'
      || '\U0001D173-\U0001D17A\U000E0000-\U000E0FFF<>"\\`{}|^]')
    AND (url ~ '^[Hh][Tt][Tt][Pp][Ss]?://([^/?#]*@)?([[]|[A-Za-z0-9]|[^\u0001-\u007F])[^@/?#]*([/?#]|$)'
      OR url ~ '^[Mm][Aa][Ii][Ll][Tt][Oo]:[^@?]+@([A-Za-z0-9]|[^\u0001-\u007F])')
$$;

-- A decimal digit of any script as ASCII: general category Nd of Unicode 14
-- that NFKC leaves as it is, by the zeros; nine digits follow each.
DO $do$
DECLARE
  zeros integer[] := '{1632,1776,1984,2406,2534,2662,2790,2918,3046,3174,3302,3430,3558,3664,3792,
    3872,4160,4240,6112,6160,6470,6608,6784,6800,6992,7088,7232,7248,42528,43216,43264,43472,43504,
    43600,44016,66720,68912,69734,69872,69942,70096,70384,70736,70864,71248,71360,71472,71904,72016,
    72784,73040,73120,92768,92864,93008,123200,123632,125264}';
  found  text;
BEGIN
  SELECT string_agg(chr(zero + digit), '' ORDER BY zero, digit) INTO found
    FROM unnest(zeros) AS zero, generate_series(0, 9) AS digit;
  EXECUTE format(
    'CREATE FUNCTION open_forum.ascii_digits(value text) RETURNS text
     LANGUAGE sql IMMUTABLE AS %L',
    format('SELECT translate(value, %L, %L)', found, repeat('0123456789', cardinality(zeros))));
END $do$;

-- What a text and a query are folded to before they are compared, so that a
-- person finds a word however it was typed: compatibility forms, case, digits,
-- Thai double vowels, invisible characters and spaces, tone marks and Latin
-- diacritics make no difference.
CREATE FUNCTION open_forum.fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT translate(regexp_replace(normalize(btrim(regexp_replace(
      replace(open_forum.ascii_digits(regexp_replace(
        lower(normalize(value, NFKC) COLLATE "und-x-icu"),
        '[\u200B-\u200D\u2060]', '', 'g')), 'เเ', 'แ'),
      '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g')), NFD),
    '[\u0E48-\u0E4B\u0EC8-\u0ECB\u0300-\u036F]', '', 'g'), 'đ', 'd')
$$;

-- Three characters of 21 bits in one number.
CREATE FUNCTION open_forum.pack(a integer, b integer, c integer) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT (a::bigint << 42) | (b::bigint << 21) | c::bigint
$$;

-- The character n-grams of a folded text, each once, in ascending order:
-- trigrams of words with their edges where a script has spaces, bigrams where
-- it has none. U+10FFFF stands where a bigram has no third character.
CREATE FUNCTION open_forum.grams(folded text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
  WITH runs AS (
    SELECT run, found[1] IS NOT NULL AS unspaced, coalesce(found[1], '  ' || found[2] || ' ') AS text
    FROM regexp_matches(folded,
      -- Thai, Lao, Burmese, Khmer, kana, Han.
      '([\u0E01-\u0E3E\u0E40-\u0E4F\u0E5A\u0E5B\u0E81-\u0ECF\u0EDA-\u0EDF\u1000-\u103F\u104A-\u109F'
      || '\uA9E0-\uA9FF\uAA60-\uAA7F\u1780-\u17DF\u17EA-\u17FF\u3005\u3041-\u30FF\u3400-\u4DBF'
      || '\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U000323AF]+)'
      -- Whatever is neither these nor space, punctuation or a symbol.
      || '|([^\u0E01-\u0E3E\u0E40-\u0E4F\u0E5A\u0E5B\u0E81-\u0ECF\u0EDA-\u0EDF\u1000-\u103F\u104A-\u109F'
      || '\uA9E0-\uA9FF\uAA60-\uAA7F\u1780-\u17DF\u17EA-\u17FF\u3005\u3041-\u30FF\u3400-\u4DBF'
      || '\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U000323AF'
      || '\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u0E3F\u2000-\u2BFF'
      || '\u2E00-\u2E7F\u3000-\u3004\u3006-\u303F\uE000-\uF8FF\uFE00-\uFE6F\uFEFF\uFF00-\uFF20'
      || '\uFFF0-\uFFFF\U0001F000-\U0001FAFF\U000E0000-\U0010FFFF]+)', 'g')
      WITH ORDINALITY AS matches (found, run)
  ), letters AS (
    SELECT run, unspaced, place, ascii(letter) AS code
    FROM runs, unnest(string_to_array(text, NULL)) WITH ORDINALITY AS one (letter, place)
  ), windows AS (
    SELECT unspaced, code AS a, lead(code) OVER following AS b, lead(code, 2) OVER following AS c,
      count(*) OVER (PARTITION BY run) AS length
    FROM letters WINDOW following AS (PARTITION BY run ORDER BY place)
  ), grams AS (
    SELECT CASE
      WHEN unspaced AND length = 1 THEN open_forum.pack(a, 1114111, 1114111)
      WHEN unspaced THEN open_forum.pack(a, b, 1114111)
      ELSE open_forum.pack(a, b, c) END AS gram
    FROM windows
  )
  SELECT coalesce(array_agg(DISTINCT gram ORDER BY gram), '{}') FROM grams WHERE gram IS NOT NULL
$$;

-- Eight grams of a text, always the same ones: two texts that share 0.65 of
-- their grams share one of these but for one time in 4,000.
CREATE FUNCTION open_forum.sketch(grams bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT array(SELECT gram FROM unnest(grams) AS gram ORDER BY hashint8extended(gram, 0), gram LIMIT 8)
$$;

-- The share of all n-grams that both have, from 0 to 1.
CREATE FUNCTION open_forum.likeness(a bigint[], b bigint[]) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN cardinality(a) + cardinality(b) = 0 THEN 0
    ELSE both_have::double precision / (cardinality(a) + cardinality(b) - both_have) END
  FROM (SELECT count(*) AS both_have FROM (SELECT unnest(a) INTERSECT SELECT unnest(b)) AS shared) AS found
$$;

INSERT INTO open_forum.migrations (number) VALUES (3);
RESET ROLE;
