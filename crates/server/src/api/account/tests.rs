//! Codes, sessions and accounts, from the mail to the deletion.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use contract::{
    Account, Me, Page, PersonalData, ProblemCode, Session, SessionToken, SignInMethod, Submission,
};
use serde_json::{Value, json};

use crate::testing::{TestApp, draft};

const CHECK: &str = "/v1/sign-in/email/check";

async fn me(test: &TestApp, token: &str) -> Me {
    let answer = test.get("/v1/me").by(token).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_mailed_code_makes_an_account_and_signs_in_again() {
    let test = TestApp::start().await;
    let (request, code) = test.code("somchai@example.org").await;
    let unnamed = json!({"request_id": request, "code": code});
    let answer = test.post(CHECK, &unnamed).send().await;
    assert_eq!(answer.problem(), ProblemCode::InvalidFields, "somebody new gives a name");
    let named = json!({"request_id": request, "code": code, "name": "<b>Somchai</b>"});
    let first: SessionToken = test.post(CHECK, &named).send().await.json();
    let account = me(&test, &first.access_token).await;
    assert_eq!(account.author.name, "<b>Somchai</b>", "it is text and stays as typed");
    let Account { method, email, newcomer, .. } = account.account.expect("an account");
    assert_eq!((method, newcomer), (SignInMethod::EmailCode, true));
    assert_eq!(email.as_deref(), Some("somchai@example.org"));
    let again = test.post(CHECK, &named).send().await;
    assert_eq!(again.problem(), ProblemCode::WrongCode, "a code is good once");

    let (request, code) = test.code("somchai@example.org").await;
    let known = json!({"request_id": request, "code": code});
    let second: SessionToken = test.post(CHECK, &known).send().await.json();
    let same = me(&test, &second.access_token).await;
    assert_eq!(same.author.id, account.author.id, "the same account");
}

#[tokio::test]
async fn an_address_cannot_be_probed() {
    let test = TestApp::start().await;
    test.sign_in("known@example.org", "Known").await;
    let shape = async |email: &str| {
        let asked = json!({"email": email});
        let answer = test.post("/v1/sign-in/email", &asked).send().await;
        let mut body: Value = answer.json();
        body["request_id"] = Value::Null;
        // Nothing was sent yet: the mail waits, and costs the request no time.
        (answer.status, body, test.mails().await.len())
    };
    let (known, unknown) = (shape("known@example.org").await, shape("new@example.org").await);
    assert_eq!(known, unknown);
    for email in ["", "nobody", "a@b.c\r\nBcc: x@y.z"] {
        let answer = test.post("/v1/sign-in/email", &json!({"email": email})).send().await;
        assert_eq!(answer.problem(), ProblemCode::InvalidFields, "{email:?}");
    }
}

#[tokio::test]
async fn a_code_has_five_tries_and_ten_minutes() {
    let test = TestApp::start().await;
    let (request, code) = test.code("a@example.org").await;
    let check = async |code: &str| {
        let body = json!({"request_id": request, "code": code, "name": "A"});
        test.post(CHECK, &body).send().await
    };
    for _ in 0..5 {
        assert_eq!(check("0000 0000").await.problem(), ProblemCode::WrongCode);
    }
    assert_eq!(check(&code).await.problem(), ProblemCode::WrongCode, "its tries are used up");
    let (request, code) = test.code("b@example.org").await;
    test.clock.advance(Duration::from_mins(10));
    let late = json!({"request_id": request, "code": code, "name": "B"});
    let answer = test.post(CHECK, &late).send().await;
    assert_eq!(answer.problem(), ProblemCode::WrongCode, "it has ended");
}

#[tokio::test]
async fn one_address_is_not_flooded() {
    let test = TestApp::start().await;
    let mut refused = 0;
    for _ in 0..20 {
        let answer =
            test.post("/v1/sign-in/email", &json!({"email": "a@example.org"})).send().await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            assert!(!answer.header("retry-after").is_empty());
        }
    }
    assert!(refused >= 10, "{refused} of 20");
}

#[tokio::test]
async fn a_session_is_renewed_once_by_each_token_and_a_stolen_one_ends_it() {
    let test = TestApp::start().await;
    let first = test.sign_in("a@example.org", "A").await;
    let renew = async |token: &str| {
        test.post("/v1/sessions/renew", &json!({"refresh_token": token})).send().await
    };
    test.clock.advance(Duration::from_mins(11));
    let ended = test.get("/v1/me").by(&first.access_token).send().await;
    assert_eq!(ended.problem(), ProblemCode::TokenExpired);
    let second: SessionToken = renew(&first.refresh_token).await.json();
    me(&test, &second.access_token).await;
    let other_tab: SessionToken = renew(&first.refresh_token).await.json();
    me(&test, &other_tab.access_token).await;
    test.clock.advance(Duration::from_millis(9_999));
    let late: SessionToken = renew(&first.refresh_token).await.json();
    let next: SessionToken = renew(&late.refresh_token).await.json();
    me(&test, &next.access_token).await;
    test.clock.advance(Duration::from_millis(1));
    let stolen = renew(&first.refresh_token).await;
    assert_eq!(stolen.problem(), ProblemCode::TokenInvalid);
    let answer = test.get("/v1/me").by(&second.access_token).send().await;
    assert_eq!(answer.problem(), ProblemCode::TokenInvalid, "the session has ended for both");
    assert_eq!(renew(&second.refresh_token).await.problem(), ProblemCode::TokenInvalid);
}

#[tokio::test]
async fn sessions_are_listed_and_revoked_at_once() {
    let test = TestApp::start().await;
    let phone = test.sign_in("a@example.org", "A").await;
    let desk = test.sign_in("a@example.org", "A").await;
    let list: Page<Session> =
        test.get("/v1/me/sessions").by(&desk.access_token).send().await.json();
    assert_eq!(list.items.iter().map(|one| one.current).collect::<Vec<_>>(), [true, false]);
    let path = format!("/v1/me/sessions/{}", list.items[1].id);
    let gone = test.ask(Method::DELETE, &path).by(&desk.access_token).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let answer = test.get("/v1/me").by(&phone.access_token).send().await;
    assert_eq!(answer.problem(), ProblemCode::TokenInvalid);
    let out = json!({"refresh_token": desk.refresh_token});
    for _ in 0..2 {
        let answer = test.post("/v1/sessions/end", &out).send().await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "twice is no fault");
    }
    let answer = test.get("/v1/me").by(&desk.access_token).send().await;
    assert_eq!(answer.problem(), ProblemCode::TokenInvalid);
}

#[tokio::test]
async fn a_session_of_one_forum_is_none_of_another() {
    let test = TestApp::start().await;
    let session = test.sign_in("a@example.org", "A").await;
    let answer = test.get("/f/labour/v1/me").by(&session.access_token).send().await;
    assert_eq!(answer.problem(), ProblemCode::TokenInvalid);
    let body = json!({"refresh_token": session.refresh_token});
    let answer = test.post("/f/labour/v1/sessions/renew", &body).send().await;
    assert_eq!(answer.problem(), ProblemCode::TokenInvalid);
}

#[tokio::test]
async fn a_person_sees_takes_along_and_deletes_what_is_theirs() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let theirs = test.submit("t", &test.user("other"), "Another's").await.id;
    let session = test.sign_in("a@example.org", "A").await;
    let token = session.access_token;
    test.clock.advance(Duration::from_secs(20));
    let path = "/v1/threads/t/submissions";
    let mine = test.post(path, &draft("Mine")).by(&token).send().await;
    assert_eq!(mine.status, StatusCode::CREATED, "{}", mine.text());
    let mine: Submission = mine.json();
    assert_eq!(test.vote(&theirs, &token, "agree").await.status, StatusCode::OK);
    let data: PersonalData = test.get("/v1/me/data").by(&token).send().await.json();
    assert_eq!((data.submissions.len(), data.votes.len()), (1, 1));
    assert_eq!(data.account.email.as_deref(), Some("a@example.org"));

    let gone = test.ask(Method::DELETE, "/v1/me").json(&json!({"content": "keep"})).by(&token);
    assert_eq!(gone.send().await.status, StatusCode::NO_CONTENT);
    let answer = test.get("/v1/me").by(&token).send().await;
    assert_eq!(answer.problem(), ProblemCode::TokenInvalid, "a deleted account's token");
    let kept: Submission = test.get(&format!("/v1/submissions/{}", mine.id)).send().await.json();
    assert_eq!((kept.title.as_str(), kept.author.name.as_str()), ("Mine", ""));
    let other: Submission = test.get(&format!("/v1/submissions/{theirs}")).send().await.json();
    assert_eq!(other.tally.map(|tally| tally.participants), Some(0), "their vote is gone");
}

#[tokio::test]
async fn a_host_token_of_a_deleted_account_is_refused_until_a_newer_one_comes() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let token = test.user("person");
    let id = test.submit("t", &token, "Theirs").await.id;
    test.clock.advance(Duration::from_secs(5));
    let gone = test.ask(Method::DELETE, "/v1/me").json(&json!({"content": "remove"})).by(&token);
    assert_eq!(gone.send().await.status, StatusCode::NO_CONTENT);
    assert_eq!(test.get("/v1/me").by(&token).send().await.problem(), ProblemCode::TokenInvalid);
    let answer = test.get(&format!("/v1/submissions/{id}")).send().await;
    assert_eq!(answer.problem(), ProblemCode::Withdrawn);
    test.clock.advance(Duration::from_secs(5));
    let again = test.user("person");
    assert_ne!(me(&test, &again).await.author.id, "", "somebody new");
}

#[tokio::test]
async fn people_of_a_host_have_their_name_from_it_and_a_sector_with_votes_stays() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let id = test.submit("t", &test.user("author"), "A title").await.id;
    let change = json!({"name": "Other"});
    let answer = test.patch("/v1/me", &change).by(&test.user("host's")).send().await;
    assert_eq!(answer.problem(), ProblemCode::NotAllowed);
    let own = test.sign_in("a@example.org", "A").await.access_token;
    let sector = test.app.room("default").expect("a forum").forum.sectors[0].id.clone();
    let answer = test.patch("/v1/me", &json!({"sector": sector})).by(&own).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(test.vote(&id, &own, "agree").await.status, StatusCode::OK);
    let answer = test.patch("/v1/me", &json!({"sector": ""})).by(&own).send().await;
    assert_eq!(answer.problem(), ProblemCode::WrongState);
    let answer = test.patch("/v1/me", &json!({"sector": "nobility"})).by(&own).send().await;
    assert_eq!(answer.problem(), ProblemCode::InvalidFields);
}

#[tokio::test]
async fn the_window_tells_a_page_that_may_not_and_has_nothing_inline() {
    let test = TestApp::start().await;
    let page = async |query: &str| test.get(&format!("/sign-in{query}")).send().await;
    let own = page("?origin=https://forum.example&state=s&lang=th").await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(own.text().contains("data-origin=\"https://forum.example\""), "{}", own.text());
    let stranger = page("?origin=https://stranger.example&state=s").await;
    assert_eq!(stranger.status, StatusCode::BAD_REQUEST);
    assert!(stranger.text().contains("data-origin=\"\""), "{}", stranger.text());
    for answer in [own, stranger] {
        let html = answer.text();
        assert!(!html.contains("<style") && !html.contains("style=") && !html.contains("onload"));
        assert_eq!(html.matches("<script").count(), html.matches("src=").count());
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
    }
    let evil = page("?origin=https://forum.example&state=%22%3E%3Cscript%3E").await;
    assert!(!evil.text().contains("\"><script>"), "{}", evil.text());
    let nothing = test.get("/sign-in/unknown?challenge=00").send().await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}
