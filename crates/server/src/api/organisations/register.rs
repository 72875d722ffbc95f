//! `POST /v1/organisations`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::{OrganisationDraft, OrganisationProfile};
use rules::{Normalizer, validate};
use storage::{NewOrganisation, OrganisationRow, Reader, StoredAnswer};

use super::super::render;
use crate::{
    auth::{Participant, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create: WrongState);

/// Registers an organisation, whose first delegate one becomes. It waits for a
/// moderator; until then only its people and moderators see it.
#[utoipa::path(
    post, path = "/v1/organisations", operation_id = "register_organisation", tag = "organisations",
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = OrganisationDraft,
    responses(
        (status = 202, description = "It waits for a moderator.", body = OrganisationProfile,
            headers(("Location" = String, description = "The organisation's address."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<OrganisationDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::organisation(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let by = person.participant.id;
    let new = NewOrganisation {
        id: viewer.app.sources().new_id(),
        name: draft.name,
        kind: draft.kind,
        registry: draft.registry,
        number: draft.number,
        country: draft.country,
        website: draft.website,
        contact: draft.contact,
        by,
        now_ms: viewer.now,
    };
    let base = viewer.room.base();
    let render = move |row: &OrganisationRow| -> StoredAnswer {
        let location = format!("{base}/v1/organisations/{}", row.id);
        let reader = Reader { viewer: Some(by), moderator: false };
        stored(StatusCode::ACCEPTED, &render::organisation(row.clone(), reader), Some(location))
    };
    let idempotency = key.idempotency(&hash, render.clone());
    let storage = viewer.app.storage();
    let outcome = storage.register_organisation(viewer.room.id, new, idempotency).await?;
    Ok(created(outcome, render))
}
