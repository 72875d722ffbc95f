//! `DELETE /v1/announcements/{id}`: by officials.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{
    api::path::RowId,
    auth::{Official, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound);

/// Takes an announcement away.
#[utoipa::path(
    delete, path = "/v1/announcements/{id}", operation_id = "delete_announcement", tag = "announcements",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 204, description = "It is gone."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let by = person.participant.id;
    viewer.app.storage().delete_announcement(viewer.room.id, &id, by, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
