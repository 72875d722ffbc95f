//! `PUT /v1/me/mail`: by everybody with a token, their own.

use axum::{http::StatusCode, response::Response};
use contract::{FieldCode, MailSettings};

use crate::{
    auth::SignedIn,
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: );

/// Says what mail the person gets. It goes to the address that they signed in
/// with; without one it waits for one.
#[utoipa::path(
    put, path = "/v1/me/mail", operation_id = "put_mail", tag = "inbox",
    request_body = MailSettings,
    responses((status = 200, description = "What mail they get.", body = MailSettings), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
    JsonBody { value: mut settings, .. }: JsonBody<MailSettings>,
) -> Result<Response, ApiError> {
    query.finish()?;
    if !viewer.room.forum.languages.contains(&settings.language) {
        let message = "This is not one of the forum's languages.";
        return Err(ApiError::field("language", FieldCode::Unknown, message));
    }
    settings.kinds.sort_unstable();
    settings.kinds.dedup();
    let (storage, participant) = (viewer.app.storage(), person.participant.id);
    storage.set_mail_settings(viewer.room.id, participant, &settings, viewer.now).await?;
    json(StatusCode::OK, &settings)
}

#[cfg(test)]
mod tests {
    use contract::{Digest, InboxKind};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn nobody_gets_mail_until_they_say_so() {
        let test = TestApp::start().await;
        let user = test.user("a");
        let usual: MailSettings = test.get("/v1/me/mail").by(&user).send().await.json();
        assert_eq!((usual.digest, usual.kinds.len()), (Digest::Off, InboxKind::ALL.len()));
        let wish = json!({"digest": "weekly", "language": "th", "kinds": ["answered", "decided", "decided"]});
        let answer = test.put("/v1/me/mail", &wish).by(&user).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let now: MailSettings = test.get("/v1/me/mail").by(&user).send().await.json();
        let kinds = vec![InboxKind::Decided, InboxKind::Answered];
        assert_eq!(now, MailSettings { digest: Digest::Weekly, language: "th".into(), kinds });
        let other: MailSettings = test.get("/v1/me/mail").by(&test.user("b")).send().await.json();
        assert_eq!(other, usual);
    }

    #[tokio::test]
    async fn unknown_words_are_refused() {
        let test = TestApp::start().await;
        let user = test.user("a");
        for (body, wrong) in [
            (json!({"digest": "hourly", "language": "th", "kinds": []}), "digest unknown"),
            (json!({"digest": "daily", "language": "xx", "kinds": []}), "language unknown"),
            (json!({"digest": "daily", "language": "th", "kinds": ["x"]}), "kinds[0] unknown"),
            (json!({"digest": "daily", "language": "th", "kinds": [], "x": 1}), "x unknown"),
        ] {
            let answer = test.put("/v1/me/mail", &body).by(&user).send().await;
            assert_eq!(answer.wrong_fields(), [wrong]);
        }
    }
}
