//! The `OpenAPI` document that is published beside the code.

use crate::{openapi, testing::TestApp};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

/// `UPDATE_GENERATED=1 cargo test -p server published` writes it anew.
#[test]
fn the_committed_document_is_that_of_the_code() {
    let text = openapi::text(false).expect("serialises");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(PATH, &text).expect("writes");
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        committed == text,
        "docs/openapi.json is stale: UPDATE_GENERATED=1 cargo test -p server published"
    );
}

#[tokio::test]
async fn the_served_document_has_the_forums_words_and_dangling_nothing() {
    let test = TestApp::start().await;
    let document: serde_json::Value = test.get("/v1/openapi.json").send().await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let sectors = &document["components"]["schemas"]["SubmissionDraft"]["properties"]["theme"];
    assert!(sectors["enum"].as_array().is_some_and(|themes| themes.len() > 2));
    let whole = document.to_string();
    for reference in whole.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().expect("a pointer");
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}
