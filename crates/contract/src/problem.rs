//! Problems: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

use crate::wire::words;

/// An error as a backend answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Ends in a stable code: `…/problems/thread-closed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same sentence for every problem of this code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Which fields are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// What `type` begins with.
    pub const TYPE_BASE: &'static str = "https://open-forum.dev/problems/";

    /// The stable code at the end of `type`, if it is one of ours.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        self.kind.rsplit('/').next()?.parse().ok()
    }
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Name of the field, such as `title` or `links[0].url`.
    pub field: String,
    /// What is wrong with it.
    pub code: FieldCode,
    /// The same for people, in English.
    pub message: String,
}

words! {
    /// What is wrong with a field.
    FieldCode {
        /// Empty or absent.
        Required = "required",
        /// Longer than the limit.
        TooLong = "too_long",
        /// More items than the limit.
        TooMany = "too_many",
        /// Not of the form that is needed.
        Invalid = "invalid",
        /// Not one of the values that this forum knows.
        Unknown = "unknown",
        /// Given twice.
        Repeated = "repeated",
    }
}

words! {
    /// Stable codes of problems.
    ProblemCode {
        /// 400: the request cannot be read.
        Malformed = "malformed",
        /// 400: the cursor is not one that this list gave.
        BadCursor = "bad-cursor",
        /// 401: a token is needed.
        TokenRequired = "token-required",
        /// 401: the token is not valid here.
        TokenInvalid = "token-invalid",
        /// 401: the token has ended.
        TokenExpired = "token-expired",
        /// 403: this person may not do this.
        NotAllowed = "not-allowed",
        /// 403: the thread does not take this now.
        ThreadClosed = "thread-closed",
        /// 403: a moderator has stopped writing in this thread.
        ThreadLocked = "thread-locked",
        /// 403: what was promised cannot be taken back.
        PromiseKept = "promise-kept",
        /// 403: nobody judges what they wrote or decided themselves.
        OwnCase = "own-case",
        /// 404: nothing of that name is here.
        NotFound = "not-found",
        /// 405: this address does not know the method.
        MethodNotAllowed = "method-not-allowed",
        /// 406 or 415: the body's media type is not JSON.
        UnsupportedMediaType = "unsupported-media-type",
        /// 409: it exists or was done already.
        Conflict = "conflict",
        /// 409: no supports left in this thread.
        BudgetSpent = "budget-spent",
        /// 409: it was decided meanwhile, or this cannot follow from its state.
        WrongState = "wrong-state",
        /// 410: its author has taken it back.
        Withdrawn = "withdrawn",
        /// 412: it was changed since it was read.
        Stale = "stale",
        /// 413: the body is over the limit.
        TooLarge = "too-large",
        /// 422: fields are wrong.
        InvalidFields = "invalid-fields",
        /// 422: the same key came with another body.
        KeyReused = "key-reused",
        /// 422: this vote is not of the thread's mode.
        WrongVotingMode = "wrong-voting-mode",
        /// 422: this order would tell results that are hidden.
        ResultsHidden = "results-hidden",
        /// 422: the code is wrong, used or has ended.
        WrongCode = "wrong-code",
        /// 428: `If-Match` is needed.
        PreconditionRequired = "precondition-required",
        /// 429: too many requests; see `Retry-After`.
        RateLimited = "rate-limited",
        /// 429: a new account waits a little before it posts; see
        /// `Retry-After`.
        NewAccount = "new-account",
        /// 500: a fault of the server.
        Internal = "internal",
        /// 503: shutting down or the database is away; see `Retry-After`.
        Unavailable = "unavailable",
    }
}

impl ProblemCode {
    /// The HTTP status that a problem of this code is answered with.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::BadCursor => 400,
            Self::TokenRequired | Self::TokenInvalid | Self::TokenExpired => 401,
            Self::NotAllowed
            | Self::ThreadClosed
            | Self::ThreadLocked
            | Self::PromiseKept
            | Self::OwnCase => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict | Self::BudgetSpent | Self::WrongState => 409,
            Self::Withdrawn => 410,
            Self::Stale => 412,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::InvalidFields
            | Self::KeyReused
            | Self::WrongVotingMode
            | Self::ResultsHidden
            | Self::WrongCode => 422,
            Self::PreconditionRequired => 428,
            Self::RateLimited | Self::NewAccount => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}
