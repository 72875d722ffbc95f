//! `DELETE /v1/submissions/{id}/duplicate`: by its author.

use axum::{http::StatusCode, response::Response};
use contract::Submission;

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn);

/// Takes the link of one's submission to the one that leads away. Without one
/// nothing changes.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}/duplicate", operation_id = "unlink_duplicate", tag = "submissions",
    params(("id" = uuid::Uuid, Path, description = "Id of the repeating submission.")),
    responses((status = 200, description = "The submission as it is now.", body = Submission), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let author = person.participant.id;
    let storage = viewer.app.storage();
    let view = storage.unlink_duplicate(viewer.room.id, &id, author, viewer.now).await?;
    let forum = &viewer.room.forum;
    json(StatusCode::OK, &render::submission(view.submission, &view.thread, forum, viewer.now))
}
