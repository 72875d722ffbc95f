//! `POST /v1/sign-in/finish`: by the window that began a sign-in with a
//! provider.

use axum::{http::StatusCode, response::Response};
use contract::{FlowFinish, ProblemCode, SessionToken, SignInMethod};
use storage::{NewSignIn, SignedIn};

use super::{name, session};
use crate::{
    auth::{SignInPace, Viewer},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
    sign_in::{Fresh, Vouched, hash},
};

problems!(write: WrongCode);

/// Signs in whom a provider vouches for. Only the window that began the
/// sign-in knows its secret, so that an address of the way back that somebody
/// else sends signs nobody in. Somebody new, whose provider tells no name,
/// must give one; the sign-in waits meanwhile (422 `name`, `required`).
#[utoipa::path(
    post, path = "/v1/sign-in/finish", operation_id = "finish_sign_in", tag = "account",
    request_body = FlowFinish,
    responses((status = 200, description = "A session.", body = SessionToken), Problems),
)]
pub async fn handle(
    _: SignInPace,
    viewer: Viewer,
    query: Query,
    JsonBody { value, .. }: JsonBody<FlowFinish>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (app, room) = (&viewer.app, &viewer.room);
    let given = name(value.name.as_deref())?;
    let wrong = || ApiError::new(ProblemCode::WrongCode);
    let taken = app.storage().take_flow(room.id, &value.flow, hash(&value.secret), viewer.now);
    let mut flow = taken.await?.ok_or_else(wrong)?;
    let who: Vouched = if let Some(known) = &flow.identity {
        serde_json::from_str(known).map_err(ApiError::internal)?
    } else {
        let provider = room.providers.iter().find(|one| one.shown.id == flow.provider);
        let provider = provider.ok_or_else(wrong)?;
        let code = flow.code.clone().unwrap_or_default();
        let told = provider.identify(code, flow.nonce.clone(), flow.pkce.clone(), viewer.now);
        told.await.map_err(|error| {
            tracing::warn!(provider = flow.provider, error = format!("{error:#}"), "no sign-in");
            ApiError::with(ProblemCode::WrongCode, "The provider did not confirm who you are.")
        })?
    };
    let fresh = Fresh::make(app);
    let shown = given.or_else(|| who.name.as_deref().and_then(|text| name(Some(text)).ok()?));
    let new = NewSignIn {
        method: SignInMethod::Oidc,
        issuer: who.issuer.clone(),
        subject: Some(who.subject.clone()),
        email: who.email.clone(),
        name: shown,
        language: room.forum.default_language.clone(),
        id: app.sources().new_id(),
        session: fresh.new.clone(),
    };
    let outcome = app.storage().sign_in(room.id, new).await?;
    if outcome == SignedIn::NameNeeded {
        flow.identity = Some(serde_json::to_string(&who).map_err(ApiError::internal)?);
        app.storage().begin_flow(room.id, flow).await?;
    }
    json(StatusCode::OK, &session(outcome, fresh, room)?)
}
