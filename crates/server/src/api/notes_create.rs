//! `POST /v1/moderation/notes`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{ModerationNote, NoteDraft};
use rules::{Normalizer, validate};
use storage::{NewNote, NoteRow};

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

problems!(create: NotFound);

/// Leaves a note about something, which only moderators read.
#[utoipa::path(
    post, path = "/v1/moderation/notes", operation_id = "create_note", tag = "moderation",
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = NoteDraft,
    responses((status = 201, description = "The note.", body = ModerationNote), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<NoteDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::note(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let note = NewNote {
        id: viewer.app.sources().new_id(),
        target: draft.target,
        body: draft.body,
        author: person.participant.id,
        now_ms: viewer.now,
    };
    let show = |row: &NoteRow| stored(StatusCode::CREATED, &render::note(row.clone()), None);
    let storage = viewer.app.storage();
    let outcome = storage.add_note(viewer.room.id, note, key.idempotency(&hash, show)).await?;
    Ok(created(outcome, show))
}

#[cfg(test)]
mod tests {
    use contract::{Page, ProblemCode, Role};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn notes_are_moderators_alone() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let id = test.submit("t", &author, "A title").await.id;
        let by = test.token("default", "m", &[Role::Moderator]);
        let draft = json!({"target": {"kind": "submission", "id": id}, "body": "Look again <b>"});
        let made = test.post("/v1/moderation/notes", &draft).by(&by).send().await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let path = format!("/v1/moderation/notes?target_kind=submission&target_id={id}");
        let page: Page<ModerationNote> = test.get(&path).by(&by).send().await.json();
        assert_eq!((page.items[0].body.as_str(), page.total), ("Look again <b>", Some(1)));
        for (token, code) in
            [(author, ProblemCode::NotAllowed), (test.official(), ProblemCode::NotAllowed)]
        {
            assert_eq!(test.get(&path).by(&token).send().await.problem(), code);
            let post = test.post("/v1/moderation/notes", &draft).by(&token);
            assert_eq!(post.send().await.problem(), code);
        }
        let empty = json!({"target": draft["target"], "body": " "});
        let answer = test.post("/v1/moderation/notes", &empty).by(&by).send().await;
        assert_eq!(answer.wrong_fields(), ["body required"]);
        let none = test.get("/v1/moderation/notes").by(&by).send().await;
        assert_eq!(none.wrong_fields(), ["target_kind required"]);
    }
}
