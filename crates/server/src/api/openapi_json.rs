//! `GET /v1/openapi.json`: by everybody.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};

use crate::{
    app::{App, Room},
    http::{answer::Known, problem::ApiError},
    openapi,
};

/// This document, with the words and limits of the forum that is asked.
#[utoipa::path(
    get, path = "/v1/openapi.json", operation_id = "get_openapi", tag = "operation",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag that is known already.")),
    responses(
        (status = 200, description = "OpenAPI 3.1.", body = Object,
            headers(("ETag" = String, description = "Changes with the document."))),
        (status = 304, description = "It is as the reader knows it."),
    ),
)]
pub async fn handle(
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    known: Known,
) -> Result<Response, ApiError> {
    known.json(&openapi::document(app.demo().is_some(), Some(&room.forum)))
}
