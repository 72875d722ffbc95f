//! `PUT /v1/moderation/claims/{kind}/{id}`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Claim, TargetKind};

use super::{path::TargetPath, render_moderation as render};
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn, WrongState);

/// Says that one is looking at something, for ten minutes; again renews it.
/// While another moderator is, it is refused.
#[utoipa::path(
    put, path = "/v1/moderation/claims/{kind}/{id}", operation_id = "put_claim", tag = "moderation",
    params(
        ("kind" = TargetKind, Path, description = "What it is."),
        ("id" = uuid::Uuid, Path, description = "Its id."),
    ),
    responses((status = 200, description = "The claim.", body = Claim), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    TargetPath(target): TargetPath,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (moderator, storage) = (person.participant.id, viewer.app.storage());
    let claim = storage.claim(viewer.room.id, &target, moderator, viewer.now).await?;
    json(StatusCode::OK, &render::claim(claim))
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use contract::{ProblemCode, Queue, Role};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_claim_holds_for_ten_minutes() {
        let test = TestApp::start().await;
        test.thread("t", json!({"premoderated": true})).await;
        let id = test.submit("t", &test.user("author"), "Waits").await.id;
        let token = |name| test.token("default", name, &[Role::Moderator]);
        let (one, two) = (token("m1"), token("m2"));
        let path = format!("/v1/moderation/claims/submission/{id}");
        let claim = |by: &str| test.ask(Method::PUT, &path).by(by).send();
        let first: Claim = claim(&one).await.json();
        assert_eq!(first.until, "2021-08-26T03:52:00.000Z");
        assert_eq!(claim(&two).await.problem(), ProblemCode::WrongState);
        let list = |by: &str, who: &str| {
            test.get(&format!("/v1/moderation/queue?claimed={who}")).by(by).send()
        };
        for (by, who, count) in
            [(&one, "me", 1), (&two, "me", 0), (&two, "others", 1), (&two, "nobody", 0)]
        {
            let queue: Queue = list(by, who).await.json();
            assert_eq!(queue.page.items.len(), count, "{who}");
        }
        assert_eq!(list(&one, "x").await.wrong_fields(), ["claimed unknown"]);
        test.clock.advance(std::time::Duration::from_mins(10));
        let second: Claim = claim(&two).await.json();
        assert_eq!(second.by.name, "m2");
        let released = test.ask(Method::DELETE, &path).by(&two).send().await;
        assert_eq!(released.status, StatusCode::NO_CONTENT);
        assert_eq!(claim(&one).await.status, StatusCode::OK);
        let participant = test.user("p");
        assert_eq!(claim(&participant).await.problem(), ProblemCode::NotAllowed);
        for wrong in ["nonsense", "comment"] {
            let path = format!("/v1/moderation/claims/{wrong}/{id}");
            let answer = test.ask(Method::PUT, &path).by(&one).send().await;
            assert_eq!(answer.problem(), ProblemCode::NotFound, "{wrong}");
        }
    }
}
