//! `PATCH /v1/organisations/{id}`: by its delegates; its state by moderators.

use axum::response::Response;
use contract::{FieldCode, OrganisationPatch, OrganisationProfile};
use rules::{Normalizer, validate};
use storage::{Change, OrganisationChange};

use super::{
    super::{path::RowId, render},
    reader,
};
use crate::{
    auth::SignedIn,
    http::{answer::Known, body::JsonBody, problem::ApiError, query::Query, write::Expected},
    openapi::problems,
};

problems!(write: NotFound, PreconditionRequired, Stale, OwnCase, WrongState);

/// Changes what an organisation says of itself, by one of its delegates: another
/// name, registry or number makes it wait for a moderator again. Or, by a
/// moderator, verifies or refuses it, which is a decision on record.
#[utoipa::path(
    patch, path = "/v1/organisations/{id}", operation_id = "change_organisation", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The ETag that was read, `\"{version}\"`, or `*`."),
    ),
    request_body = OrganisationPatch,
    responses(
        (status = 200, description = "The organisation as it is now.", body = OrganisationProfile,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for the next `If-Match`."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, .. }: SignedIn,
    RowId(id): RowId,
    query: Query,
    expected: Expected,
    JsonBody { value: patch, .. }: JsonBody<OrganisationPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let reader = reader(&viewer);
    let mut errors = validate::organisation_patch(&patch, &viewer.room.forum, &Normalizer::UNICODE);
    let decides = [
        ("reason", patch.reason.is_some()),
        ("message", patch.message.is_some()),
        ("recheck_at", patch.recheck_at.is_some()),
    ];
    for (field, _) in decides.into_iter().filter(|(_, given)| *given) {
        let message = "This belongs to a decision about the state.".to_owned();
        let field = field.to_owned();
        errors.push(contract::FieldError { field, code: FieldCode::Invalid, message });
    }
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let change = OrganisationChange {
        name: patch.name,
        kind: patch.kind,
        registry: patch.registry,
        number: patch.number,
        country: match patch.country {
            None => Change::Keep,
            Some(country) if country.is_empty() => Change::Clear,
            Some(country) => Change::Set(country),
        },
        website: patch.website,
        contact: patch.contact,
    };
    let storage = viewer.app.storage();
    let (forum, expected) = (viewer.room.id, expected.version()?);
    let row = storage.change_organisation(forum, &id, reader, expected, change, viewer.now).await?;
    let version = row.version;
    Known::default().versioned(&render::organisation(row, reader), version)
}
