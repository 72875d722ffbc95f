//! `GET /v1/forum`: by everybody.

use axum::response::Response;
use contract::FieldCode;

use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

/// Scalars of a language tag, as RFC 5646 (4.4.1) advises.
const TAG_MAX: usize = 35;

problems!(read: InvalidFields);

/// The forum: branding, taxonomy, limits, capabilities, ways to sign in.
#[utoipa::path(
    get, path = "/v1/forum", operation_id = "get_forum", tag = "forum",
    params(
        ("lang" = Option<String>, Query, max_length = 35, description = "A BCP 47 tag: every text comes in that language alone, or in the forum's default where it has none."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The forum.", body = contract::Forum,
            headers(("ETag" = String, description = "Changes with the forum."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, mut query: Query, known: Known) -> Result<Response, ApiError> {
    let lang = query.text("lang");
    if lang.as_ref().is_some_and(|lang| lang.chars().count() > TAG_MAX) {
        query.refuse("lang", FieldCode::TooLong, format!("At most {TAG_MAX} characters."));
    }
    query.finish()?;
    let Some(lang) = lang else { return known.json(&viewer.room.forum) };
    let mut forum = viewer.room.forum.clone();
    rules::forum::keep_language(&mut forum, &lang);
    known.json(&forum)
}
