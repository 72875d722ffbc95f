//! `GET /v1/threads/{id}/export.json`: by everybody.

use axum::response::Response;
use contract::Export;
use rules::time::format_ms;
use storage::{ExportParts, ThreadExport};

use super::{export, path::ThreadName, render};
use crate::{
    auth::Viewer,
    http::{
        answer::{Known, digest},
        problem::ApiError,
        query::Query,
    },
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// Open data: the thread, its published submissions, anonymous votes of people
/// and, apart from them, of organisations, and the verified organisations for
/// which something was written, all as they were at one moment: tallies are the
/// sums of the votes. While results
/// are hidden, tallies are `null` and there are no votes.
#[utoipa::path(
    get, path = "/v1/threads/{thread}/export.json", operation_id = "export_json", tag = "export",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "Everything that the thread publishes.", body = Export,
            headers(("ETag" = String, description = "Weak: changes with the content, not with `generated_at`."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    ThreadName(name): ThreadName,
    query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    query.finish()?;
    let room = viewer.app.export_room()?;
    let _turn = viewer.app.export_turn().await?;
    let parts = ExportParts {
        submissions: true,
        votes: true,
        organisation_votes: true,
        organisations: true,
    };
    let read = export::read(&viewer, &name, parts).await?;
    let ThreadExport { thread, submissions, votes, organisation_votes, organisations } = read;
    let export = Export {
        generated_at: format_ms(viewer.now),
        submissions: export::submissions(submissions, &thread, &viewer),
        votes: export::votes(votes, &thread, &viewer),
        organisation_votes: export::organisation_votes(organisation_votes, &thread, &viewer),
        organisations: organisations.into_iter().map(render::exported_organisation).collect(),
        thread: render::thread(thread, viewer.now),
    };
    let body = serde_json::to_vec(&export).map_err(ApiError::internal)?;
    // The moment stands first and is left out of the tag.
    let moment = "{\"generated_at\":\"\"".len() + export.generated_at.len();
    let etag = format!("W/\"{}\"", digest(body.get(moment..).unwrap_or_default()));
    Ok(known.answer(&etag, room.body(body)))
}
