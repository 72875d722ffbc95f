//! In an anonymous thread nothing that the API answers says who wrote.

use axum::http::{Method, StatusCode};
use contract::{Comment, Page, ProblemCode, Role, Submission};
use serde_json::json;

use crate::{
    auth::TokenRequest,
    sources::Clock as _,
    testing::{TestApp, draft, merge},
};

/// Everything that could name the one author.
fn names(test: &TestApp) -> (String, Vec<&'static str>) {
    let request = TokenRequest {
        subject: "suda".to_owned(),
        name: "Suda Rattanakul".to_owned(),
        organisation: Some("Baan Klang Foundation".to_owned()),
        sector: Some("academia".to_owned()),
        country: Some("LA".to_owned()),
        roles: vec![Role::Participant],
        ttl_s: 3_600,
        ..TokenRequest::default()
    };
    let token = TestApp::signer("default").sign(&request, test.clock.now_ms()).expect("signs");
    (token, vec!["Suda", "Baan Klang", "\"academia\"", ",academia,", "\"LA\"", ",LA,"])
}

#[tokio::test]
async fn no_answer_says_who_wrote() {
    let test = TestApp::start().await;
    test.thread("t", json!({"anonymous": true})).await;
    let (author, mut names) = names(&test);
    let me: contract::Me = test.get("/v1/me").by(&author).send().await.json();
    names.push(me.author.id.leak());
    let mut sent = draft("Said in confidence");
    merge(&mut sent, json!({"kind": "concern"}));
    let made = test.post("/v1/threads/t/submissions", &sent).by(&author);
    let made = made.header("idempotency-key", "k").send().await;
    let submission: Submission = made.json();
    assert!(submission.mine);
    let path = format!("/v1/submissions/{}", submission.id);
    let comment = json!({"body": "And more", "stance": "for"});
    let said = test.post(&format!("{path}/comments"), &comment).by(&author).send().await;
    assert!(said.json::<Comment>().mine);
    let edit = test.patch(&path, &json!({"body": "Otherwise."})).by(&author).send().await;
    let mut answers = vec![made, said, edit, test.vote(&submission.id, &author, "agree").await];
    let again = test.post("/v1/threads/t/submissions", &sent).by(&author);
    answers.push(again.header("idempotency-key", "k").send().await);
    let staff = test.token("default", "staff", &[Role::Moderator, Role::Official]);
    for way in [
        path.clone(),
        format!("{path}/history"),
        format!("{path}/comments"),
        "/v1/threads/t".to_owned(),
        "/v1/threads/t/submissions".to_owned(),
        "/v1/threads/t/submissions?q=confidence".to_owned(),
        "/v1/threads/t/similar?title=Said+in+confidence".to_owned(),
        "/v1/threads/t/export.json".to_owned(),
        "/v1/threads/t/export.csv".to_owned(),
        "/v1/threads/t/export.csv?part=votes".to_owned(),
    ] {
        for token in [None, Some(&author), Some(&staff), Some(&test.user("other"))] {
            let ask = test.get(&way);
            let ask = if let Some(token) = token { ask.by(token) } else { ask };
            let answer = ask.send().await;
            assert_eq!(answer.status, StatusCode::OK, "{way}");
            answers.push(answer);
        }
    }
    answers.push(test.ask(Method::DELETE, &path).by(&test.user("other")).send().await);
    answers.push(test.patch(&path, &json!({"title": "x"})).by(&test.user("other")).send().await);
    // A tally names every sector of the forum, whoever voted.
    let cells = ["\"\"academia\"\":null", "\"academia\":null"];
    for answer in answers {
        let told = cells.iter().fold(answer.text(), |text, cell| text.replace(cell, ""));
        let found = names.iter().find(|name| told.contains(**name));
        assert_eq!(found, None, "{told}");
    }
    for filter in ["sector=academia", "country=LA", "sector=academia&author=me"] {
        let way = format!("/v1/threads/t/submissions?{filter}");
        let page: Page<Submission> = test.get(&way).by(&author).send().await.json();
        assert_eq!((page.items, page.total), (vec![], Some(0)), "{filter}");
    }
    let own: Page<Submission> =
        test.get("/v1/threads/t/submissions?author=me").by(&author).send().await.json();
    assert_eq!(own.items.len(), 1, "it is still theirs");
}

#[tokio::test]
async fn what_became_anonymous_stays_so_and_the_host_is_still_the_host() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let named = test.submit("t", &test.user("author"), "Said openly").await;
    assert_eq!(named.author.name, "author");
    let both = test.official();
    let host = test.submit("t", &both, "We ask").await;
    let hide = |on: bool| test.patch("/v1/threads/t", &json!({"anonymous": on})).by(&both).send();
    assert_eq!(hide(true).await.status, StatusCode::OK);
    assert_eq!(hide(false).await.problem(), ProblemCode::PromiseKept);
    for (id, official) in [(named.id, false), (host.id, true)] {
        let shown: Submission = test.get(&format!("/v1/submissions/{id}")).send().await.json();
        assert_eq!((shown.author.name.as_str(), shown.author.official), ("", official));
        assert_eq!(shown.author.id, rules::anonymity::NOBODY);
    }
}
