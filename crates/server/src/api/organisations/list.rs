//! `GET /v1/organisations`: by everybody.

use axum::response::Response;
use contract::{FieldCode, Limits, OrganisationProfile, OrganisationState, Page};
use storage::OrganisationQuery;

use super::{super::render, reader};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: BadCursor, InvalidFields);

/// Organisations, newest first. Everybody sees verified ones; of the others,
/// moderators see all and people their own.
#[utoipa::path(
    get, path = "/v1/organisations", operation_id = "list_organisations", tag = "organisations",
    params(
        ("state" = Option<OrganisationState>, Query, description = "How far their check is; `verified` when absent."),
        ("q" = Option<String>, Query, max_length = 200, description = "Text in the name."),
        ("country" = Option<String>, Query, description = "One of the forum's countries."),
        ("kind" = Option<String>, Query, description = "One of the forum's sectors."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of organisations.", body = Page<OrganisationProfile>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, mut query: Query, known: Known) -> Result<Response, ApiError> {
    let forum = &viewer.room.forum;
    let state = query.word("state").unwrap_or(OrganisationState::Verified);
    let q = query.text("q").unwrap_or_default();
    if q.chars().count() > Limits::QUERY_MAX as usize {
        let message = format!("At most {} characters.", Limits::QUERY_MAX);
        query.refuse("q", FieldCode::TooLong, message);
    }
    let mut term = |name: &str, terms: &[contract::Term]| {
        let value = query.text(name)?;
        if !terms.iter().any(|term| term.id == value) {
            query.refuse(name, FieldCode::Unknown, "This forum does not know that value.");
        }
        Some(value)
    };
    let (country, kind) = (term("country", &forum.countries), term("kind", &forum.sectors));
    let (limit, cursor) = query.page();
    query.finish()?;
    let reader = reader(&viewer);
    let list = OrganisationQuery {
        state,
        q,
        country,
        kind,
        cursor: cursor?,
        limit: limit.unwrap_or(Limits::PAGE_DEFAULT),
        reader,
    };
    let page = viewer.app.storage().organisations(viewer.room.id, &list).await?;
    let items = page.items.into_iter().map(|row| render::organisation(row, reader)).collect();
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    known.json(&Page { items, next_cursor, total: page.total })
}
