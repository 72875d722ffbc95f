//! `DELETE /v1/submissions/{id}/recognitions/{recognition}`: by officials.

use axum::response::Response;
use storage::Recognised;

use super::super::path::RowIds;
use crate::{
    auth::Official,
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn);

/// Takes an award of the submission away.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}/recognitions/{recognition}", operation_id = "unrecognise_submission", tag = "recognitions",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("recognition" = uuid::Uuid, Path, description = "Id of the award."),
    ),
    responses((status = 204, description = "It is gone."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Official(signed_in): Official,
    RowIds(id, recognition): RowIds,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    super::remove(signed_in, Recognised::Submission(id), &recognition).await
}
