//! `GET /v1/submissions/{id}/comments`: by everybody.

use axum::response::Response;
use contract::{Comment, Limits, Page};
use storage::CommentQuery;

use super::{path::RowId, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, Withdrawn, BadCursor, InvalidFields);

/// Comments on a submission, oldest first; replies name what they answer.
#[utoipa::path(
    get, path = "/v1/submissions/{id}/comments", operation_id = "list_comments", tag = "comments",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of comments.", body = Page<Comment>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    RowId(id): RowId,
    mut query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    let (limit, cursor) = query.page();
    query.finish()?;
    let list = CommentQuery {
        cursor: cursor?,
        limit: limit.unwrap_or(Limits::PAGE_DEFAULT),
        viewer: viewer.id(),
    };
    let listing = viewer.app.storage().comments(viewer.room.id, &id, &list).await?;
    let items = listing.items.into_iter().map(render::comment).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    known.json(&Page::<Comment> { items, next_cursor, total: listing.total })
}
