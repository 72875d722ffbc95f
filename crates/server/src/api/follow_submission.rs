//! `PUT /v1/submissions/{id}/follow`: by participants.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use storage::FollowTarget;

use super::path::RowId;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn, WrongState);

/// Follows a submission: comments on it and answers to it come into the inbox.
#[utoipa::path(
    put, path = "/v1/submissions/{id}/follow", operation_id = "follow_submission", tag = "inbox",
    params(("id" = uuid::Uuid, Path, description = "Id of the submission.")),
    responses((status = 204, description = "It is followed."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (target, storage) = (FollowTarget::Submission(id), viewer.app.storage());
    storage.follow(viewer.room.id, person.participant.id, &target, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use contract::{Inbox, InboxKind, Me, ProblemCode};
    use serde_json::json;

    use super::*;
    use crate::testing::{TestApp, draft};

    #[tokio::test]
    async fn who_follows_is_told_and_who_does_not_any_more_is_not() {
        let test = TestApp::start().await;
        let thread = test.thread("t", json!({})).await;
        let author = test.user("author");
        let id = test.submit("t", &author, "A title").await.id;
        let fan = test.user("fan");
        let path = format!("/v1/submissions/{id}/follow");
        for _ in 0..2 {
            let answer = test.ask(Method::PUT, &path).by(&fan).send().await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        }
        let on_thread = test.ask(Method::PUT, "/v1/threads/t/follow").by(&fan).send().await;
        assert_eq!(on_thread.status, StatusCode::NO_CONTENT);
        let me: Me = test.get("/v1/me").by(&fan).send().await.json();
        let follows: Vec<_> = me.follows.iter().map(|f| (f.kind.as_str(), &f.id)).collect();
        assert_eq!(follows, [("thread", &thread.id), ("submission", &id)]);
        let comments = format!("/v1/submissions/{id}/comments");
        let say = || test.post(&comments, &json!({"body": "b", "stance": "for"})).by(&author);
        assert_eq!(say().send().await.status, StatusCode::CREATED);
        let told: Inbox = test.get("/v1/me/inbox").by(&fan).send().await.json();
        assert_eq!((told.unread, told.page.items[0].kind), (1, InboxKind::Commented));
        for _ in 0..2 {
            let answer = test.ask(Method::DELETE, &path).by(&fan).send().await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
        }
        say().send().await;
        let told: Inbox = test.get("/v1/me/inbox").by(&fan).send().await.json();
        assert_eq!(told.unread, 1);
    }

    #[tokio::test]
    async fn what_cannot_be_seen_cannot_be_followed_and_goes_from_the_inbox() {
        let test = TestApp::start().await;
        test.thread("t", json!({"premoderated": true})).await;
        let author = test.user("author");
        let answer = test.post("/v1/threads/t/submissions", &draft("Waits")).by(&author).send();
        let pending: contract::Submission = answer.await.json();
        let path = format!("/v1/submissions/{}/follow", pending.id);
        for method in [Method::PUT, Method::DELETE] {
            let answer = test.ask(method, &path).by(&test.user("other")).send().await;
            assert_eq!(answer.problem(), ProblemCode::NotFound);
        }
        test.thread("open", json!({})).await;
        let fan = test.user("fan");
        let id = test.submit("open", &author, "A title").await.id;
        test.ask(Method::PUT, &format!("/v1/submissions/{id}/follow")).by(&fan).send().await;
        let comment = json!({"body": "b", "stance": "for"});
        test.post(&format!("/v1/submissions/{id}/comments"), &comment).by(&author).send().await;
        test.ask(Method::DELETE, &format!("/v1/submissions/{id}")).by(&author).send().await;
        let told: Inbox = test.get("/v1/me/inbox").by(&fan).send().await.json();
        assert_eq!((told.unread, told.page.items.len()), (0, 0));
        let me: Me = test.get("/v1/me").by(&fan).send().await.json();
        assert_eq!((me.unread, me.follows.len()), (0, 0));
    }
}
