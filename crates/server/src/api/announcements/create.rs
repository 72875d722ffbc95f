//! `POST /v1/announcements`: by officials.

use axum::{http::StatusCode, response::Response};
use contract::{Announcement, AnnouncementDraft};
use storage::AnnouncementRow;

use super::shape;
use crate::{
    auth::Official,
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create:);

/// Announces something to everybody, or about a thread; those who follow that
/// thread are told.
#[utoipa::path(
    post, path = "/v1/announcements", operation_id = "create_announcement", tag = "announcements",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
        description = "Makes a repeated request answer as the first one did, for 24 h.")),
    request_body = AnnouncementDraft,
    responses(
        (status = 201, description = "It is announced.", body = Announcement,
            headers(("Location" = String, description = "The announcement's address."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(by): Official,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<AnnouncementDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let new = shape::checked(draft, by.viewer.app.sources().new_id(), &by)?;
    let room = &by.viewer.room;
    let base = room.base();
    let render = move |row: &AnnouncementRow| {
        let location = format!("{base}/v1/announcements/{}", row.id);
        stored(StatusCode::CREATED, &shape::render(row.clone()), Some(location))
    };
    let idempotency = key.idempotency(&hash, render.clone());
    let outcome = by.viewer.app.storage().create_announcement(room.id, new, idempotency).await?;
    Ok(created(outcome, render))
}
