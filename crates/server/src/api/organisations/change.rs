//! `PATCH /v1/organisations/{id}`: by its delegates; its state by moderators.

use axum::response::Response;
use contract::{
    Action, FieldCode, OrganisationPatch, OrganisationProfile, OrganisationState, ProblemCode,
    Target, TargetKind,
};
use rules::{Normalizer, time::parse_ms, validate};
use storage::{Change, NewDecision, OrganisationChange, OrganisationRow, Reader};

use super::{
    super::{path::RowId, render},
    reader,
};
use crate::{
    auth::{Person, SignedIn, Viewer},
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
    SignedIn { viewer, person }: SignedIn,
    RowId(id): RowId,
    query: Query,
    expected: Expected,
    JsonBody { value: patch, .. }: JsonBody<OrganisationPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let reader = reader(&viewer);
    let errors = validate::organisation_patch(&patch, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let row = match patch.state {
        Some(state) if reader.moderator => {
            decide(&viewer, &person, &id, state, expected.version()?, patch).await?
        }
        Some(_) => {
            // What this person may not see is not here, whatever they ask of it.
            viewer.app.storage().organisation(viewer.room.id, &id, reader).await?;
            let detail = "This needs the role moderator.";
            return Err(ApiError::with(ProblemCode::NotAllowed, detail));
        }
        None => change(&viewer, &id, reader, expected.version()?, patch).await?,
    };
    let version = row.version;
    Known::default().versioned(&render::organisation(row, reader), version)
}

/// What a delegate changes.
async fn change(
    viewer: &Viewer,
    id: &str,
    reader: Reader,
    expected: Option<u32>,
    patch: OrganisationPatch,
) -> Result<OrganisationRow, ApiError> {
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
    let (forum, storage) = (viewer.room.id, viewer.app.storage());
    Ok(storage.change_organisation(forum, id, reader, expected, change, viewer.now).await?)
}

/// A moderator's decision, on record as all of them.
async fn decide(
    viewer: &Viewer,
    person: &Person,
    id: &str,
    state: OrganisationState,
    expected: Option<u32>,
    patch: OrganisationPatch,
) -> Result<OrganisationRow, ApiError> {
    let action = match state {
        OrganisationState::Verified => Action::Verify,
        _ => Action::Refuse,
    };
    let recheck_at = patch.recheck_at.as_deref().and_then(parse_ms);
    if patch.recheck_at.is_some() && recheck_at.is_none_or(|at| at <= viewer.now) {
        let message = "A moment to come is needed.";
        return Err(ApiError::field("recheck_at", FieldCode::Invalid, message));
    }
    let moderator = person.participant.id;
    let decision = NewDecision {
        id: viewer.app.sources().new_id(),
        target: Target { kind: TargetKind::Organisation, id: id.to_owned() },
        action,
        reason: patch.reason,
        note: String::new(),
        message: patch.message.unwrap_or_default(),
        into: None,
        recheck_at,
        version: expected,
        moderator,
        now_ms: viewer.now,
    };
    let (forum, storage) = (viewer.room.id, viewer.app.storage());
    storage.decide(forum, decision, None).await?;
    let reader = Reader { viewer: Some(moderator), moderator: true };
    Ok(storage.organisation(forum, id, reader).await?)
}
