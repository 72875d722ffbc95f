//! `DELETE /v1/submissions/{id}`: by its author.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::path::RowId;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn);

/// Takes one's own submission back. Nobody reads it any more.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}", operation_id = "withdraw_submission", tag = "submissions",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 204, description = "It is taken back."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let author = person.participant.id;
    viewer.app.storage().withdraw_submission(viewer.room.id, &id, author, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use contract::ProblemCode;
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn what_was_taken_back_is_gone_for_everybody() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let id = test.submit("t", &author, "Taken back").await.id;
        let path = format!("/v1/submissions/{id}");
        let answer = test.ask(Method::DELETE, &path).by(&author).send().await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let again = test.ask(Method::DELETE, &path).by(&author).send().await;
        assert_eq!(again.problem(), ProblemCode::Withdrawn);
        for path in [path.clone(), format!("{path}/history"), format!("{path}/comments")] {
            assert_eq!(test.get(&path).send().await.problem(), ProblemCode::Withdrawn);
            assert_eq!(test.get(&path).by(&author).send().await.problem(), ProblemCode::Withdrawn);
        }
        let vote = test.vote(&id, &test.user("voter"), "agree").await;
        assert_eq!(vote.problem(), ProblemCode::Withdrawn);
        for path in ["/v1/threads/t/submissions", "/v1/threads/t/export.json"] {
            assert!(!test.get(path).by(&author).send().await.text().contains("Taken back"));
        }
    }
}
