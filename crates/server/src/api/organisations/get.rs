//! `GET /v1/organisations/{id}`: by everybody; one that is not verified by its
//! people and by moderators.

use axum::response::Response;
use contract::OrganisationProfile;

use super::{
    super::{path::RowId, render},
    reader,
};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// An organisation.
#[utoipa::path(
    get, path = "/v1/organisations/{id}", operation_id = "get_organisation", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The organisation.", body = OrganisationProfile,
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
    let reader = reader(&viewer);
    let row = viewer.app.storage().organisation(viewer.room.id, &id, reader).await?;
    let version = row.version;
    known.versioned(&render::organisation(row, reader), version)
}
