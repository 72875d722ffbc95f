//! `PATCH /v1/threads/{id}`: by officials.

use axum::response::Response;
use contract::{Thread, ThreadPatch};
use rules::{Normalizer, time::parse_ms, validate};
use storage::{Change, ThreadChange};

use super::{path::ThreadName, render};
use crate::{
    auth::{Official, SignedIn},
    http::{answer::Known, body::JsonBody, problem::ApiError, query::Query, write::Expected},
    openapi::problems,
};

problems!(write: NotFound, PreconditionRequired, Stale);

/// Changes a thread's texts, dates and rules; locks and pins it. What is
/// absent or `null` stays.
#[utoipa::path(
    patch, path = "/v1/threads/{thread}", operation_id = "change_thread", tag = "threads",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("If-Match" = String, Header, description = "The ETag that was read, `\"{version}\"`, or `*`."),
    ),
    request_body = ThreadPatch,
    responses(
        (status = 200, description = "The thread as it is now.", body = Thread,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for the next `If-Match`."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, .. }): Official,
    ThreadName(name): ThreadName,
    query: Query,
    expected: Expected,
    JsonBody { value: patch, .. }: JsonBody<ThreadPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let storage = viewer.app.storage();
    let current = storage.thread(viewer.room.id, &name).await?;
    let current = render::thread(current, viewer.now);
    let errors = validate::thread_patch(&patch, &current, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    // The dates were held against those of this version.
    let expected = expected.version()?.or(Some(current.version));
    let change = ThreadChange {
        title: patch.title,
        summary: patch.summary,
        body: patch.body,
        promise: patch.promise,
        opens_at: moment(patch.opens_at.as_ref()),
        voting_opens_at: moment(patch.voting_opens_at.as_ref()),
        closes_at: moment(patch.closes_at.as_ref()),
        premoderated: patch.premoderated,
        pinned: patch.pinned,
        locked: patch.locked,
    };
    let row = storage.change_thread(viewer.room.id, &current.id, expected, change).await?;
    let version = row.version;
    Known::default().versioned(&render::thread(row, viewer.now), version)
}

fn moment(text: Option<&String>) -> Change<i64> {
    text.map(String::as_str).and_then(parse_ms).map_or(Change::Keep, Change::Set)
}
