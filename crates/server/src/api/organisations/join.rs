//! `POST /v1/organisations/join`: by participants with a code.

use axum::{http::StatusCode, response::Response};
use contract::{JoinRequest, Membership};

use super::code;
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: WrongCode, WrongState);

/// Joins the organisation of an invitation, whose code is used up by it. One
/// that is unknown, used, taken back or too old is told apart by nothing.
#[utoipa::path(
    post, path = "/v1/organisations/join", operation_id = "join_organisation", tag = "organisations",
    request_body = JoinRequest,
    responses((status = 200, description = "What one may do now, and for whom.", body = Membership), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    query: Query,
    JsonBody { value: join, .. }: JsonBody<JoinRequest>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (by, hash) = (person.participant.id, code::hash(&join.code));
    let storage = viewer.app.storage();
    let membership = storage.join_organisation(viewer.room.id, by, hash, viewer.now).await?;
    json(StatusCode::OK, &membership)
}
