//! `DELETE /v1/organisations/{id}/members/{author}`: by its delegates, or by the
//! person themselves.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::super::path::RowIds;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, WrongState);

/// Takes a person out of an organisation. What they wrote for it stays. Its last
/// delegate stays too.
#[utoipa::path(
    delete, path = "/v1/organisations/{id}/members/{author}", operation_id = "remove_member", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the organisation."),
        ("author" = uuid::Uuid, Path, description = "Id of the person, as in `author`."),
    ),
    responses((status = 204, description = "They do not belong to it."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowIds(id, author): RowIds,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (by, now) = (person.participant.id, viewer.now);
    viewer.app.storage().remove_member(viewer.room.id, &id, &author, by, now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
