//! `GET /v1/organisations/{id}/members`: by its people and moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Limits, Member, Page};

use super::{
    super::{path::RowId, render},
    reader,
};
use crate::{
    auth::SignedIn,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, BadCursor);

/// The people of an organisation, in the order in which they joined.
#[utoipa::path(
    get, path = "/v1/organisations/{id}/members", operation_id = "list_members", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the organisation."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of its people.", body = Page<Member>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, .. }: SignedIn,
    RowId(id): RowId,
    mut query: Query,
) -> Result<Response, ApiError> {
    let (limit, cursor) = query.page();
    query.finish()?;
    let (reader, limit) = (reader(&viewer), limit.unwrap_or(Limits::PAGE_DEFAULT));
    let storage = viewer.app.storage();
    let page = storage.members(viewer.room.id, &id, reader, cursor?, limit).await?;
    let items: Vec<_> = page.items.into_iter().map(render::member).collect();
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    json(StatusCode::OK, &Page { items, next_cursor, total: page.total })
}
