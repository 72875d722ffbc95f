//! `GET /v1/openapi.json`: by everybody.

use std::sync::Arc;

use axum::{Extension, response::Response};

use crate::{app::Room, http::answer::Known};

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
pub async fn handle(Extension(room): Extension<Arc<Room>>, known: Known) -> Response {
    known.of_bytes(room.document().to_vec())
}
