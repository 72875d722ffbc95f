//! `POST /v1/answers/{id}/publish`: by officials.

use axum::response::Response;
use contract::Answer;

use super::render;
use crate::{
    api::path::RowId,
    auth::{Official, SignedIn},
    http::{answer::Known, problem::ApiError, query::Query, write::Expected},
    openapi::problems,
};

problems!(act: NotFound, WrongState, PreconditionRequired, Stale);

/// Publishes an answer as it stands, at all of its submissions at once. Their
/// status becomes the answer's, their authors and followers are told, and what
/// was owed is paid, unless the status is `received` or `under_review`: saying
/// that one is looking is no answer. Every version that was out is kept.
#[utoipa::path(
    post, path = "/v1/answers/{id}/publish", operation_id = "publish_answer", tag = "answers",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The ETag that was read, `\"{version}\"`, or `*`: nobody publishes what they have not read."),
    ),
    responses(
        (status = 200, description = "It is out.", body = Answer,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for the next `If-Match`."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    RowId(id): RowId,
    query: Query,
    expected: Expected,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (expected, by) = (expected.version()?, person.participant.id);
    let storage = viewer.app.storage();
    let row = storage.publish_answer(viewer.room.id, &id, expected, by, viewer.now).await?;
    let version = row.version;
    Known::default().versioned(&render::answer(row), version)
}
