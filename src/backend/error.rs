//! Why a backend did not do what it was asked.

use contract::{FieldError, ProblemCode};

/// Seconds to wait where a backend asks for patience and does not say how
/// long.
const DEFAULT_WAIT: u32 = 5;
/// Seconds that nobody is asked to wait longer than.
const LONGEST_WAIT: u32 = 3600;

/// Why a backend did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// The network, or the server behind it, is not there.
    #[error("no connection")]
    Offline,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// A token is needed, or the one that was sent is not valid any more.
    #[error("a valid token is needed")]
    Unauthorised,
    /// Too many requests; try again after so many seconds.
    #[error("too many requests")]
    RateLimited {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The account is new: it can send so many seconds from now.
    #[error("a new account waits")]
    NewAccount {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The backend refused, for one of the documented reasons.
    #[error("refused: {code}")]
    Problem {
        /// Why.
        code: ProblemCode,
        /// Which fields are wrong.
        fields: Vec<FieldError>,
    },
    /// An answer that the contract does not know, or about something else
    /// than what was asked.
    #[error("an answer of an unknown shape")]
    Unexpected,
    /// An answer of more than anybody could read.
    #[error("an answer that is too large")]
    Oversized,
    /// This browser does not let the page store anything.
    #[error("no storage")]
    Storage,
}

impl BackendError {
    /// A problem without fields.
    #[must_use]
    pub const fn problem(code: ProblemCode) -> Self {
        Self::Problem { code, fields: Vec::new() }
    }

    /// What a status of HTTP means that came without a reason of the contract;
    /// `retry_after` is in seconds.
    #[must_use]
    pub fn of_status(status: u16, retry_after: Option<u32>) -> Self {
        Self::problem(match status {
            400 => ProblemCode::Malformed,
            401 => return Self::Unauthorised,
            403 => ProblemCode::NotAllowed,
            404 => ProblemCode::NotFound,
            405 => ProblemCode::MethodNotAllowed,
            409 => ProblemCode::Conflict,
            410 => ProblemCode::Withdrawn,
            412 => ProblemCode::Stale,
            413 => ProblemCode::TooLarge,
            422 => ProblemCode::InvalidFields,
            429 => {
                let wait = retry_after.unwrap_or(DEFAULT_WAIT).min(LONGEST_WAIT);
                return Self::RateLimited { retry_after: wait };
            }
            500.. => ProblemCode::Unavailable,
            _ => return Self::Unexpected,
        })
    }

    /// True for an answer that came and cannot be used.
    #[must_use]
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unexpected | Self::Oversized)
    }

    /// True where the backend may have done what it was asked all the same.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        let waits = matches!(self, Self::RateLimited { .. } | Self::NewAccount { .. });
        self.is_unreadable() || (self.is_passing() && !waits)
    }

    /// True where the same request may succeed later without any change.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline | Self::Timeout | Self::RateLimited { .. } | Self::NewAccount { .. } => {
                true
            }
            Self::Problem { code, .. } => {
                matches!(code, ProblemCode::Unavailable | ProblemCode::Internal)
            }
            _ => false,
        }
    }

    /// The stable code for hosts and logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Unauthorised => "unauthorised",
            Self::RateLimited { .. } => "rate-limited",
            Self::NewAccount { .. } => "new-account",
            Self::Problem { code, .. } => code.as_str(),
            Self::Unexpected => "unexpected",
            Self::Oversized => "oversized",
            Self::Storage => "storage",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_alone_has_a_meaning() {
        let told = |status| BackendError::of_status(status, None).code();
        let cases = [
            (0, "unexpected"),
            (302, "unexpected"),
            (401, "unauthorised"),
            (403, "not-allowed"),
            (404, "not-found"),
            (409, "conflict"),
            (413, "too-large"),
            (429, "rate-limited"),
            (500, "unavailable"),
            (504, "unavailable"),
        ];
        for (status, code) in cases {
            assert_eq!(told(status), code, "{status}");
        }
        let wait = |seconds| BackendError::of_status(429, seconds);
        assert_eq!(wait(None), BackendError::RateLimited { retry_after: 5 });
        assert_eq!(wait(Some(7)), BackendError::RateLimited { retry_after: 7 });
        assert_eq!(wait(Some(u32::MAX)), BackendError::RateLimited { retry_after: 3600 });
    }
}
