//! `GET /v1/me/data`: by everybody with a token, their own.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use contract::{Account, PersonalData, PersonalVote, SignInMethod};
use rules::time::format_ms;
use storage::AccountRow;

use crate::{
    api::render,
    auth::SignedIn,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, InvalidFields);

/// Everything that the server keeps of the person, to take along.
#[utoipa::path(
    get, path = "/v1/me/data", operation_id = "get_my_data", tag = "account",
    responses((status = 200, description = "The data.", body = PersonalData), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (storage, participant) = (viewer.app.storage(), person.participant.id);
    let rows = storage.personal_data(viewer.room.id, participant).await?;
    let organisations = storage.memberships(viewer.room.id, participant).await?;
    let forum = &viewer.room.forum;
    let data = PersonalData {
        author: person.participant.author.clone(),
        account: account(rows.account),
        organisations,
        submissions: rows
            .submissions
            .into_iter()
            .map(|view| render::submission(view.submission, &view.thread, forum, viewer.now))
            .collect(),
        comments: rows.comments.into_iter().map(render::comment).collect(),
        votes: rows
            .votes
            .into_iter()
            .map(|vote| PersonalVote {
                submission_id: vote.submission_id,
                organisation_id: vote.organisation_id,
                value: vote.value,
                at: format_ms(vote.at),
            })
            .collect(),
        flags: rows.flags.iter().map(render::flag).collect(),
        at: format_ms(viewer.now),
    };
    let mut response = json(StatusCode::OK, &data)?;
    let file = HeaderValue::from_static("attachment; filename=\"open-forum-my-data.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, file);
    Ok(response)
}

/// What the person reads of their account.
pub fn account(row: AccountRow) -> Account {
    Account {
        method: row.method.unwrap_or(SignInMethod::HostToken),
        email: row.email,
        created_at: format_ms(row.created_at),
        newcomer: row.newcomer,
    }
}
