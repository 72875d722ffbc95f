//! `POST /v1/moderation/decisions`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Decision, DecisionDraft};
use rules::{Normalizer, validate};
use storage::{DecisionRow, NewDecision};

use super::render_moderation as render;
use crate::{
    auth::{Moderator, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create: NotFound, Withdrawn, OwnCase, PromiseKept, WrongState, Stale);

/// Decides about something. Nobody decides about what they or their
/// organisation wrote. Of two who decide at the same time the second is told
/// that it does not wait any more.
#[utoipa::path(
    post, path = "/v1/moderation/decisions", operation_id = "create_decision", tag = "moderation",
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = DecisionDraft,
    responses((status = 201, description = "The decision on record.", body = Decision), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<DecisionDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::decision(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let decision = NewDecision {
        id: viewer.app.sources().new_id(),
        target: draft.target,
        action: draft.action,
        reason: draft.reason,
        note: draft.note,
        message: draft.message,
        into: draft.into,
        recheck_at: None,
        version: draft.version,
        moderator: person.participant.id,
        now_ms: viewer.now,
    };
    let show =
        |row: &DecisionRow| stored(StatusCode::CREATED, &render::decision(row.clone()), None);
    let storage = viewer.app.storage();
    let outcome = storage.decide(viewer.room.id, decision, key.idempotency(&hash, show)).await?;
    Ok(created(outcome, show))
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use contract::{ProblemCode, Role, State, Submission};
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{Answer, TestApp, draft};

    /// A token of a moderator.
    fn moderator(test: &TestApp, name: &str) -> String {
        test.token("default", name, &[Role::Participant, Role::Moderator])
    }

    fn decision(id: &str, action: &str, with: Value) -> Value {
        let mut draft = json!({"target": {"kind": "submission", "id": id}, "action": action});
        crate::testing::merge(&mut draft, with);
        draft
    }

    async fn decide(test: &TestApp, by: &str, decision: &Value) -> Answer {
        test.post("/v1/moderation/decisions", decision).by(by).send().await
    }

    async fn ready() -> (TestApp, String, String) {
        let test = TestApp::start().await;
        test.thread("t", json!({"premoderated": true})).await;
        let author = test.user("author");
        let id = test.submit("t", &author, "Waits").await.id;
        (test, author, id)
    }

    #[tokio::test]
    async fn what_is_held_is_published_and_its_author_reads_why_not() {
        let (test, author, id) = ready().await;
        let by = moderator(&test, "m");
        let path = format!("/v1/submissions/{id}");
        for (token, status) in [(&by, 200), (&test.official(), 200), (&test.user("x"), 404)] {
            for path in [path.clone(), format!("{path}/history"), format!("{path}/comments")] {
                let answer = test.get(&path).by(token).send().await;
                assert_eq!(answer.status.as_u16(), status, "{path}");
            }
        }
        let reject = json!({"reason": "spam", "message": "Said already.", "note": "the third one"});
        let answer = decide(&test, &by, &decision(&id, "reject", reject)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let made: Decision = answer.json();
        assert_eq!((made.note.as_str(), made.title.as_str()), ("the third one", "Waits"));
        let answer = test.get(&path).by(&author).send().await;
        assert!(!answer.text().contains("the third one"), "notes are for moderators");
        let mine: Submission = answer.json();
        let verdict = mine.verdict.expect("a verdict");
        assert_eq!((mine.state, verdict.message.as_str()), (State::Hidden, "Said already."));
        assert_eq!((verdict.reason.as_deref(), verdict.can_appeal), (Some("spam"), true));
        let seen: Submission = test.get(&path).by(&by).send().await.json();
        assert!(!seen.verdict.expect("a verdict").can_appeal, "only its author may");
        let undo = format!("/v1/moderation/decisions/{}", made.id);
        let undone: Decision = test.ask(Method::DELETE, &undo).by(&by).send().await.json();
        assert!(undone.undone_by.is_some() && undone.undone_at.is_some());
        let again = test.ask(Method::DELETE, &undo).by(&by).send().await;
        assert_eq!(again.problem(), ProblemCode::WrongState);
        let approve = decision(&id, "approve", json!({"version": 1}));
        assert_eq!(decide(&test, &by, &approve).await.status, StatusCode::CREATED);
        let shown: Submission = test.get(&path).send().await.json();
        assert_eq!((shown.state, shown.verdict), (State::Published, None));
        let page: contract::Page<Decision> =
            test.get("/v1/moderation/log?limit=1").by(&by).send().await.json();
        assert_eq!(page.items[0].action, contract::Action::Approve);
        assert!(page.next_cursor.is_some());
    }

    #[tokio::test]
    async fn what_does_not_follow_is_refused_and_changes_nothing() {
        let (test, author, id) = ready().await;
        let by = moderator(&test, "m");
        let unknown = "0198c0de-7c1d-7000-8000-00000000ffff";
        for (decision, code) in [
            (decision(&id, "hide", json!({"reason": "spam"})), ProblemCode::WrongState),
            (decision(&id, "approve", json!({"version": 2})), ProblemCode::Stale),
            (decision(unknown, "approve", json!({})), ProblemCode::NotFound),
            (decision("no id", "approve", json!({})), ProblemCode::NotFound),
        ] {
            assert_eq!(decide(&test, &by, &decision).await.problem(), code, "{decision}");
        }
        let long = "x".repeat(2_001);
        for (decision, wrong) in [
            (decision(&id, "reject", json!({})), "reason required"),
            (decision(&id, "reject", json!({"reason": "nonsense"})), "reason unknown"),
            (decision(&id, "pin", json!({"reason": "spam"})), "reason invalid"),
            (decision(&id, "verify", json!({})), "action invalid"),
            (decision(&id, "move", json!({})), "into required"),
            (decision(&id, "move", json!({"into": "nowhere"})), "into invalid"),
            (decision(&id, "approve", json!({"into": "t"})), "into invalid"),
            (decision(&id, "approve", json!({"note": long})), "note too_long"),
        ] {
            let answer = decide(&test, &by, &decision).await;
            assert_eq!(answer.wrong_fields(), [wrong], "{decision}");
        }
        // Neither the author, with whatever role, nor a moderator elsewhere.
        let both = test.token("default", "author", &[Role::Participant, Role::Moderator]);
        let approve = decision(&id, "approve", json!({}));
        assert_eq!(decide(&test, &both, &approve).await.problem(), ProblemCode::OwnCase);
        for (token, code) in [
            (author.clone(), ProblemCode::NotAllowed),
            (test.official(), ProblemCode::NotAllowed),
            (test.token("labour", "m", &[Role::Moderator]), ProblemCode::TokenInvalid),
        ] {
            assert_eq!(decide(&test, &token, &approve).await.problem(), code);
        }
        let elsewhere = test.token("labour", "m", &[Role::Moderator]);
        let foreign = test.post("/f/labour/v1/moderation/decisions", &approve).by(&elsewhere);
        assert_eq!(foreign.send().await.problem(), ProblemCode::NotFound);
        let mine: Submission =
            test.get(&format!("/v1/submissions/{id}")).by(&author).send().await.json();
        assert_eq!((mine.state, mine.verdict), (State::Pending, None));
    }

    #[tokio::test]
    async fn a_key_decides_once() {
        let (test, _, id) = ready().await;
        let by = moderator(&test, "m");
        let approve = decision(&id, "approve", json!({}));
        let ask = || {
            let ask = test.post("/v1/moderation/decisions", &approve).by(&by);
            ask.header("idempotency-key", "once").send()
        };
        let (first, second) = (ask().await, ask().await);
        assert_eq!((first.status, &first.body), (StatusCode::CREATED, &second.body));
        assert_eq!(second.header("idempotency-replayed"), "true");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn of_two_moderators_at_once_one_decides() {
        let test = TestApp::start().await;
        test.thread("t", json!({"premoderated": true})).await;
        let (one, two) = (moderator(&test, "m1"), moderator(&test, "m2"));
        let author = test.user("author");
        for round in 0..20 {
            let title = format!("Round {round}");
            let made = test.post("/v1/threads/t/submissions", &draft(&title)).by(&author);
            let id = made.send().await.json::<Submission>().id;
            let approve = decision(&id, "approve", json!({}));
            let reject = decision(&id, "reject", json!({"reason": "spam"}));
            let (a, b) = futures_util::future::join(
                decide(&test, &one, &approve),
                decide(&test, &two, &reject),
            )
            .await;
            let (won, lost) = if a.status.is_success() { (a, b) } else { (b, a) };
            let won: Decision = won.json();
            assert_eq!(lost.problem(), ProblemCode::WrongState, "round {round}");
            let path = format!("/v1/submissions/{id}");
            let now: Submission = test.get(&path).by(&author).send().await.json();
            let expected = match won.action {
                contract::Action::Approve => State::Published,
                _ => State::Hidden,
            };
            assert_eq!(now.state, expected);
        }
        let log = test.get("/v1/moderation/decisions?moderator=me&limit=100").by(&one).send().await;
        let mine = log.json::<contract::Page<Decision>>().items.len();
        let log = test.get("/v1/moderation/decisions?moderator=me&limit=100").by(&two).send().await;
        assert_eq!(mine + log.json::<contract::Page<Decision>>().items.len(), 20);
    }
}
