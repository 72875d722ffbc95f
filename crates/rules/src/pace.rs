//! How fast a new account may post. Hosts vouch for the people of their
//! tokens; this is about accounts of the server's own sign-in.
//!
//! After Discourse, which lets new people post every 30 s and begin three
//! topics on their first day; instead of a picture puzzle, which keeps out
//! people before it keeps out programs.

/// For how long an account is new, ms.
pub const NEW_MS: i64 = 24 * 60 * 60 * 1000;
/// From the account to its first post, ms.
pub const FIRST_MS: i64 = 15_000;
/// From one post to the next, ms.
pub const BETWEEN_MS: i64 = 60_000;
/// Submissions of the first day.
pub const SUBMISSIONS_MAX: u32 = 5;

/// What a new account posted so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posted {
    /// When it last posted, ms.
    pub last_at: Option<i64>,
    /// How many submissions it made.
    pub submissions: u32,
}

/// How long an account has to wait before it posts, ms; `None` where it may
/// now. All times are ms.
#[must_use]
pub fn wait_ms(created_at: i64, posted: Posted, submits: bool, now_ms: i64) -> Option<i64> {
    if now_ms >= created_at + NEW_MS {
        return None;
    }
    let mut from = created_at + FIRST_MS;
    if let Some(last) = posted.last_at {
        from = from.max(last + BETWEEN_MS);
    }
    if submits && posted.submissions >= SUBMISSIONS_MAX {
        from = created_at + NEW_MS;
    }
    (from > now_ms).then(|| from - now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_account_waits_and_an_old_one_does_not() {
        let none = Posted::default();
        let after = |last_at, submissions| Posted { last_at: Some(last_at), submissions };
        for (posted, submits, now, wait) in [
            (none, true, 0, Some(15_000)),
            (none, false, 14_999, Some(1)),
            (none, true, 15_000, None),
            (after(20_000, 1), false, 20_000, Some(60_000)),
            (after(20_000, 1), true, 79_999, Some(1)),
            (after(20_000, 4), true, 80_000, None),
            (after(20_000, 5), true, 80_000, Some(NEW_MS - 80_000)),
            (after(20_000, 5), false, 80_000, None),
            (after(NEW_MS - 1, 9), true, NEW_MS, None),
        ] {
            assert_eq!(wait_ms(0, posted, submits, now), wait, "{posted:?} {submits} at {now}");
        }
    }
}
