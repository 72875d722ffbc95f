//! Positions in lists.
//!
//! A cursor is the key of the last row of a page, so that the next page is
//! found by one step down an index. Its text form (`Display`, `FromStr`) is
//! what goes over the wire: opaque to clients, safe in addresses without
//! escaping, and bound to the list and order that gave it.

use core::{fmt, str::FromStr};

/// The text is not a cursor of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that this list gave")]
pub struct BadCursor;

/// The part of the key before the row number, by the type of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Key {
    /// A time, a count or a place.
    Int(i64),
    /// A score.
    Real(f64),
}

/// A position in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    /// Which list and order it belongs to; with `random`, mixed with the seed.
    pub list: u32,
    /// True where the last row was pinned.
    pub pinned: bool,
    /// The last row's score in the order.
    pub key: Key,
    /// The last row's number.
    pub row: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, bits) = match self.key {
            Key::Int(int) => ('i', int.cast_unsigned()),
            Key::Real(real) => ('r', real.to_bits()),
        };
        let pinned = u8::from(self.pinned);
        write!(f, "{:x}-{pinned}{kind}{bits:x}-{:x}", self.list, self.row)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let mut parts = text.split('-');
        let (Some(list), Some(key), Some(row), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(BadCursor);
        };
        let (pinned, key) = match key.split_at_checked(1).ok_or(BadCursor)? {
            ("0", key) => (false, key),
            ("1", key) => (true, key),
            _ => return Err(BadCursor),
        };
        let key = match key.split_at_checked(1).ok_or(BadCursor)? {
            ("i", bits) => Key::Int(hex(bits)?.cast_signed()),
            ("r", bits) => {
                let real = f64::from_bits(hex(bits)?);
                if !real.is_finite() {
                    return Err(BadCursor);
                }
                Key::Real(real)
            }
            _ => return Err(BadCursor),
        };
        let list = u32::try_from(hex(list)?).map_err(|_| BadCursor)?;
        let row = i64::try_from(hex(row)?).map_err(|_| BadCursor)?;
        Ok(Self { list, pinned, key, row })
    }
}

/// Reads what `{:x}` writes, and nothing else (`from_str_radix` takes signs).
fn hex(part: &str) -> Result<u64, BadCursor> {
    if part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        u64::from_str_radix(part, 16).map_err(|_| BadCursor)
    } else {
        Err(BadCursor)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Key};

    #[test]
    fn text_and_back() {
        for key in
            [Key::Int(0), Key::Int(-7), Key::Int(i64::MAX), Key::Real(0.5930), Key::Real(-1.0)]
        {
            let cursor = Cursor { list: 0xdead_beef, pinned: true, key, row: 42 };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "-",
            "--",
            "x-0i0-1",
            "1-0i0",
            "1-0i0-1-2",
            "1-2i0-1",
            "1-0z0-1",
            "1-0i-1",
            "1-0i+1-1",
            "1-0i0-+1",
            "1-0r7ff0000000000000-1",
            "1-0i0-ffffffffffffffff",
            "1-0i11111111111111111-1",
            "100000000-0i0-1",
            "1-0ก0-1",
            "1-ก-1",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
