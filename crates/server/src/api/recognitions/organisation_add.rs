//! `POST /v1/organisations/{id}/recognitions`: by officials.

use axum::response::Response;
use contract::{Recognition, RecognitionDraft};
use storage::Recognised;

use super::super::path::RowId;
use crate::{
    auth::Official,
    http::{body::JsonBody, problem::ApiError, query::Query, write::WriteKey},
    openapi::problems,
};

problems!(create: NotFound);

/// Recognises a verified organisation. It stands in the gallery then.
#[utoipa::path(
    post, path = "/v1/organisations/{id}/recognitions", operation_id = "recognise_organisation", tag = "recognitions",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the organisation."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = RecognitionDraft,
    responses((status = 201, description = "The award.", body = Recognition), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Official(signed_in): Official,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    body: JsonBody<RecognitionDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    super::add(signed_in, Recognised::Organisation(id), &key, body).await
}
