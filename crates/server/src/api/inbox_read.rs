//! `POST /v1/me/inbox/read`: by everybody with a token, their own.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contract::InboxRead;

use crate::{
    auth::SignedIn,
    http::{body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound);

/// Says that an item of the inbox and all older ones were seen.
#[utoipa::path(
    post, path = "/v1/me/inbox/read", operation_id = "read_inbox", tag = "inbox",
    request_body = InboxRead,
    responses((status = 204, description = "They are read."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
    JsonBody { value, .. }: JsonBody<InboxRead>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let storage = viewer.app.storage();
    storage.read_inbox(viewer.room.id, person.participant.id, &value.up_to).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
