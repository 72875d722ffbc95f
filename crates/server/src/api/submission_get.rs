//! `GET /v1/submissions/{id}`: by everybody; a pending or hidden one by its
//! author, moderators and officials.

use axum::response::Response;
use contract::Submission;

use super::{path::RowId, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, Withdrawn, InvalidFields);

/// A submission.
#[utoipa::path(
    get, path = "/v1/submissions/{id}", operation_id = "get_submission", tag = "submissions",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The submission.", body = Submission,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for `If-Match`."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    RowId(id): RowId,
    query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    query.finish()?;
    let storage = viewer.app.storage();
    let view = match viewer.id().filter(|_| viewer.is_staff()) {
        Some(staff) => storage.staff_submission(viewer.room.id, &id, staff).await?,
        None => storage.submission(viewer.room.id, &id, viewer.id()).await?,
    };
    let version = view.submission.version;
    let forum = &viewer.room.forum;
    let submission = render::submission(view.submission, &view.thread, forum, viewer.now);
    known.versioned(&submission, version)
}
