//! `POST /v1/threads/{id}/submissions`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::{Role, State, Submission, SubmissionDraft};
use rules::{Normalizer, reference, validate};
use storage::{Conflict, NewSubmission, StorageError, StoredAnswer, SubmissionView};

use super::{path::ThreadName, render};
use crate::{
    app::Room,
    auth::{Participant, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

/// How often another reference is tried where one is taken. With 34 billion of
/// them the second is taken once in a very long time.
const REFERENCE_TRIES: u32 = 4;

problems!(create: NotFound, ThreadClosed, ThreadLocked, WrongState, NewAccount);

/// Submits to a thread. In a premoderated one it waits for a moderator, and
/// where newcomers are held, theirs do.
#[utoipa::path(
    post, path = "/v1/threads/{thread}/submissions", operation_id = "create_submission", tag = "submissions",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = SubmissionDraft,
    responses(
        (status = 201, description = "It is published.", body = Submission,
            headers(("Location" = String, description = "The submission's address."))),
        (status = 202, description = "It waits for a moderator.", body = Submission,
            headers(("Location" = String, description = "The submission's address."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    ThreadName(thread): ThreadName,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<SubmissionDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::submission(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let (room, now) = (viewer.room.clone(), viewer.now);
    let render = move |view: &SubmissionView| render_created(&room, view, now);
    let random = &viewer.app.sources().random;
    let storage = viewer.app.storage();
    let mut tries = 0;
    loop {
        tries += 1;
        let new = NewSubmission {
            id: viewer.app.sources().new_id(),
            reference: reference::from_bits(random.next_u64()),
            author: person.participant.id,
            kind: draft.kind,
            title: draft.title.clone(),
            body: draft.body.clone(),
            language: draft.language.clone(),
            theme: draft.theme.clone(),
            groups: draft.groups.clone(),
            links: draft.links.clone(),
            organisation: draft.organisation.clone(),
            by_moderator: person.roles.contains(&Role::Moderator),
            shuffle: random.next_shuffle(),
            now_ms: now,
        };
        let idempotency = key.idempotency(&hash, render.clone());
        match storage.create_submission(viewer.room.id, &thread, new, idempotency).await {
            Err(StorageError::Conflict(Conflict::Reference)) if tries < REFERENCE_TRIES => {}
            outcome => return Ok(created(outcome?, render)),
        }
    }
}

fn render_created(room: &Room, view: &SubmissionView, now: i64) -> StoredAnswer {
    let status = match view.submission.state {
        State::Pending => StatusCode::ACCEPTED,
        _ => StatusCode::CREATED,
    };
    let location = format!("{}/v1/submissions/{}", room.base(), view.submission.id);
    let submission = view.submission.clone();
    let submission = render::submission(submission, &view.thread, &room.forum, now);
    stored(status, &submission, Some(location))
}
