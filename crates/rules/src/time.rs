//! RFC 3339 to milliseconds and back.
//!
//! Small enough for the wasm; the calendar is that of Howard Hinnant's
//! `days_from_civil` (proleptic Gregorian).

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 of an RFC 3339 text with any offset, if it is one
/// with a real date and time. Digits after the third of a second are dropped;
/// a leap second counts as the second before it.
#[must_use]
pub fn parse_ms(text: &str) -> Option<i64> {
    let mut rest = Cursor(text.as_bytes());
    let year = rest.digits(4)?;
    rest.literal(b"-")?;
    let month = rest.digits(2)?;
    rest.literal(b"-")?;
    let day = rest.digits(2)?;
    rest.literal(b"Tt ")?;
    let hour = rest.digits(2)?;
    rest.literal(b":")?;
    let minute = rest.digits(2)?;
    rest.literal(b":")?;
    let second = rest.digits(2)?;
    let is_real = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !is_real {
        return None;
    }
    let fraction = if rest.literal(b".").is_some() { rest.fraction()? } else { 0 };
    let offset_minutes = rest.offset()?;
    if !rest.0.is_empty() {
        return None;
    }
    let seconds = (hour * 60 + minute - offset_minutes) * 60 + second.min(59);
    Some(days_from_civil(year, month, day) * DAY + seconds * 1000 + fraction)
}

/// The one form in which times go over the wire: `2021-08-26T03:42:00.000Z`.
///
/// Years outside of 0 to 9999 cannot be written in it; they become the nearest
/// moment that can.
#[must_use]
pub fn format_ms(ms: i64) -> String {
    const FIRST: i64 = -62_167_219_200_000;
    const LAST: i64 = 253_402_300_799_999;
    let ms = ms.clamp(FIRST, LAST);
    let (year, month, day) = civil_from_days(ms.div_euclid(DAY));
    let of_day = ms.rem_euclid(DAY);
    let (seconds, millis) = (of_day / 1000, of_day % 1000);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{millis:03}Z",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        head.iter().try_fold(0, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'))
        })
    }

    fn literal(&mut self, any_of: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        any_of.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// Milliseconds of at least one digit.
    fn fraction(&mut self) -> Option<i64> {
        let mut unit = 100;
        let mut ms = self.digits(1)? * unit;
        while let Some(digit) = self.literal(b"0123456789") {
            unit /= 10;
            ms += i64::from(digit - b'0') * unit;
        }
        Some(ms)
    }

    /// Minutes east of Greenwich.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.literal(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.digits(2)?;
        self.literal(b":")?;
        let minutes = self.digits(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_moments() {
        for (text, ms) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2021-08-26T03:42:00.000Z", 1_629_949_320_000),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999),
            ("1969-12-31T23:59:59.999Z", -1),
        ] {
            assert_eq!(parse_ms(text), Some(ms), "{text}");
            assert_eq!(format_ms(ms), text);
        }
    }

    #[test]
    fn offsets_and_fractions() {
        for (text, same) in [
            ("2021-08-26T10:42:00+07:00", "2021-08-26T03:42:00.000Z"),
            ("2021-08-25t20:42:00.1-07:00", "2021-08-26T03:42:00.100Z"),
            ("2021-08-26T03:42:00.123999z", "2021-08-26T03:42:00.123Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(parse_ms(text).map(format_ms).as_deref(), Some(same), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2021-08-26",
            "2021-08-26T03:42:00",
            "2021-08-26T03:42Z",
            "2021-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2021-13-01T00:00:00Z",
            "2021-00-01T00:00:00Z",
            "2021-01-00T00:00:00Z",
            "2021-01-01T24:00:00Z",
            "2021-01-01T00:60:00Z",
            "2021-01-01T00:00:61Z",
            "2021-01-01T00:00:00.Z",
            "2021-01-01T00:00:00+7:00",
            "2021-01-01T00:00:00+24:00",
            "2021-01-01T00:00:00Z ",
            "+021-01-01T00:00:00Z",
            "๒๐๒๑-01-01T00:00:00Z",
        ] {
            assert_eq!(parse_ms(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn format_and_parse_are_inverse(ms in -62_167_219_200_000_i64..=253_402_300_799_999) {
            prop_assert_eq!(parse_ms(&format_ms(ms)), Some(ms));
        }

        #[test]
        fn text_sorts_as_time_does(a: i64, b: i64) {
            let (x, y) = (format_ms(a), format_ms(b));
            prop_assert!((a <= b) <= (x <= y));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = parse_ms(&text);
        }
    }
}
