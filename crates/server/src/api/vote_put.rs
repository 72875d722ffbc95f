//! `PUT /v1/submissions/{id}/vote`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::{VoteRequest, VoteResult};

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, Conflict, ThreadClosed, ThreadLocked, BudgetSpent, WrongVotingMode, WrongState);

/// Casts or changes one's vote, or that of a verified organisation whose
/// delegate one is (`organisation`): it stands beside those of people and is
/// never among them. One participant has one vote: the last one
/// counts, once. The tally is in the answer where this person may see it.
#[utoipa::path(
    put, path = "/v1/submissions/{id}/vote", operation_id = "put_vote", tag = "votes",
    params(("id" = uuid::Uuid, Path, description = "Id of the submission.")),
    request_body = VoteRequest,
    responses((status = 200, description = "The vote as it counts now.", body = VoteResult), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: vote, .. }: JsonBody<VoteRequest>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let participant = person.participant.id;
    let storage = viewer.app.storage();
    let (forum, now) = (viewer.room.id, viewer.now);
    let outcome = match vote.organisation.as_deref() {
        None => storage.put_vote(forum, &id, participant, vote.value, now).await?,
        Some(organisation) => {
            storage
                .put_organisation_vote(forum, &id, participant, organisation, vote.value, now)
                .await?
        }
    };
    viewer.did_about(&id);
    json(StatusCode::OK, &render::vote(&outcome, &viewer.room.forum, viewer.now))
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use contract::{ProblemCode, VoteChoice};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_vote_is_cast_changed_and_taken_back() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let id = test.submit("t", &test.user("author"), "A title").await.id;
        let voter = test.user("voter");
        for (value, counts) in [("agree", [1, 0, 0]), ("disagree", [0, 1, 0]), ("pass", [0, 0, 1])]
        {
            let result: VoteResult = test.vote(&id, &voter, value).await.json();
            assert_eq!(result.my_vote.map(VoteChoice::as_str), Some(value));
            let tally = result.tally.expect("open results");
            assert_eq!([tally.agree, tally.disagree, tally.pass], counts);
        }
        let path = format!("/v1/submissions/{id}/vote");
        for _ in 0..2 {
            let answer = test.ask(Method::DELETE, &path).by(&voter).send().await;
            let result: VoteResult = answer.json();
            assert_eq!(
                (result.my_vote, result.tally.map(|tally| tally.participants)),
                (None, Some(0))
            );
        }
    }

    #[tokio::test]
    async fn only_when_and_how_the_thread_takes_votes() {
        let test = TestApp::start().await;
        let support = json!({"mode": "support", "budget": 1, "results": "always"});
        let later = "2021-09-01T00:00:00Z";
        for (slug, with, value, code) in [
            ("opinion", json!({}), "support", ProblemCode::WrongVotingMode),
            ("support", json!({"voting": support}), "agree", ProblemCode::WrongVotingMode),
            ("collecting", json!({"voting_opens_at": later}), "agree", ProblemCode::ThreadClosed),
            (
                "ending",
                json!({"closes_at": "2021-08-26T03:42:20Z"}),
                "agree",
                ProblemCode::ThreadClosed,
            ),
        ] {
            test.thread(slug, with).await;
            let id = test.submit(slug, &test.user("author"), "A title").await.id;
            test.clock.advance(std::time::Duration::from_secs(5));
            let answer = test.vote(&id, &test.user("voter"), value).await;
            assert_eq!(answer.problem(), code, "{slug}");
        }
    }

    #[tokio::test]
    async fn a_locked_thread_takes_nothing() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let id = test.submit("t", &author, "A title").await.id;
        let lock = test.patch("/v1/threads/t", &json!({"locked": true})).by(&test.official());
        assert_eq!(lock.send().await.status, StatusCode::OK);
        let comment = json!({"body": "b", "stance": "for"});
        let draft = crate::testing::draft("More");
        for ask in [
            test.put(&format!("/v1/submissions/{id}/vote"), &json!({"value": "agree"})),
            test.ask(Method::DELETE, &format!("/v1/submissions/{id}/vote")),
            test.post(&format!("/v1/submissions/{id}/comments"), &comment),
            test.patch(&format!("/v1/submissions/{id}"), &json!({"title": "x"})),
            test.post("/v1/threads/t/submissions", &draft),
        ] {
            assert_eq!(ask.by(&author).send().await.problem(), ProblemCode::ThreadLocked);
        }
        let flag = test.post(&format!("/v1/submissions/{id}/flags"), &json!({"reason": "spam"}));
        assert_eq!(flag.by(&author).send().await.status, StatusCode::CREATED);
    }
}
