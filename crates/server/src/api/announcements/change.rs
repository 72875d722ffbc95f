//! `PATCH /v1/announcements/{id}`: by officials.

use axum::{http::StatusCode, response::Response};
use contract::{Announcement, AnnouncementDraft};

use super::shape;
use crate::{
    api::path::RowId,
    auth::Official,
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound);

/// Changes an announcement: all of it is sent, as when it was made. Nobody is
/// told again.
#[utoipa::path(
    patch, path = "/v1/announcements/{id}", operation_id = "change_announcement", tag = "announcements",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    request_body = AnnouncementDraft,
    responses((status = 200, description = "The announcement as it is now.", body = Announcement), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Official(by): Official,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: draft, .. }: JsonBody<AnnouncementDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let new = shape::checked(draft, id, &by)?;
    let row = by.viewer.app.storage().change_announcement(by.viewer.room.id, new).await?;
    json(StatusCode::OK, &shape::render(row))
}
