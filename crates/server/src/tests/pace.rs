//! Limits of pace, through the whole server.

use std::{net::IpAddr, time::Duration};

use axum::http::StatusCode;
use contract::ProblemCode;
use serde_json::json;

use crate::testing::{TestApp, draft};

async fn with(change: impl FnOnce(&mut crate::config::RateSettings)) -> TestApp {
    TestApp::with_settings(|settings| change(&mut settings.rates)).await
}

#[tokio::test]
async fn a_participant_writes_so_often_and_then_waits() {
    let test = with(|rates| rates.participant_writes_per_minute = Some(4)).await;
    // Opening the thread is a write of somebody else.
    test.thread("t", json!({})).await;
    let author = test.user("author");
    for number in 0..4 {
        test.submit("t", &author, &format!("Number {number}")).await;
    }
    let send = |token: String| {
        let test = &test;
        async move {
            let ask = test.post("/v1/threads/t/submissions", &draft("More"));
            ask.by(&token).header("origin", "https://host.example").send().await
        }
    };
    let answer = send(author.clone()).await;
    assert_eq!(answer.problem(), ProblemCode::RateLimited);
    assert_eq!(answer.header("retry-after"), "15");
    assert_eq!(answer.header("access-control-allow-origin"), "https://host.example");
    assert!(answer.header("access-control-expose-headers").contains("Retry-After"));
    assert_eq!(send(test.user("other")).await.status, StatusCode::CREATED);
    assert_eq!(test.get("/v1/threads/t").by(&author).send().await.status, StatusCode::OK);
    test.clock.advance(Duration::from_secs(15));
    assert_eq!(send(author).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_address_is_what_a_trusted_proxy_says_it_is() {
    let test = with(|rates| rates.address_reads_per_minute = Some(2)).await;
    let stranger = IpAddr::from([203, 0, 113, 9]);
    let proxy = IpAddr::from([10, 0, 0, 1]);
    let ask = |peer: IpAddr, forwarded: &'static str| {
        test.get("/v1/forum").from(peer).header("x-forwarded-for", forwarded).send()
    };
    // A stranger cannot say that they are somebody else each time.
    assert_eq!(ask(stranger, "198.51.100.1").await.status, StatusCode::OK);
    assert_eq!(ask(stranger, "198.51.100.2").await.status, StatusCode::OK);
    assert_eq!(ask(stranger, "198.51.100.3").await.problem(), ProblemCode::RateLimited);
    // Behind the proxy each client counts, whatever it wrote further left.
    for client in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        assert_eq!(ask(proxy, client).await.status, StatusCode::OK);
    }
    assert_eq!(ask(proxy, "6.6.6.6, 192.0.2.1").await.status, StatusCode::OK);
    assert_eq!(ask(proxy, "7.7.7.7, 192.0.2.1").await.problem(), ProblemCode::RateLimited);
    // One IPv6 network is one client.
    assert_eq!(ask(proxy, "2001:db8::1").await.status, StatusCode::OK);
    assert_eq!(ask(proxy, "2001:db8::2").await.status, StatusCode::OK);
    assert_eq!(ask(proxy, "2001:db8::3").await.problem(), ProblemCode::RateLimited);
    assert_eq!(ask(proxy, "2001:db8:0:1::1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn operation_is_never_limited() {
    let test = with(|rates| rates.address_reads_per_minute = Some(1)).await;
    for _ in 0..5 {
        for path in ["/healthz", "/readyz", "/metrics", "/v1/openapi.json"] {
            assert_eq!(test.get(path).send().await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn a_forum_takes_so_much_from_everybody_together() {
    let test = with(|rates| rates.forum_writes_per_minute = Some(3)).await;
    test.thread("t", json!({})).await;
    for name in ["a", "b"] {
        test.submit("t", &test.user(name), "Within").await;
    }
    let more = || test.post("/v1/threads/t/submissions", &draft("More")).by(&test.user("c")).send();
    let answer = more().await;
    assert_eq!(answer.problem(), ProblemCode::RateLimited);
    assert_eq!(answer.header("retry-after"), "20");
    assert_eq!(test.get("/v1/threads/t").send().await.status, StatusCode::OK, "reads go on");
    let labour = test.token("labour", "o", &[contract::Role::Official]);
    let other = test.post("/f/labour/v1/threads", &crate::testing::draft_thread("t"));
    assert_eq!(other.by(&labour).send().await.status, StatusCode::CREATED, "another forum");
    test.clock.advance(Duration::from_secs(20));
    assert_eq!(more().await.status, StatusCode::CREATED);
}

#[test]
fn who_waits_with_a_new_account_is_told_how_long() {
    let error: crate::http::problem::ApiError =
        storage::StorageError::NewAccount { wait_ms: 14_001 }.into();
    assert_eq!((error.code, error.retry_after), (ProblemCode::NewAccount, Some(15)));
}
