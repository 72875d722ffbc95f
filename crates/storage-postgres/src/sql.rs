//! Statements in `PostgreSQL`'s words.

/// A statement as it is sent, and what its parameters were called.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Translated {
    pub(crate) sql: String,
    /// The names of `$1`, `$2`, … where it has names; empty where it has
    /// numbers.
    pub(crate) names: Vec<String>,
}

/// Writes parameters (`?`, `?1`, `:name`) as `$1`, and leaves out what only
/// tells `SQLite`'s planner which way to go: `INDEXED BY`, and the `CROSS` of a
/// join that has a condition. Texts and quoted names stay as they are.
pub(crate) fn translate(sql: &str) -> Translated {
    let mut out = Translated { sql: String::with_capacity(sql.len()), names: Vec::new() };
    let mut last = 0;
    let mut rest = sql;
    while let Some(letter) = rest.chars().next() {
        let taken = match letter {
            '\'' | '"' => copy(&mut out.sql, rest, quoted(rest, letter)),
            '-' if rest.starts_with("--") => {
                copy(&mut out.sql, rest, rest.find('\n').unwrap_or(rest.len()))
            }
            ':' if rest.starts_with("::") => copy(&mut out.sql, rest, 2),
            '?' => {
                let digits = run_of(&rest[1..], |c| c.is_ascii_digit());
                let number = rest[1..=digits].parse().unwrap_or(last + 1);
                last = last.max(number);
                out.sql.push('$');
                out.sql.push_str(&number.to_string());
                1 + digits
            }
            ':' => {
                let letters = run_of(&rest[1..], is_name);
                let name = &rest[..=letters];
                let known = out.names.iter().position(|known| known == name);
                let place = known.unwrap_or_else(|| {
                    out.names.push(name.to_owned());
                    out.names.len() - 1
                });
                out.sql.push('$');
                out.sql.push_str(&(place + 1).to_string());
                1 + letters
            }
            _ if is_name(letter) => {
                let letters = run_of(rest, is_name);
                match &rest[..letters] {
                    "INDEXED" => hint(rest),
                    "CROSS" => letters,
                    _ => copy(&mut out.sql, rest, letters),
                }
            }
            _ => copy(&mut out.sql, rest, letter.len_utf8()),
        };
        rest = &rest[taken..];
    }
    out
}

fn copy(out: &mut String, rest: &str, length: usize) -> usize {
    out.push_str(&rest[..length]);
    length
}

/// The length of a text or name in quotes; a doubled quote does not end it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut end = 1;
    while let Some(next) = rest[end..].find(quote) {
        end += next + 1;
        if !rest[end..].starts_with(quote) {
            return end;
        }
        end += 1;
    }
    rest.len()
}

/// The length of `INDEXED BY name`.
fn hint(rest: &str) -> usize {
    let words = rest.split_ascii_whitespace().take(3);
    // The words stand in `rest`, so the end of the last one is a place in it.
    words.last().map_or(rest.len(), |name| name.as_ptr().addr() - rest.as_ptr().addr() + name.len())
}

const fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn run_of(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !of(letter)).unwrap_or(text.len())
}

#[cfg(test)]
mod unit {
    use super::translate;

    fn check(from: &str, to: &str, names: &[&str]) {
        let translated = translate(from);
        assert_eq!(translated.sql, to);
        assert_eq!(translated.names, names);
    }

    #[test]
    fn parameters() {
        check("a = ?1 AND b = ?12 OR c = ?1", "a = $1 AND b = $12 OR c = $1", &[]);
        check("a = ? AND b IN (?, ?)", "a = $1 AND b IN ($2, $3)", &[]);
        check("a = ?2 AND b = ? LIMIT ?", "a = $2 AND b = $3 LIMIT $4", &[]);
        check("VALUES (:a, :b_c, :a)", "VALUES ($1, $2, $1)", &[":a", ":b_c"]);
        check("a::text = ?", "a::text = $1", &[]);
    }

    #[test]
    fn texts_and_names_stay() {
        check("a = 'what? it''s :b' AND \"c?\" = ?", "a = 'what? it''s :b' AND \"c?\" = $1", &[]);
        check("a = 'ไทย?' -- why?\nAND b = ?", "a = 'ไทย?' -- why?\nAND b = $1", &[]);
        check("a = 'INDEXED BY b'", "a = 'INDEXED BY b'", &[]);
        check("'never ended ?", "'never ended ?", &[]);
    }

    #[test]
    fn hints_go() {
        check("FROM a INDEXED BY a_by\n WHERE b = ?1", "FROM a \n WHERE b = $1", &[]);
        check("FROM a INDEXED BY a_by", "FROM a ", &[]);
        check("FROM a CROSS JOIN b ON b.c = a.c", "FROM a  JOIN b ON b.c = a.c", &[]);
        check("a.cross_indexed", "a.cross_indexed", &[]);
    }
}
