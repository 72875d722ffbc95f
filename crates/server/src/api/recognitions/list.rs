//! `GET /v1/recognitions`: by everybody.

use axum::response::Response;
use contract::{FieldCode, GalleryItem, Limits, Page};
use storage::GalleryQuery;

use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: BadCursor, InvalidFields);

/// The gallery: awards of published submissions and verified organisations,
/// newest year first.
#[utoipa::path(
    get, path = "/v1/recognitions", operation_id = "list_recognitions", tag = "recognitions",
    params(
        ("year" = Option<u32>, Query, minimum = 1, maximum = 9999, description = "Year, common era."),
        ("award" = Option<String>, Query, max_length = 120, description = "Whole name of the award."),
        ("category" = Option<String>, Query, max_length = 120, description = "Whole name of the category."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of awards.", body = Page<GalleryItem>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, mut query: Query, known: Known) -> Result<Response, ApiError> {
    let year = query.number("year", 1, 9_999).and_then(|year| u16::try_from(year).ok());
    let mut name = |name: &str| {
        let value = query.text(name)?;
        if value.chars().count() > Limits::AWARD_MAX as usize {
            let message = format!("At most {} characters.", Limits::AWARD_MAX);
            query.refuse(name, FieldCode::TooLong, message);
        }
        Some(value)
    };
    let (award, category) = (name("award"), name("category"));
    let (limit, cursor) = query.page();
    query.finish()?;
    let gallery = GalleryQuery {
        year,
        award,
        category,
        cursor: cursor?,
        limit: limit.unwrap_or(Limits::PAGE_DEFAULT),
    };
    let page = viewer.app.storage().recognitions(viewer.room.id, &gallery).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    known.json(&Page { items: page.items, next_cursor, total: page.total })
}
