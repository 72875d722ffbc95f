//! `DELETE /v1/threads/{thread}/follow`: by participants.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use storage::FollowTarget;

use super::path::ThreadName;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound);

/// Follows a thread no more.
#[utoipa::path(
    delete, path = "/v1/threads/{thread}/follow", operation_id = "unfollow_thread", tag = "inbox",
    params(("thread" = String, Path, description = "Id or slug.")),
    responses((status = 204, description = "It is not followed."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    ThreadName(thread): ThreadName,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (target, storage) = (FollowTarget::Thread(thread), viewer.app.storage());
    storage.unfollow(viewer.room.id, person.participant.id, &target, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
