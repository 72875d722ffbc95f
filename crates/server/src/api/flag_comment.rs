//! `POST /v1/comments/{id}/flags`: by participants.

use axum::response::Response;
use contract::{Flag, FlagDraft};
use storage::FlagTarget;

use super::{flag_submission::take, path::RowId};
use crate::{
    auth::Participant,
    http::{body::JsonBody, problem::ApiError, query::Query, write::WriteKey},
    openapi::problems,
};

problems!(create: NotFound, Withdrawn, Conflict);

/// Reports a comment to the moderators, once per participant.
#[utoipa::path(
    post, path = "/v1/comments/{id}/flags", operation_id = "flag_comment", tag = "flags",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the comment."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = FlagDraft,
    responses((status = 201, description = "The report as it was taken.", body = Flag), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    participant: Participant,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    body: JsonBody<FlagDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    take(participant, &FlagTarget::Comment(id), &key, body).await
}
