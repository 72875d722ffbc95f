//! `GET /v1/demo/identities`: by everybody, on a demonstration alone.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use contract::LocalizedText;
use serde::Serialize;

use crate::{
    auth::Viewer,
    demo,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// A pretended identity that the demonstration page can speak as.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct DemoIdentity {
    /// Stable name.
    pub key: String,
    /// Shown name.
    pub name: String,
    /// Who that is, by language.
    pub description: LocalizedText,
    /// A token, good for some hours.
    pub token: String,
}

/// The identities of the demonstration, with fresh tokens.
#[utoipa::path(
    get, path = "/v1/demo/identities", operation_id = "list_demo_identities", tag = "demonstration",
    responses((status = 200, description = "The identities.", body = Vec<DemoIdentity>), Problems),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, query: Query) -> Result<Response, ApiError> {
    query.finish()?;
    let signer = viewer.app.demo().filter(|_| viewer.room.forum.demo);
    let signer = signer.ok_or_else(ApiError::not_found)?;
    let identities = demo::identities(signer, viewer.now).map_err(ApiError::internal)?;
    let mut response = json(StatusCode::OK, &identities)?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
