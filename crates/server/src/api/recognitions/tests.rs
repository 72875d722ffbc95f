//! Awards and their gallery over the API.

use axum::http::{Method, StatusCode};
use contract::{
    GalleryItem, OrganisationProfile, Page, ProblemCode, Recognition, Role, Submission,
};
use serde_json::json;

use crate::testing::TestApp;

const SCRIPT: &str = "<script>alert('citation')</script>";

#[tokio::test]
async fn a_nomination_becomes_an_award() {
    let test = TestApp::start().await;
    test.thread("named", json!({"kind": "nominations"})).await;
    let official = test.official();
    let row = test.submit("named", &test.user("author"), "A nomination").await;
    let path = format!("/v1/submissions/{}/recognitions", row.id);
    let award = json!({"award": "AOSWADA", "category": "ngo", "year": 2021, "citation": SCRIPT});
    for token in [test.user("author"), test.token("default", "m", &[Role::Moderator])] {
        assert_eq!(
            test.post(&path, &award).by(&token).send().await.problem(),
            ProblemCode::NotAllowed
        );
    }
    assert_eq!(test.post(&path, &award).send().await.problem(), ProblemCode::TokenRequired);
    for (body, field) in [
        (json!({"award": " ", "year": 2021}), "award required"),
        (json!({"award": "x", "year": 1800}), "year invalid"),
        (json!({"award": "a\nb", "year": 2021}), "award invalid"),
    ] {
        let answer = test.post(&path, &body).by(&official).send().await;
        assert_eq!(answer.wrong_fields(), [field], "{body}");
    }
    let answer = test.post(&path, &award).by(&official).header("idempotency-key", "k").send().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let given: Recognition = answer.json();
    let again = test.post(&path, &award).by(&official).header("idempotency-key", "k").send().await;
    assert_eq!(again.json::<Recognition>(), given);

    let gallery = test.get("/v1/recognitions?year=2021&award=AOSWADA").send().await;
    let etag = gallery.header("etag").to_owned();
    let page: Page<GalleryItem> = gallery.json();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].recognition.citation, SCRIPT);
    let known = test.get("/v1/recognitions?year=2021&award=AOSWADA").header("if-none-match", &etag);
    assert_eq!(known.send().await.status, StatusCode::NOT_MODIFIED);
    for query in ["year=2020", "award=aoswada", "category=private"] {
        let page = test.get(&format!("/v1/recognitions?{query}")).send().await;
        assert!(page.json::<Page<GalleryItem>>().items.is_empty(), "{query}");
    }
    let elsewhere = test.get("/f/labour/v1/recognitions").send().await;
    assert!(elsewhere.json::<Page<GalleryItem>>().items.is_empty());
    let shown: Submission = test.get(&format!("/v1/submissions/{}", row.id)).send().await.json();
    assert_eq!(shown.recognitions, std::slice::from_ref(&given));

    let remove = format!("{path}/{}", given.id.unwrap_or_default());
    let refused = test.ask(Method::DELETE, &remove).by(&test.user("author")).send().await;
    assert_eq!(refused.problem(), ProblemCode::NotAllowed);
    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        assert_eq!(test.ask(Method::DELETE, &remove).by(&official).send().await.status, status);
    }
}

#[tokio::test]
async fn an_organisation_is_recognised_while_it_is_verified() {
    let test = TestApp::start().await;
    let (delegate, official) = (test.user("delegate"), test.official());
    let draft = json!({"name": "Baan Klang", "kind": "cso"});
    let made = test.post("/v1/organisations", &draft).by(&delegate).send().await;
    let id = made.json::<OrganisationProfile>().id;
    let path = format!("/v1/organisations/{id}/recognitions");
    let award = json!({"award": "AOSWADA", "year": 2021});
    let pending = test.post(&path, &award).by(&official).send().await;
    assert_eq!(pending.problem(), ProblemCode::NotFound);
    let staff = test.token("default", "m", &[Role::Moderator]);
    let organisation = format!("/v1/organisations/{id}");
    let verify = json!({"state": "verified"});
    assert!(test.patch(&organisation, &verify).by(&staff).send().await.status.is_success());
    assert_eq!(test.post(&path, &award).by(&official).send().await.status, StatusCode::CREATED);
    let shown: OrganisationProfile = test.get(&organisation).send().await.json();
    assert_eq!(shown.recognitions.len(), 1);
    let page: Page<GalleryItem> = test.get("/v1/recognitions").send().await.json();
    assert_eq!(page.items[0].organisation.as_ref().map(|one| one.verified), Some(true));
    let inbox = test.get("/v1/me/inbox").by(&delegate).send().await.text();
    assert!(inbox.contains("\"recognised\""), "{inbox}");
    let change = json!({"name": "Another name"});
    assert!(test.patch(&organisation, &change).by(&delegate).send().await.status.is_success());
    let page: Page<GalleryItem> = test.get("/v1/recognitions").send().await.json();
    assert!(page.items.is_empty());
}
