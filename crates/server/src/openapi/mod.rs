//! The `OpenAPI` 3.1 document, made of the endpoints' own documentation and of
//! the limits and words that the rules check.

mod constraints;
mod links;
mod problems;

use contract::Forum;
pub(crate) use problems::problems;
pub use problems::{Kind, responses};
use serde_json::Value;
use utoipa::OpenApi as _;

use crate::api;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Open Forum",
        description = "The port between the Open Forum widget and any backend.\n\n\
            Lists are read by `next_cursor`. Errors are RFC 9457 problems whose `type` ends in a \
            stable code; `x-problem-codes` names those that an answer may carry. Creations take \
            an `Idempotency-Key`, edits need `If-Match`. Other forums of a server stand under \
            `/f/{slug}`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "The default forum."),
        (url = "/f/{slug}", description = "Another forum of the server.",
            variables(("slug" = (default = "default", description = "Its short name."))))),
    components(schemas(contract::Problem, contract::SectorTally, contract::Sort, contract::QueueSort,
        contract::TallyEvent, contract::ResponseEvent, contract::GoneEvent)),
    modifiers(&TokenScheme),
)]
struct Frame;

/// `Authorization: Bearer <token>`.
struct TokenScheme;

impl utoipa::Modify for TokenScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let mut http = Http::new(HttpAuthScheme::Bearer);
        http.bearer_format = Some("JWT".to_owned());
        http.description = Some("A token that the host signs.".to_owned());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(http));
    }
}

/// The document of a server; with a forum, with its words and limits.
///
/// `demo` adds what only a demonstration has.
#[must_use]
pub fn document(demo: bool, forum: Option<&Forum>) -> Value {
    let mut document = Frame::openapi();
    document.merge(api::forum_routes(demo).into_openapi());
    document.merge(api::operation_routes().into_openapi());
    // Schemas serialise: they are strings, numbers and lists.
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    constraints::apply(&mut document, forum);
    links::apply(&mut document);
    document
}

/// The document without a forum's words, as text for `docs/openapi.json`.
///
/// # Errors
/// Where it does not serialise.
pub fn text(demo: bool) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&document(demo, None))?;
    text.push('\n');
    Ok(text)
}
