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

#[cfg(test)]
mod tests {
    use contract::{ProblemCode, Queue, Role};
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{TestApp, draft, merge};

    #[tokio::test]
    async fn each_is_decided_for_itself_and_a_cluster_whole() {
        let test = TestApp::start().await;
        test.thread("t", json!({"premoderated": true})).await;
        let by = test.token("default", "m", &[Role::Participant, Role::Moderator]);
        let author = test.user("author");
        let body = "Everybody should have a golden goose that lays eggs, day and night, always.";
        let mut ids = Vec::new();
        for number in 0..12 {
            let mut copy = draft("Golden goose");
            merge(&mut copy, json!({"body": format!("{body} {number}")}));
            let made = test.post("/v1/threads/t/submissions", &copy).by(&author).send().await;
            ids.push(made.json::<contract::Submission>().id);
        }
        let alone = test.submit("t", &author, "About the harbour and its boats").await.id;
        let own = test.submit("t", &by, "Of the moderator themselves, about trees").await.id;
        let queue: Queue = test.get("/v1/moderation/queue").by(&by).send().await.json();
        assert_eq!(queue.counts.new, 3);
        assert_eq!(queue.page.items[0].cluster_size, 12);
        assert_eq!(queue.page.items[0].thread_title.as_deref(), Some("What would help?"));
        let target = |id: &str| json!({"kind": "submission", "id": id});
        let unknown = "0198c0de-7c1d-7000-8000-00000000ffff";
        let batch = |targets: Value, with: Value| {
            let mut batch = json!({"targets": targets, "action": "reject", "reason": "spam"});
            merge(&mut batch, with);
            batch
        };
        let targets = json!([target(&ids[0]), target(unknown), target(&own), target(&alone)]);
        let asked = batch(targets, json!({"clusters": true, "message": "No geese."}));
        let answer = test.post("/v1/moderation/decisions/batch", &asked).by(&by).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let items = answer.json::<BatchResult>().items;
        assert_eq!(items.len(), 15);
        let order: Vec<_> = items.iter().map(|one| one.target.id.as_str()).collect();
        let mut expected: Vec<_> = ids.iter().map(String::as_str).collect();
        expected.extend([unknown, own.as_str(), alone.as_str()]);
        assert_eq!(order, expected);
        let code = |place: usize| items[place].problem.as_ref().and_then(contract::Problem::code);
        assert_eq!(code(12), Some(ProblemCode::NotFound));
        assert_eq!(code(13), Some(ProblemCode::OwnCase));
        for place in (0..12).chain([14]) {
            let decision = items[place].decision.as_ref().expect("decided");
            assert_eq!(decision.message, "No geese.");
        }
        let queue: Queue = test.get("/v1/moderation/queue").by(&by).send().await.json();
        assert_eq!((queue.counts.new, &queue.page.items[0].target.id), (1, &own));
        let many: Vec<_> = (0..101).map(|_| target(&own)).collect();
        for (wrong, field) in [
            (batch(json!([]), json!({})), "targets required"),
            (batch(json!(many), json!({})), "targets too_many"),
            (
                batch(json!([target(&own)]), json!({"action": "move", "reason": null})),
                "action invalid",
            ),
        ] {
            let answer = test.post("/v1/moderation/decisions/batch", &wrong).by(&by).send().await;
            assert_eq!(answer.wrong_fields(), [field]);
        }
        let participant = test.post("/v1/moderation/decisions/batch", &asked).by(&author);
        assert_eq!(participant.send().await.problem(), ProblemCode::NotAllowed);
    }
}
