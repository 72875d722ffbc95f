//! `GET /v1/me`: by everybody with a token.

use axum::{http::StatusCode, response::Response};
use contract::Me;

use super::account::data::account;
use crate::{
    auth::SignedIn,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, InvalidFields);

/// Who the token speaks for, what they may do, and the supports that they
/// have left.
#[utoipa::path(
    get, path = "/v1/me", operation_id = "get_me", tag = "forum",
    responses((status = 200, description = "The person.", body = Me), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let participant = &person.participant;
    let storage = viewer.app.storage();
    let votes_left = storage.votes_left(viewer.room.id, participant.id, viewer.now).await?;
    let account = account(storage.account(viewer.room.id, participant.id).await?);
    let me = Me {
        author: participant.author.clone(),
        roles: person.roles.clone(),
        votes_left,
        follows: storage.follows(viewer.room.id, participant.id).await?,
        account: Some(account),
        organisations: storage.memberships(viewer.room.id, participant.id).await?,
        unread: storage.unread(viewer.room.id, participant.id).await?,
    };
    json(StatusCode::OK, &me)
}
