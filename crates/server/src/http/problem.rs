//! Problems on the wire: RFC 9457 `application/problem+json`.

use std::fmt::Display;

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse,
};
use contract::{FieldCode, FieldError, Problem, ProblemCode};

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error as an endpoint returns it: what the client reads, and apart from
/// it what only the log reads.
#[derive(Debug)]
pub struct ApiError {
    /// The stable code.
    pub code: ProblemCode,
    /// What happened here and what to do.
    pub detail: Option<String>,
    /// Wrong fields.
    pub errors: Vec<FieldError>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u64>,
    /// The cause, for the log alone.
    pub cause: Option<anyhow::Error>,
}

impl ApiError {
    /// A problem without more to say.
    #[must_use]
    pub const fn new(code: ProblemCode) -> Self {
        Self { code, detail: None, errors: Vec::new(), retry_after: None, cause: None }
    }

    /// A problem with a sentence about this case.
    #[must_use]
    pub fn with(code: ProblemCode, detail: impl Display) -> Self {
        Self { detail: Some(detail.to_string()), ..Self::new(code) }
    }

    /// Nothing of that name is here.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::new(ProblemCode::NotFound)
    }

    /// Wrong fields.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(ProblemCode::InvalidFields) }
    }

    /// One wrong field.
    #[must_use]
    pub fn field(field: &str, code: FieldCode, message: impl Display) -> Self {
        let message = message.to_string();
        Self::fields(vec![FieldError { field: field.to_owned(), code, message }])
    }

    /// A fault of ours; the client reads nothing of it.
    #[must_use]
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ProblemCode::Internal) }
    }

    /// Too many requests.
    #[must_use]
    pub fn rate_limited(retry_after: u64) -> Self {
        let detail = format!("Too many requests. Try again in {retry_after} s.");
        Self {
            detail: Some(detail),
            retry_after: Some(retry_after),
            ..Self::new(ProblemCode::RateLimited)
        }
    }

    /// Shutting down, or the database is away.
    #[must_use]
    pub fn unavailable() -> Self {
        Self { retry_after: Some(5), ..Self::new(ProblemCode::Unavailable) }
    }

    /// What the client reads.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem {
            kind: format!("{}{}", Problem::TYPE_BASE, self.code),
            title: title(self.code).to_owned(),
            status: status(self.code).as_u16(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
        }
    }
}

/// The status of a problem.
#[must_use]
pub fn status(code: ProblemCode) -> StatusCode {
    // The contract's statuses are all ones that HTTP knows.
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The sentence of a problem, the same for every case of its code.
#[must_use]
pub const fn title(code: ProblemCode) -> &'static str {
    use ProblemCode as P;
    match code {
        P::Malformed => "The request cannot be read.",
        P::BadCursor => "The cursor is not one that this list gave.",
        P::TokenRequired => "This needs a token.",
        P::TokenInvalid => "The token is not valid here.",
        P::TokenExpired => "The token has ended.",
        P::NotAllowed => "You may not do this.",
        P::ThreadClosed => "The thread does not take this now.",
        P::ThreadLocked => "Writing in this thread has been stopped.",
        P::PromiseKept => "What was promised cannot be taken back.",
        P::OwnCase => "Nobody judges what they wrote or decided themselves.",
        P::NotFound => "Nothing of that name is here.",
        P::MethodNotAllowed => "This address does not know the method.",
        P::UnsupportedMediaType => "The body must be JSON.",
        P::Conflict => "It exists or was done already.",
        P::BudgetSpent => "No supports are left in this thread.",
        P::WrongState => "This cannot follow from how it stands now.",
        P::Withdrawn => "Its author has taken it back.",
        P::Stale => "It was changed since you read it.",
        P::TooLarge => "The body is too large.",
        P::InvalidFields => "Some fields are not right.",
        P::KeyReused => "This Idempotency-Key came with another request before.",
        P::WrongVotingMode => "This thread does not take that kind of vote.",
        P::ResultsHidden => "This order would tell results that are hidden.",
        P::WrongCode => "The code is wrong, used or has ended.",
        P::PreconditionRequired => "If-Match is needed.",
        P::RateLimited => "Too many requests.",
        P::NewAccount => "A new account waits a little before it posts.",
        P::Internal => "Something went wrong on the server.",
        P::Unavailable => "The server cannot answer now.",
    }
}

/// `WWW-Authenticate` of a 401, after RFC 6750.
const fn challenge(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::TokenExpired => {
            r#"Bearer realm="open-forum", error="invalid_token", error_description="expired""#
        }
        ProblemCode::TokenInvalid => r#"Bearer realm="open-forum", error="invalid_token""#,
        _ => r#"Bearer realm="open-forum""#,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        if let Some(cause) = &self.cause {
            tracing::error!(code = %self.code, error = format!("{cause:#}"), "request failed");
        }
        let problem = self.problem();
        // A problem is plain strings and numbers: it always serialises.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status(self.code);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status(self.code) == StatusCode::UNAUTHORIZED {
            let value = HeaderValue::from_static(challenge(self.code));
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_error_status_and_its_own_sentence() {
        let mut titles: Vec<_> = ProblemCode::ALL.iter().map(|code| title(*code)).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), ProblemCode::ALL.len());
        for code in ProblemCode::ALL {
            assert!(status(*code).is_client_error() || status(*code).is_server_error());
            assert_eq!(ApiError::new(*code).problem().code(), Some(*code));
        }
    }

    #[test]
    fn the_cause_of_an_internal_error_stays_with_us() {
        let error = ApiError::internal(anyhow::anyhow!("table votes is missing"));
        let wire = serde_json::to_string(&error.problem()).expect("serialises");
        assert!(!wire.contains("votes"));
    }
}
