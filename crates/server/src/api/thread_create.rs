//! `POST /v1/threads`: by officials.

use axum::{http::StatusCode, response::Response};
use contract::{Thread, ThreadDraft};
use rules::{Normalizer, time::parse_ms, validate};
use storage::{NewThread, StoredAnswer, ThreadRow};

use super::render;
use crate::{
    auth::{Official, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create: Conflict);

/// Opens a thread.
#[utoipa::path(
    post, path = "/v1/threads", operation_id = "create_thread", tag = "threads",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
        description = "Makes a repeated request answer as the first one did, for 24 h.")),
    request_body = ThreadDraft,
    responses(
        (status = 201, description = "It is open or will be.", body = Thread,
            headers(("Location" = String, description = "The thread's address."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<ThreadDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::thread(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let moment = |text: Option<String>| text.as_deref().and_then(parse_ms);
    let thread = NewThread {
        id: viewer.app.sources().new_id(),
        slug: draft.slug,
        kind: draft.kind,
        title: draft.title,
        summary: draft.summary,
        body: draft.body,
        language: draft.language,
        translations: draft.translations,
        promise: draft.promise,
        opens_at: moment(draft.opens_at),
        voting_opens_at: moment(draft.voting_opens_at),
        closes_at: moment(draft.closes_at),
        voting: draft.voting,
        rules: draft.rules,
        languages: draft.languages,
        sectors: draft.sectors,
        anonymous: draft.anonymous,
        premoderated: draft.premoderated,
        newcomers_held: draft.newcomers_held,
        pinned: draft.pinned,
        locked: draft.locked,
        response: None,
        source: None,
        by: Some(person.participant.id),
        created_at: viewer.now,
    };
    let (base, now) = (viewer.room.base(), viewer.now);
    let render = move |row: &ThreadRow| render_created(&base, row, now);
    let idempotency = key.idempotency(&hash, render.clone());
    let outcome = viewer.app.storage().create_thread(viewer.room.id, thread, idempotency).await?;
    Ok(created(outcome, render))
}

fn render_created(base: &str, row: &ThreadRow, now: i64) -> StoredAnswer {
    let location = format!("{base}/v1/threads/{}", row.id);
    stored(StatusCode::CREATED, &render::thread(row.clone(), now), Some(location))
}

#[cfg(test)]
mod tests {
    use contract::ProblemCode;

    use super::*;
    use crate::testing::{TestApp, draft_thread};

    #[tokio::test]
    async fn a_thread_is_found_by_id_and_slug_and_a_slug_is_taken_once() {
        let test = TestApp::start().await;
        let official = test.official();
        let open = || test.post("/v1/threads", &draft_thread("t")).by(&official).send();
        let answer = open().await;
        assert_eq!(answer.status, StatusCode::CREATED);
        let thread: Thread = answer.json();
        let by_id: Thread = test.get(answer.header("location")).send().await.json();
        let by_slug: Thread = test.get("/v1/threads/t").send().await.json();
        assert_eq!((&thread, &thread), (&by_id, &by_slug));
        assert_eq!(open().await.problem(), ProblemCode::Conflict);
    }
}
