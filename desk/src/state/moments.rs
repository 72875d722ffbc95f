//! Between moments and what a clock on the wall of the forum shows.
//!
//! A browser's date field knows no zone: what is typed there is the forum's
//! time, wherever the official sits.

use rules::time::{format_ms, parse_ms};

/// The clock of a place: what it shows at a moment, both as ms since 1970, the
/// first as if the place were in UTC.
pub type Clock<'a> = &'a dyn Fn(i64) -> i64;

/// The last minute of a day, within it.
const LAST_MINUTE: &str = "23:59";

/// A moment as a date field holds it, such as `2021-08-26T10:42`; empty where
/// there is none.
#[must_use]
pub fn shown(at: Option<&str>, clock: Clock<'_>) -> String {
    let Some(ms) = at.and_then(parse_ms) else { return String::new() };
    let mut text = format_ms(clock(ms));
    text.truncate("2021-08-26T10:42".len());
    text
}

/// The day of a moment as a date field holds it.
#[must_use]
pub fn day(at: Option<&str>, clock: Clock<'_>) -> String {
    let mut text = shown(at, clock);
    text.truncate("2021-08-26".len());
    text
}

/// What a date field holds as a moment; none where that is no date. An hour
/// that a change of clocks leaves out becomes the one after it.
#[must_use]
pub fn moment(field: &str, clock: Clock<'_>) -> Option<String> {
    let wall = parse_ms(&format!("{field}:00Z"))?;
    // The offset at the moment itself is only known near it: two steps find it.
    let near = wall - (clock(wall) - wall);
    Some(format_ms(wall - (clock(near) - near)))
}

/// The end of a day, so that the day itself still counts.
#[must_use]
pub fn end_of_day(day: &str, clock: Clock<'_>) -> Option<String> {
    moment(&format!("{day}T{LAST_MINUTE}"), clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn bangkok(ms: i64) -> i64 {
        ms + 7 * HOUR
    }

    /// One hour ahead, two from 2021-03-28T01:00Z to 2021-10-31T01:00Z.
    fn berlin(ms: i64) -> i64 {
        let summer = (1_616_893_200_000..1_635_642_000_000).contains(&ms);
        ms + if summer { 2 * HOUR } else { HOUR }
    }

    #[test]
    fn a_moment_comes_back_from_its_field() {
        for (clock, at, field) in [
            (&bangkok as Clock<'_>, "2021-08-26T03:42:00.000Z", "2021-08-26T10:42"),
            (&bangkok, "2021-08-26T17:00:00.000Z", "2021-08-27T00:00"),
            (&berlin, "2021-03-28T00:59:00.000Z", "2021-03-28T01:59"),
            (&berlin, "2021-03-28T01:00:00.000Z", "2021-03-28T03:00"),
            (&berlin, "2021-10-31T02:30:00.000Z", "2021-10-31T03:30"),
        ] {
            assert_eq!(shown(Some(at), clock), field);
            assert_eq!(moment(field, clock).as_deref(), Some(at), "{field}");
        }
        assert_eq!(shown(None, &bangkok), "");
        assert_eq!(moment("", &bangkok), None);
        assert_eq!(moment("2021-02-30T10:00", &bangkok), None);
        assert_eq!(day(Some("2021-08-26T17:00:00.000Z"), &bangkok), "2021-08-27");
        let end = end_of_day("2021-08-27", &bangkok);
        assert_eq!(end.as_deref(), Some("2021-08-27T16:59:00.000Z"));
    }

    #[test]
    fn an_hour_that_is_left_out_is_the_next() {
        let found = moment("2021-03-28T02:30", &berlin);
        assert_eq!(found.as_deref(), Some("2021-03-28T01:30:00.000Z"));
    }
}
