//! `PATCH /v1/submissions/{id}`: by its author.

use axum::response::Response;
use contract::{Role, Submission, SubmissionPatch};
use rules::{Normalizer, validate};
use storage::{Change, SubmissionChange};

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::Known, body::JsonBody, problem::ApiError, query::Query, write::Expected},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, ThreadClosed, ThreadLocked, PreconditionRequired, Stale);

/// Changes one's own submission, as long as the thread takes submissions.
/// Every version is kept. What is absent or `null` stays. Where texts are read
/// before they are published, a published submission stays as it is until a
/// moderator has read the edit, which its author sees with the `state_reason`
/// `edit_waits`.
#[utoipa::path(
    patch, path = "/v1/submissions/{id}", operation_id = "edit_submission", tag = "submissions",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The ETag that was read, `\"{version}\"`, or `*`. Votes in between do not matter."),
    ),
    request_body = SubmissionPatch,
    responses(
        (status = 200, description = "The submission as it is now.", body = Submission,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for the next `If-Match`."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    expected: Expected,
    JsonBody { value: patch, .. }: JsonBody<SubmissionPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let forum = &viewer.room.forum;
    let errors = validate::submission_patch(&patch, forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let expected = expected.version()?;
    let change = SubmissionChange {
        kind: patch.kind,
        title: patch.title,
        body: patch.body,
        theme: match patch.theme {
            None => Change::Keep,
            Some(theme) if theme.is_empty() => Change::Clear,
            Some(theme) => Change::Set(theme),
        },
        groups: patch.groups,
        links: patch.links,
        by_moderator: person.roles.contains(&Role::Moderator),
    };
    let author = person.participant.id;
    let storage = viewer.app.storage();
    let view =
        storage.edit_submission(viewer.room.id, &id, author, expected, change, viewer.now).await?;
    let version = view.submission.version;
    let submission = render::submission(view.submission, &view.thread, forum, viewer.now);
    Known::default().versioned(&submission, version)
}
