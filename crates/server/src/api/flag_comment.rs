//! `POST /v1/comments/{id}/flags`: by participants.

use axum::response::Response;
use contract::{Flag, FlagDraft};
use storage::FlagTarget;

use super::{flag_submission::take, path::RowId};
use crate::{
    auth::Participant,
    http::{body::JsonBody, problem::ApiError, query::Query, write::WriteKey},
    openapi::problems,
};

problems!(create: NotFound, Withdrawn, Conflict);

/// Reports a comment to the moderators, once per participant.
#[utoipa::path(
    post, path = "/v1/comments/{id}/flags", operation_id = "flag_comment", tag = "flags",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the comment."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = FlagDraft,
    responses((status = 201, description = "The report as it was taken.", body = Flag), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    participant: Participant,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    body: JsonBody<FlagDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    take(participant, &FlagTarget::Comment(id), &key, body).await
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use contract::{Comment, ProblemCode};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_report_is_taken_once_from_each_person() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let submission = test.submit("t", &author, "A title").await;
        let comments = format!("/v1/submissions/{}/comments", submission.id);
        let comment = test.post(&comments, &json!({"body": "b", "stance": "for"})).by(&author);
        let comment: Comment = comment.send().await.json();
        for path in [
            format!("/v1/comments/{}/flags", comment.id),
            format!("/v1/submissions/{}/flags", submission.id),
        ] {
            for name in ["one", "other"] {
                let report = json!({"reason": "other", "note": "See for yourself."});
                let send = || test.post(&path, &report).by(&test.user(name)).send();
                let answer = send().await;
                assert_eq!(answer.status, StatusCode::CREATED);
                assert_eq!(answer.json::<Flag>().note, "See for yourself.");
                assert_eq!(send().await.problem(), ProblemCode::Conflict);
            }
        }
        let missing = "/v1/comments/00000000-0000-7000-8000-000000000000/flags";
        let answer = test.post(missing, &json!({"reason": "spam"})).by(&author).send().await;
        assert_eq!(answer.problem(), ProblemCode::NotFound);
    }
}
