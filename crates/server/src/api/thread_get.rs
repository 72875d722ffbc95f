//! `GET /v1/threads/{id}`: by everybody.

use axum::response::Response;
use contract::Thread;

use super::{path::ThreadName, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// A thread, by its id or slug.
#[utoipa::path(
    get, path = "/v1/threads/{thread}", operation_id = "get_thread", tag = "threads",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The thread.", body = Thread,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for `If-Match`."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    ThreadName(thread): ThreadName,
    query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    query.finish()?;
    let row = viewer.app.storage().thread(viewer.room.id, &thread).await?;
    let version = row.version;
    known.versioned(&render::thread(row, viewer.now), version)
}
