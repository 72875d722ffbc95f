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

problems!(write: NotFound, PreconditionRequired, Stale, PromiseKept);

/// Changes a thread's texts, dates and rules; locks and pins it. What is
/// absent or `null` stays.
///
/// What was promised can become stricter and not looser, else 403
/// `promise-kept`. For good: names that are not shown stay so, and results are
/// never told earlier (`always` may become `after_vote`, that `after_close`).
/// Once somebody has voted: the mode, and no budget under what somebody gave.
/// Once the thread has opened: `answer_at` may fall and not rise or go, the
/// level of participation may rise and not fall, and the end of a thread that
/// hides its results may come later and not earlier.
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
    Official(SignedIn { viewer, person }): Official,
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
        voting: patch.voting,
        translations: patch.translations,
        rules: patch.rules,
        languages: patch.languages,
        sectors: patch.sectors,
        anonymous: patch.anonymous,
        premoderated: patch.premoderated,
        newcomers_held: patch.newcomers_held,
        pinned: patch.pinned,
        locked: patch.locked,
        by: Some(person.participant.id),
        now_ms: viewer.now,
    };
    let row = storage.change_thread(viewer.room.id, &current.id, expected, change).await?;
    let version = row.version;
    Known::default().versioned(&render::thread(row, viewer.now), version)
}

fn moment(text: Option<&String>) -> Change<i64> {
    text.map(String::as_str).and_then(parse_ms).map_or(Change::Keep, Change::Set)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use contract::ProblemCode;
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{TestApp, merge};

    /// Voting by support with hidden results and this over it.
    fn voting(with: Value) -> Value {
        let mut voting =
            json!({"mode": "support", "budget": 3, "results": "after_vote", "answer_at": 9});
        merge(&mut voting, with);
        json!({"voting": voting})
    }

    async fn ready() -> TestApp {
        let test = TestApp::start().await;
        let mut with = voting(json!({}));
        let more = json!({"anonymous": true, "closes_at": "2021-09-26T00:00:00Z",
            "rules": "Be kind.", "languages": ["th"], "sectors": ["cso"]});
        merge(&mut with, more);
        test.thread("t", with).await;
        test
    }

    #[tokio::test]
    async fn what_it_asks_for_is_kept_and_changed() {
        let test = ready().await;
        let thread: Thread = test.get("/v1/threads/t").send().await.json();
        assert_eq!(thread.rules, "Be kind.");
        assert_eq!((thread.languages, thread.sectors), (vec!["th".into()], vec!["cso".into()]));
        assert!(thread.anonymous && !thread.newcomers_held);
        let translation = json!({"language": "th", "title": "ถาม", "summary": "", "body": ""});
        let change = json!({"languages": [], "newcomers_held": true, "rules": "",
            "translations": [translation]});
        let answer = test.patch("/v1/threads/t", &change).by(&test.official()).send().await;
        let thread: Thread = answer.json();
        assert!(thread.newcomers_held && thread.languages.is_empty() && thread.rules.is_empty());
        assert_eq!(thread.translations.len(), 1);
        assert_eq!(thread.sectors, ["cso"], "what is absent stays");
        let wrong = json!({"languages": ["en", "en"], "sectors": ["martians"],
            "voting": {"mode": "opinion", "budget": 1, "results": "after_vote", "answer_at": null}});
        let answer = test.patch("/v1/threads/t", &wrong).by(&test.official()).send().await;
        let fields = ["languages[1] repeated", "sectors[0] unknown", "voting.budget invalid"];
        assert_eq!(answer.wrong_fields(), fields);
    }

    #[tokio::test]
    async fn what_was_promised_is_not_taken_back() {
        let test = ready().await;
        let (author, official) = (test.user("author"), test.official());
        for title in ["One", "Two"] {
            let id = test.submit("t", &author, title).await.id;
            test.vote(&id, &test.user("voter"), "support").await;
        }
        for change in [
            json!({"anonymous": false}),
            voting(json!({"results": "always"})),
            voting(json!({"mode": "opinion", "budget": null})),
            voting(json!({"budget": 1})),
            voting(json!({"answer_at": 10})),
            voting(json!({"answer_at": null})),
            json!({"closes_at": "2021-09-25T00:00:00Z"}),
            json!({"closes_at": "2021-08-01T00:00:00Z", "opens_at": "2021-07-01T00:00:00Z"}),
            json!({"promise": "inform"}),
        ] {
            let answer = test.patch("/v1/threads/t", &change).by(&official).send().await;
            assert_eq!(answer.problem(), ProblemCode::PromiseKept, "{change}");
        }
        let thread: Thread = test.get("/v1/threads/t").send().await.json();
        assert_eq!((thread.version, thread.counts.votes), (1, None));
        for change in [
            voting(json!({"budget": 2, "results": "after_close", "answer_at": 8})),
            json!({"closes_at": "2021-09-27T00:00:00Z", "promise": "empower", "anonymous": true}),
        ] {
            let answer = test.patch("/v1/threads/t", &change).by(&official).send().await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        }
        test.clock.advance(std::time::Duration::from_hours(24 * 40));
        let thread: Thread = test.get("/v1/threads/t").send().await.json();
        assert_eq!(thread.counts.votes, Some(2), "told when results are");
    }

    #[tokio::test]
    async fn a_thread_that_hides_and_owes_needs_an_end() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let owes =
            json!({"mode": "opinion", "budget": null, "results": "after_close", "answer_at": 5});
        let change = json!({"voting": owes});
        let answer = test.patch("/v1/threads/t", &change).by(&test.official()).send().await;
        assert_eq!(answer.wrong_fields(), ["closes_at required"]);
    }
}
