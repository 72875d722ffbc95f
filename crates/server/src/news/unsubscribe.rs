//! `/unsubscribe`: the page behind the link of a mail. It asks before it acts,
//! because programs follow links; one POST acts (RFC 8058).

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use storage::StorageError;

use super::{link::Links, words::Tongue};
use crate::{
    app::{App, Room},
    http::{answer::Known, problem::ApiError, query::Query},
};

const STYLE: &str = include_str!("unsubscribe.css");

const CSP: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                   frame-ancestors 'none'";

/// Whom a link is about, and in which language they read; none where the link
/// does not hold.
async fn reader(
    app: &App,
    room: &Room,
    token: &str,
) -> Result<Option<(String, Tongue)>, StorageError> {
    let Some(person) = Links::new(app, room).person(token) else { return Ok(None) };
    match app.storage().mail_settings_of(room.id, person).await {
        Ok(settings) => Ok(Some((person.to_owned(), Tongue::of(&settings.language)))),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `GET /unsubscribe?token=…`: asks.
///
/// Errors: 422 for another parameter; 404, as a page, for a link that does not
/// hold.
pub async fn page(
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    mut query: Query,
) -> Result<Response, ApiError> {
    let token = query.text("token").unwrap_or_default();
    query.finish()?;
    let Some((_, tongue)) = reader(&app, &room, &token).await? else { return Ok(unknown(&room)) };
    let forum = room.name(tongue.tag());
    let body = format!(
        "<form method=\"post\"><button type=\"submit\">{}</button></form>",
        escape(tongue.stop())
    );
    Ok(html(StatusCode::OK, tongue, &tongue.ask(forum), &body))
}

/// `POST /unsubscribe?token=…`: acts, once or again. What the body says does
/// not matter: whoever has the token may.
///
/// Errors: 422 for another parameter; 404, as a page, for a link that does not
/// hold.
pub async fn unsubscribe(
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    mut query: Query,
) -> Result<Response, ApiError> {
    let token = query.text("token").unwrap_or_default();
    query.finish()?;
    let Some((person, tongue)) = reader(&app, &room, &token).await? else {
        return Ok(unknown(&room));
    };
    app.storage().unsubscribe(room.id, &person, app.now()).await?;
    let body = format!("<p>{}</p>", escape(tongue.again()));
    Ok(html(StatusCode::OK, tongue, &tongue.stopped(room.name(tongue.tag())), &body))
}

/// `GET /unsubscribe.css`.
pub async fn style(known: Known) -> Response {
    let mut response = known.of_bytes(STYLE.as_bytes().to_vec());
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn unknown(room: &Room) -> Response {
    let tongue = Tongue::of(&room.forum.default_language);
    html(StatusCode::NOT_FOUND, tongue, tongue.unknown(), "")
}

fn html(status: StatusCode, tongue: Tongue, title: &str, body: &str) -> Response {
    let title = escape(title);
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/unsubscribe.css\">\n</head>\n\
         <body><main><h1>{title}</h1>{body}</main></body>\n</html>\n",
        tongue.tag()
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The address has the token in it.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, page).into_response()
}

/// Text in an element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
