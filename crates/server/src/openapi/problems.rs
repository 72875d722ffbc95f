//! The problems of an endpoint, for its documentation.

use std::collections::BTreeMap;

use contract::{Problem, ProblemCode};
use utoipa::{
    ToSchema as _,
    openapi::{
        ContentBuilder, Header, Ref, RefOr, Response, ResponseBuilder,
        extensions::ExtensionsBuilder,
        schema::{ObjectBuilder, Type},
    },
};

use crate::http::problem::{PROBLEM_JSON, status, title};

/// What kind of request an endpoint takes, which brings problems with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Reads.
    Read,
    /// Writes without a body.
    Act,
    /// Writes with a body.
    Write,
    /// Creates, with an `Idempotency-Key`.
    Create,
    /// Nothing of all that.
    Only,
}

impl Kind {
    fn codes(self) -> Vec<ProblemCode> {
        use ProblemCode as P;
        let mut codes = match self {
            Self::Only => return Vec::new(),
            _ => vec![
                P::Malformed,
                P::TokenInvalid,
                P::TokenExpired,
                P::RateLimited,
                P::Internal,
                P::Unavailable,
            ],
        };
        if self != Self::Read {
            codes.extend([P::TokenRequired, P::NotAllowed, P::InvalidFields]);
        }
        if matches!(self, Self::Write | Self::Create) {
            codes.extend([P::UnsupportedMediaType, P::TooLarge]);
        }
        if self == Self::Create {
            codes.push(P::KeyReused);
        }
        codes
    }
}

/// The answers of an endpoint's kind and of its own codes, by status.
#[must_use]
pub fn responses(kind: Kind, own: &[ProblemCode]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in kind.codes().into_iter().chain(own.iter().copied()) {
        by_status.entry(status(code).as_u16()).or_default().push(code);
    }
    let render = |(status, mut codes): (u16, Vec<ProblemCode>)| {
        codes.sort_unstable();
        codes.dedup();
        (status.to_string(), RefOr::T(response(status, &codes)))
    };
    by_status.into_iter().map(render).collect()
}

fn response(status: u16, codes: &[ProblemCode]) -> Response {
    let lines: Vec<_> = codes.iter().map(|code| format!("`{code}`: {}", title(*code))).collect();
    let schema = Ref::from_schema_name(Problem::name());
    let words: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    let extensions = ExtensionsBuilder::new().add("x-problem-codes", words).build();
    let mut builder = ResponseBuilder::new()
        .description(lines.join("\n"))
        .content(PROBLEM_JSON, ContentBuilder::new().schema(Some(schema)).build())
        .extensions(Some(extensions));
    if status == 401 {
        builder = builder.header("WWW-Authenticate", header(Type::String, "Why, after RFC 6750."));
    }
    if matches!(status, 429 | 503) {
        builder = builder.header("Retry-After", header(Type::Integer, "Seconds to wait."));
    }
    builder.build()
}

fn header(kind: Type, description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(kind).build();
    utoipa::openapi::HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some(description))
        .build()
}

/// Declares the problems of an endpoint beside its handler:
/// `problems!(read: NotFound);`.
macro_rules! problems {
    (read: $($code:ident),*) => { problems!(@ Read: $($code),*); };
    (act: $($code:ident),*) => { problems!(@ Act: $($code),*); };
    (write: $($code:ident),*) => { problems!(@ Write: $($code),*); };
    (create: $($code:ident),*) => { problems!(@ Create: $($code),*); };
    (only: $($code:ident),*) => { problems!(@ Only: $($code),*); };
    (@ $kind:ident: $($code:ident),*) => {
        /// The problems of this endpoint.
        struct Problems;

        impl utoipa::IntoResponses for Problems {
            fn responses() -> std::collections::BTreeMap<
                String,
                utoipa::openapi::RefOr<utoipa::openapi::Response>,
            > {
                $crate::openapi::responses(
                    $crate::openapi::Kind::$kind,
                    &[$(contract::ProblemCode::$code),*],
                )
            }
        }
    };
}

pub(crate) use problems;
