//! Whatever is wrong with a request: the documented problem, and nothing of it
//! is kept.

use axum::http::{Method, StatusCode};
use contract::{Page, ProblemCode, Submission};
use serde_json::{Value, json};

use crate::testing::{TestApp, draft, draft_thread, merge};

/// Everything that writes could have changed, as text.
async fn all(test: &TestApp, submission: &str) -> String {
    let mut everything = String::new();
    for path in [
        "/v1/threads".to_owned(),
        "/v1/threads/t/export.json".to_owned(),
        format!("/v1/submissions/{submission}"),
        format!("/v1/submissions/{submission}/history"),
        format!("/v1/submissions/{submission}/comments"),
    ] {
        everything.push_str(&test.get(&path).send().await.text());
    }
    everything
}

async fn ready() -> (TestApp, Submission) {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let submission = test.submit("t", &test.user("author"), "A title").await;
    (test, submission)
}

fn long(count: usize) -> String {
    "ก".repeat(count)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of all fields")]
async fn every_field_wrong_in_turn() {
    let (test, submission) = ready().await;
    let id = &submission.id;
    let author = test.user("author");
    let official = test.official();
    let before = all(&test, id).await;
    let submissions = "/v1/threads/t/submissions".to_owned();
    let comments = format!("/v1/submissions/{id}/comments");
    let flags = format!("/v1/submissions/{id}/flags");
    let vote = format!("/v1/submissions/{id}/vote");
    let one = format!("/v1/submissions/{id}");
    let comment = json!({"body": "b", "stance": "for"});
    let link = |url: &str| json!({"links": [{"url": url}]});
    let with = |base: &Value, change: Value| {
        let mut body = base.clone();
        merge(&mut body, change);
        body
    };
    let submit = |change: Value, field: &str| {
        (Method::POST, submissions.clone(), with(&draft("Title"), change), field.to_owned())
    };
    let edit = |change: Value, field: &str| (Method::PATCH, one.clone(), change, field.to_owned());
    let say = |change: Value, field: &str| {
        (Method::POST, comments.clone(), with(&comment, change), field.to_owned())
    };
    let open = |change: Value, field: &str| {
        let body = with(&draft_thread("new"), change);
        (Method::POST, "/v1/threads".to_owned(), body, field.to_owned())
    };
    let change = |change: Value, field: &str| {
        (Method::PATCH, "/v1/threads/t".to_owned(), change, field.to_owned())
    };
    let six: Vec<_> = (0..6).map(|n| json!({"url": format!("https://e.org/{n}")})).collect();
    let cases = [
        submit(json!({"title": ""}), "title required"),
        submit(json!({"title": " \u{200b}\t"}), "title required"),
        submit(json!({"title": long(121)}), "title too_long"),
        submit(json!({"title": "a\0b"}), "title invalid"),
        submit(json!({"title": 5}), "title invalid"),
        submit(json!({"title": null}), "title invalid"),
        submit(json!({"body": long(3001)}), "body too_long"),
        submit(json!({"body": ["x"]}), "body invalid"),
        submit(json!({"language": "xx"}), "language unknown"),
        submit(json!({"language": ""}), "language required"),
        submit(json!({"kind": "rant"}), "kind unknown"),
        submit(json!({"theme": "none of them"}), "theme unknown"),
        submit(json!({"groups": ["nobody"]}), "groups[0] unknown"),
        submit(json!({"groups": ["older", "older"]}), "groups[1] repeated"),
        submit(json!({"groups": "older"}), "groups invalid"),
        submit(link("javascript:alert(1)"), "links[0].url invalid"),
        submit(link(""), "links[0].url required"),
        submit(link(&format!("https://e.org/{}", long(2000))), "links[0].url too_long"),
        submit(json!({"links": six}), "links too_many"),
        submit(json!({"links": [{}]}), "links[0].url required"),
        submit(json!({"state": "published"}), "state unknown"),
        submit(json!({"author": {"id": "x"}}), "author unknown"),
        edit(json!({"title": ""}), "title required"),
        edit(json!({"body": long(3001)}), "body too_long"),
        edit(json!({"theme": "none"}), "theme unknown"),
        edit(json!({"language": "th"}), "language unknown"),
        edit(json!({"status": "accepted"}), "status unknown"),
        edit(json!({"pinned": true}), "pinned unknown"),
        say(json!({"body": ""}), "body required"),
        say(json!({"body": long(1001)}), "body too_long"),
        say(json!({"stance": "maybe"}), "stance unknown"),
        say(json!({"language": "xx"}), "language unknown"),
        say(json!({"reply_to": "x"}), "reply_to invalid"),
        say(json!({"reply_to": id}), "reply_to invalid"),
        (Method::POST, flags.clone(), json!({"reason": "other"}), "note required".into()),
        (
            Method::POST,
            flags.clone(),
            json!({"reason": "spam", "note": long(501)}),
            "note too_long".into(),
        ),
        (Method::POST, flags.clone(), json!({"reason": "dislike"}), "reason unknown".into()),
        (Method::POST, flags, json!({}), "reason required".into()),
        (Method::PUT, vote.clone(), json!({"value": "maybe"}), "value unknown".into()),
        (Method::PUT, vote.clone(), json!({"value": null}), "value invalid".into()),
        (Method::PUT, vote.clone(), json!({}), "value required".into()),
        (Method::PUT, vote, json!({"value": "agree", "weight": 9}), "weight unknown".into()),
        open(json!({"slug": ""}), "slug required"),
        open(json!({"slug": "Not A Slug"}), "slug invalid"),
        open(json!({"title": ""}), "title required"),
        open(json!({"summary": long(501)}), "summary too_long"),
        open(json!({"body": long(10_001)}), "body too_long"),
        open(json!({"language": "xx"}), "language unknown"),
        open(json!({"promise": "dictate"}), "promise unknown"),
        open(json!({"opens_at": "tomorrow"}), "opens_at invalid"),
        open(
            json!({"opens_at": "2022-01-02T00:00:00Z", "closes_at": "2022-01-01T00:00:00Z"}),
            "closes_at invalid",
        ),
        open(
            json!({"voting": {"mode": "opinion", "budget": 5, "results": "always"}}),
            "voting.budget invalid",
        ),
        open(
            json!({"voting": {"mode": "support", "budget": -1, "results": "always"}}),
            "voting.budget invalid",
        ),
        open(json!({"voting": {"mode": "dice", "results": "always"}}), "voting.mode unknown"),
        open(json!({"id": "x"}), "id unknown"),
        change(json!({"title": " "}), "title required"),
        change(json!({"closes_at": "never"}), "closes_at invalid"),
        change(json!({"slug": "other"}), "slug unknown"),
        change(json!({"pinned": "yes"}), "pinned invalid"),
    ];
    for (method, path, body, field) in cases {
        let token = if path.starts_with("/v1/threads") && !path.ends_with("submissions") {
            &official
        } else {
            &author
        };
        let ask = test.ask(method.clone(), &path).json(&body).header("if-match", "*");
        let answer = ask.by(token).send().await;
        assert_eq!(answer.problem(), ProblemCode::InvalidFields, "{method} {path} {body}");
        assert!(answer.wrong_fields().contains(&field), "{field}: {}", answer.text());
    }
    assert_eq!(all(&test, id).await, before);
}

#[tokio::test]
async fn every_parameter_wrong_in_turn() {
    let (test, submission) = ready().await;
    let list = "/v1/threads/t/submissions";
    let id = &submission.id;
    let invalid = ProblemCode::InvalidFields;
    let cursor = ProblemCode::BadCursor;
    let malformed = ProblemCode::Malformed;
    let missing = ProblemCode::NotFound;
    let cases = [
        (format!("{list}?sort=best"), invalid),
        (format!("{list}?sort="), invalid),
        (format!("{list}?sort=newest&sort=random"), invalid),
        (format!("{list}?limit=0"), invalid),
        (format!("{list}?limit=101"), invalid),
        (format!("{list}?limit=x"), invalid),
        (format!("{list}?theme=none"), invalid),
        (format!("{list}?theme="), invalid),
        (format!("{list}?group=none"), invalid),
        (format!("{list}?sector=none"), invalid),
        (format!("{list}?country=XX"), invalid),
        (format!("{list}?status=lost"), invalid),
        (format!("{list}?language=xx"), invalid),
        (format!("{list}?kind=rant"), invalid),
        (format!("{list}?author=you"), invalid),
        (format!("{list}?seed={}", "x".repeat(65)), invalid),
        (format!("{list}?q={}", "x".repeat(201)), invalid),
        (format!("{list}?token=secret"), invalid),
        (format!("{list}?q=%ff"), malformed),
        (format!("{list}?q=%4"), malformed),
        (format!("{list}?cursor="), cursor),
        (format!("{list}?cursor=x"), cursor),
        (format!("{list}?cursor=1-0i0-1"), cursor),
        ("/v1/threads?cursor=nonsense".to_owned(), cursor),
        ("/v1/threads?limit=-1".to_owned(), invalid),
        ("/v1/threads/t?x=1".to_owned(), invalid),
        ("/v1/forum?x=1".to_owned(), invalid),
        (format!("/v1/submissions/{id}/comments?cursor=x"), cursor),
        (format!("/v1/submissions/{id}/comments?limit=0"), invalid),
        (format!("/v1/submissions/{id}?x=1"), invalid),
        (format!("/v1/threads/t/similar?title={}", "x".repeat(301)), invalid),
        ("/v1/threads/t/export.csv?part=all".to_owned(), invalid),
        ("/v1/threads/T".to_owned(), missing),
        ("/v1/threads/%00".to_owned(), missing),
        ("/v1/threads/%ff".to_owned(), missing),
        (format!("/v1/threads/{}", "x".repeat(5000)), missing),
        ("/v1/threads/other/submissions".to_owned(), missing),
        ("/v1/submissions/1".to_owned(), missing),
        (format!("/v1/submissions/{}", id.to_uppercase()), missing),
        (format!("/v1/submissions/{id}%20"), missing),
        (format!("/v1/submissions/{{{id}}}"), missing),
        ("/v1/submissions/00000000-0000-0000-0000-000000000000/history".to_owned(), missing),
        ("/v1/nothing".to_owned(), missing),
        ("/v2/forum".to_owned(), missing),
        ("/v1/forum/".to_owned(), missing),
        ("/f/nobody/v1/forum".to_owned(), missing),
        ("/f/labour/healthz".to_owned(), missing),
        ("/f/default".to_owned(), missing),
    ];
    for (path, code) in cases {
        let path = path.replace('{', "%7B").replace('}', "%7D");
        assert_eq!(test.get(&path).send().await.problem(), code, "{path}");
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_alone() {
    let (test, _) = ready().await;
    for title in ["b", "c"] {
        test.submit("t", &test.user("author"), title).await;
    }
    let list = "/v1/threads/t/submissions?limit=1";
    let page: Page<Submission> = test.get(list).send().await.json();
    let cursor = page.next_cursor.expect("more");
    let again = test.get(&format!("{list}&cursor={cursor}")).send().await;
    assert_eq!(again.status, StatusCode::OK);
    let other = test.get(&format!("{list}&sort=discussed&cursor={cursor}")).send().await;
    assert_eq!(other.problem(), ProblemCode::BadCursor);
    let threads = test.get(&format!("/v1/threads?cursor={cursor}")).send().await;
    assert_eq!(threads.problem(), ProblemCode::BadCursor);
    let random = format!("{list}&sort=random&seed=1");
    let page: Page<Submission> = test.get(&random).send().await.json();
    let cursor = page.next_cursor.expect("more");
    let other = test.get(&format!("{list}&sort=random&seed=2&cursor={cursor}")).send().await;
    assert_eq!(other.problem(), ProblemCode::BadCursor);
}

#[tokio::test]
async fn every_header_and_body_wrong_in_turn() {
    let (test, submission) = ready().await;
    let before = all(&test, &submission.id).await;
    let author = test.user("author");
    let path = "/v1/threads/t/submissions";
    let good = draft("Title").to_string();
    let too_large = format!("{{\"title\":\"{}\"}}", "x".repeat(64 * 1024));
    let bodies = [
        ("text/plain", good.clone(), ProblemCode::UnsupportedMediaType),
        (
            "application/x-www-form-urlencoded",
            "title=x".to_owned(),
            ProblemCode::UnsupportedMediaType,
        ),
        ("application/json; charset=latin1", good.clone(), ProblemCode::UnsupportedMediaType),
        ("application/json", String::new(), ProblemCode::Malformed),
        ("application/json", "{".to_owned(), ProblemCode::Malformed),
        ("application/json", format!("{good}{good}"), ProblemCode::Malformed),
        ("application/json", "\u{feff}{}".to_owned(), ProblemCode::Malformed),
        ("application/json", "[".repeat(10_000), ProblemCode::Malformed),
        ("application/json", "[]".to_owned(), ProblemCode::InvalidFields),
        ("application/json", "null".to_owned(), ProblemCode::InvalidFields),
        ("application/json", "\"\\ud800\"".to_owned(), ProblemCode::Malformed),
        ("application/json", too_large, ProblemCode::TooLarge),
    ];
    for (kind, body, code) in bodies {
        let what = body.chars().take(40).collect::<String>();
        let ask = test.ask(Method::POST, path).header("content-type", kind).raw(body);
        assert_eq!(ask.by(&author).send().await.problem(), code, "{kind} {what}");
    }
    let not_utf8 = test.ask(Method::POST, path).header("content-type", "application/json");
    let answer = not_utf8.raw(b"{\"title\":\"\xff\"}".to_vec()).by(&author).send().await;
    assert_eq!(answer.problem(), ProblemCode::Malformed);
    let untyped = test.ask(Method::POST, path).raw(good.clone()).by(&author).send().await;
    assert_eq!(untyped.problem(), ProblemCode::UnsupportedMediaType);
    for key in ["", "a b", &"x".repeat(129)] {
        let ask = test.post(path, &draft("Title")).header("idempotency-key", key);
        let answer = ask.by(&author).send().await;
        assert_eq!(answer.wrong_fields(), ["Idempotency-Key invalid"], "{key:?}");
    }
    let twice = test.post(path, &draft("Title")).header("idempotency-key", "a");
    let answer = twice.header("idempotency-key", "b").by(&author).send().await;
    assert_eq!(answer.wrong_fields(), ["idempotency-key repeated"]);
    for value in ["Basic dXNlcjpwYXNz", "Bearer", "Bearer  ", "nonsense", "Token x"] {
        let ask = test.post(path, &draft("Title")).header("authorization", value);
        assert_eq!(ask.send().await.problem(), ProblemCode::TokenInvalid, "{value}");
    }
    assert_eq!(all(&test, &submission.id).await, before);
}
