//! `POST /v1/moderation/decisions/batch`: by moderators.

use std::collections::HashSet;

use axum::{http::StatusCode, response::Response};
use contract::{BatchDraft, BatchOutcome, BatchResult, Target};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use rules::{Normalizer, validate};
use storage::{Created, NewDecision, StorageError};

use super::render_moderation as render;
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

/// Decisions of one batch that wait for the database at the same time: they
/// share its commits, and leave room for what others write.
const AT_ONCE: usize = 64;

problems!(write:);

/// Makes the same decision about several things, each for itself: one that is
/// refused does not stop the others. With `clusters` everything that the queue
/// shows as one row with them is decided too.
#[utoipa::path(
    post, path = "/v1/moderation/decisions/batch", operation_id = "create_decisions", tag = "moderation",
    request_body = BatchDraft,
    responses((status = 200, description = "What became of each.", body = BatchResult), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    query: Query,
    JsonBody { value: draft, .. }: JsonBody<BatchDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::batch(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let (storage, forum) = (viewer.app.storage(), viewer.room.id);
    let mut targets: Vec<Target> = Vec::new();
    let mut known: HashSet<Target> = draft.targets.iter().cloned().collect();
    for target in &draft.targets {
        targets.push(target.clone());
        if draft.clusters {
            let collapsed = match storage.cluster(forum, target).await {
                // What is not here is told so below, in its place.
                Err(StorageError::NotFound) => Vec::new(),
                outcome => outcome?,
            };
            targets.extend(collapsed.into_iter().filter(|one| known.insert(one.clone())));
        }
    }
    let decide = |target: Target| {
        let decision = NewDecision {
            id: viewer.app.sources().new_id(),
            target: target.clone(),
            action: draft.action,
            reason: draft.reason.clone(),
            note: draft.note.clone(),
            message: draft.message.clone(),
            into: None,
            recheck_at: None,
            version: None,
            moderator: person.participant.id,
            now_ms: viewer.now,
        };
        async move { outcome(target, storage.decide(forum, decision, None).await) }
    };
    let items = stream::iter(targets.into_iter().map(decide)).buffered(AT_ONCE);
    json(StatusCode::OK, &BatchResult { items: items.try_collect().await? })
}

/// What became of one. Errors: faults of ours, which end the batch.
fn outcome(
    target: Target,
    decided: storage::Result<Created<storage::DecisionRow>>,
) -> Result<BatchOutcome, ApiError> {
    let error = match decided {
        Ok(Created::New(row, _)) => {
            let decision = Some(render::decision(row));
            return Ok(BatchOutcome { target, decision, problem: None });
        }
        Ok(Created::Replayed(_)) => ApiError::new(contract::ProblemCode::Conflict),
        Err(error) => ApiError::from(error),
    };
    if crate::http::problem::status(error.code).is_server_error() {
        return Err(error);
    }
    Ok(BatchOutcome { target, decision: None, problem: Some(error.problem()) })
}
