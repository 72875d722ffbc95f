//! `PATCH /v1/ledger/{id}`: by officials.

use axum::{http::StatusCode, response::Response};
use contract::{LedgerEntry, LedgerPatch};
use rules::{Normalizer, time::parse_ms, validate};
use storage::LedgerChange;

use super::render;
use crate::{
    api::path::RowId,
    auth::{Official, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, WrongState);

/// Gives what is owed to another office, or a later date with a reason that
/// everybody reads. A date is never earlier than the one before.
#[utoipa::path(
    patch, path = "/v1/ledger/{id}", operation_id = "change_ledger", tag = "answers",
    params(("id" = uuid::Uuid, Path, description = "Id of the entry.")),
    request_body = LedgerPatch,
    responses((status = 200, description = "The entry as it is now.", body = LedgerEntry), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: patch, .. }: JsonBody<LedgerPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::ledger_patch(&patch, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let change = LedgerChange {
        office: patch.office,
        extension: patch.due_at.as_deref().and_then(parse_ms).zip(patch.reason),
        by: person.participant.id,
        now_ms: viewer.now,
    };
    let row = viewer.app.storage().change_ledger(viewer.room.id, &id, change).await?;
    json(StatusCode::OK, &render::entry(row, viewer.now))
}
