//! Methods, headers, origins and files: what is around the endpoints.

use axum::http::{Method, StatusCode};
use contract::ProblemCode;
use serde_json::json;

use crate::testing::TestApp;

#[tokio::test]
async fn an_unknown_method_is_told_which_there_are() {
    let test = TestApp::start().await;
    for (method, path, allowed) in [
        ("DELETE", "/v1/forum", &["GET", "HEAD"][..]),
        ("PUT", "/v1/threads", &["GET", "HEAD", "POST"]),
        ("POST", "/v1/submissions/x/vote", &["PUT", "DELETE"]),
        ("OPTIONS", "/v1/forum", &["GET"]),
        ("TRACE", "/v1/forum", &["GET"]),
        ("BREW", "/v1/forum", &["GET"]),
        ("POST", "/healthz", &["GET", "HEAD"]),
        ("POST", "/embed", &["GET", "HEAD"]),
    ] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let answer = test.ask(method.clone(), path).send().await;
        assert_eq!(answer.problem(), ProblemCode::MethodNotAllowed, "{method} {path}");
        let allow: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        assert!(allowed.iter().all(|one| allow.contains(one)), "{method} {path} {allow:?}");
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let test = TestApp::start().await;
    let get = test.get("/v1/forum").send().await;
    let head = test.ask(Method::HEAD, "/v1/forum").send().await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("etag"), get.header("etag"));
}

#[tokio::test]
async fn origins_are_allowed_one_by_one() {
    let test = TestApp::start().await;
    let ours = "https://host.example";
    let preflight = |origin: &str| {
        let ask = test.ask(Method::OPTIONS, "/v1/threads").header("origin", origin);
        ask.header("access-control-request-method", "POST").send()
    };
    let answer = preflight(ours).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-origin"), ours);
    for header in ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"]
    {
        assert!(answer.header("access-control-allow-headers").contains(header), "{header}");
    }
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        assert!(answer.header("access-control-allow-methods").contains(method), "{method}");
    }
    assert!(!answer.header("access-control-max-age").is_empty());
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let other = preflight("https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    for (path, status) in [("/v1/forum", 200), ("/v1/nothing", 404), ("/v1/me", 401)] {
        let answer = test.get(path).header("origin", ours).send().await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("access-control-allow-origin"), ours, "{path}");
        let exposed = answer.header("access-control-expose-headers");
        assert!(["ETag", "Retry-After", "Location"].iter().all(|name| exposed.contains(name)));
        let answer = test.get(path).header("origin", "https://evil.example").send().await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn every_answer_is_named_and_guarded() {
    let test = TestApp::start().await;
    let mut names = Vec::new();
    for path in ["/v1/forum", "/v1/nothing", "/", "/embed", "/healthz", "/f/nobody/v1/forum"] {
        let answer = test.get(path).send().await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        names.push(answer.header("x-request-id").to_owned());
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 6);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_not_by_address() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    for path in ["/v1/threads/t", "/v1/threads/secret?token=secret", "/secret"] {
        test.get(path).send().await;
    }
    let figures = test.get("/metrics").send().await.text();
    assert!(figures.contains("route=\"/v1/threads/{thread}\",status=\"200\""), "{figures}");
    assert!(figures.contains("open_forum_storage_commits_total"));
    assert!(!figures.contains("secret"));
}

#[tokio::test]
async fn a_server_that_ends_sends_traffic_elsewhere() {
    let test = TestApp::start().await;
    assert_eq!(test.get("/readyz").send().await.status, StatusCode::OK);
    test.app.begin_closing();
    let answer = test.get("/readyz").send().await;
    assert_eq!(answer.problem(), ProblemCode::Unavailable);
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(test.get("/healthz").send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_a_database_there_is_503_and_no_500() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let token = test.user("author");
    test.app.storage().close().await.expect("closes");
    for path in ["/v1/threads", "/v1/threads/t/submissions", "/readyz"] {
        assert_eq!(test.get(path).send().await.problem(), ProblemCode::Unavailable, "{path}");
    }
    assert_eq!(test.get("/v1/me").by(&token).send().await.problem(), ProblemCode::Unavailable);
    assert_eq!(test.get("/v1/forum").send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_widget_is_served_packed_and_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("writes");
    };
    write("index.html", b"<!doctype html>");
    write("open-forum.js", b"plain");
    write("open-forum.js.br", b"packed");
    write("open-forum.js.gz", b"zipped");
    write("assets/a-123_bg.wasm", b"wasm");
    write("assets/a-123_bg.wasm.br", b"packed wasm");
    write(".secret", b"secret");
    let path = folder.path().to_owned();
    let test = TestApp::with_settings(|settings| settings.widget_dir = path).await;
    let get = |path: &str, coding: &str| test.get(path).header("accept-encoding", coding).send();
    let page = get("/", "identity").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").contains("'wasm-unsafe-eval'"));
    for (coding, body) in
        [("br", "packed"), ("gzip", "zipped"), ("identity", "plain"), ("br;q=0, gzip", "zipped")]
    {
        let answer = get("/open-forum.js", coding).await;
        assert_eq!(answer.text(), body, "{coding}");
        assert_eq!(answer.header("cache-control"), "public, no-cache");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        let ask = test.get("/open-forum.js").header("accept-encoding", coding);
        let again = ask.header("if-none-match", answer.header("etag")).send().await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    let wasm = get("/assets/a-123_bg.wasm", "br").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(wasm.header("content-encoding"), "br");
    assert!(wasm.header("cache-control").contains("immutable"));
    let head = test.ask(Method::HEAD, "/open-forum.js").send().await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    for path in
        ["/.secret", "/../Cargo.toml", "/assets/../.secret", "/assets", "/%2esecret", "/assets//a"]
    {
        assert_eq!(get(path, "identity").await.problem(), ProblemCode::NotFound, "{path}");
    }
    let post = test.ask(Method::POST, "/open-forum.js").send().await;
    assert_eq!((post.status, post.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
}

#[tokio::test]
async fn a_widget_that_is_not_built_says_what_to_do() {
    let test = TestApp::start().await;
    for path in ["/", "/open-forum.js"] {
        let answer = test.get(path).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("cargo xtask build"), "{}", answer.text());
    }
}

#[tokio::test]
async fn the_page_for_frames_is_for_allowed_hosts() {
    let test = TestApp::start().await;
    let answer =
        test.get("/embed?thread=t&lang=th&theme=dark&parent=https://host.example").send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self' https://host.example"), "{policy}");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'"));
    let page = answer.text();
    for part in [
        "<html lang=\"th\">",
        "thread=\"t\"",
        "theme=\"dark\"",
        "data-parent=\"https://host.example\"",
    ] {
        assert!(page.contains(part), "{part} {page}");
    }
    let labour = test.get("/f/labour/embed?thread=t").send().await;
    assert!(labour.text().contains("api=\"/f/labour/\""));
    for path in ["/embed/frame.js", "/embed/frame.css"] {
        assert_eq!(test.get(path).send().await.status, StatusCode::OK, "{path}");
    }
    for query in [
        "thread=%22%3E%3Cscript%3E",
        "lang=e%20n",
        "theme=pink",
        "parent=https://evil.example",
        "parent=javascript:alert(1)",
        "x=1",
    ] {
        let answer = test.get(&format!("/embed?{query}")).send().await;
        assert_eq!(answer.problem(), ProblemCode::InvalidFields, "{query}");
    }
}
