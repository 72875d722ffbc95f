//! The window in which people sign in, on the server's own origin: the choice
//! of ways, the way to a provider and back. What it comes to goes to the page
//! that opened it, by `postMessage` with that page's exact origin.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use contract::{FieldCode, SignInMethod};

use super::secret;
use crate::{
    app::{App, Room},
    auth::SignInPace,
    http::{answer::Known, problem::ApiError, query::Query},
};

const SCRIPT: &str = include_str!("window.js");
const STYLE: &str = include_str!("window.css");

/// What the page may do.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                   base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the script finds in the page.
#[derive(Debug, Default)]
struct Page<'a> {
    language: &'a str,
    theme: &'a str,
    /// The page that opened the window, if it is known here.
    origin: &'a str,
    state: &'a str,
    /// The sign-in that came back.
    flow: &'a str,
    /// What went wrong: `origin`, `denied`, `provider`, `ended`.
    error: &'a str,
}

/// `GET /sign-in?origin=…&state=…&lang=…&theme=…`: the choice of ways.
///
/// Errors: 422 for a parameter that is unknown or not well formed. A page that
/// may not use this forum is told so in words.
pub async fn page(
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    mut query: Query,
) -> Result<Response, ApiError> {
    let origin = query.text("origin").unwrap_or_default();
    let state = query.text("state").unwrap_or_default();
    let (language, theme) = (query.text("lang"), query.text("theme").unwrap_or_default());
    if state.len() > 200 {
        query.refuse("state", FieldCode::TooLong, "At most 200 bytes.");
    }
    if !["", "light", "dark", "auto", "contrast"].contains(&theme.as_str()) {
        query.refuse("theme", FieldCode::Unknown, "light, dark, auto or contrast is needed.");
    }
    query.finish()?;
    let may = origin == app.public_url() || app.settings().cors.allows(&origin);
    let page = Page {
        language: &spoken(&room, language.as_deref()),
        theme: &theme,
        origin: if may { &origin } else { "" },
        state: &state,
        error: if may { "" } else { "origin" },
        ..Page::default()
    };
    Ok(answer(&room, &page))
}

/// `GET /sign-in/{provider}?challenge=…`: on to the provider. `challenge` is
/// the SHA-256, in hexadecimal, of a secret that the window keeps.
///
/// Errors: 404 for a provider that the forum does not offer, 422 for a
/// challenge that is none.
pub async fn leave(
    _: SignInPace,
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    Path(provider): Path<String>,
    mut query: Query,
) -> Result<Response, ApiError> {
    let challenge = query.text("challenge").as_deref().and_then(unhex);
    let Some(hash) = challenge else {
        query.refuse("challenge", FieldCode::Invalid, "64 hexadecimal digits are needed.");
        query.finish()?;
        return Err(ApiError::not_found());
    };
    query.finish()?;
    let provider = room.providers.iter().find(|one| one.shown.id == provider);
    let provider = provider.ok_or_else(ApiError::not_found)?;
    let state = secret(&app);
    let now = app.now();
    let begun = match provider.begin(state.clone(), secret(&app), secret(&app), now).await {
        Ok(begun) => begun,
        Err(error) => {
            let id = &provider.shown.id;
            tracing::warn!(provider = id, error = format!("{error:#}"), "cannot be reached");
            let language = spoken(&room, None);
            let page = Page { language: &language, error: "provider", ..Page::default() };
            return Ok(answer(&room, &page));
        }
    };
    let flow = storage::Flow {
        id: state,
        provider: provider.shown.id.clone(),
        hash,
        nonce: begun.nonce,
        pkce: begun.pkce,
        code: None,
        identity: None,
        created_at: now,
    };
    app.storage().begin_flow(room.id, flow).await?;
    Ok(Redirect::to(&begun.url).into_response())
}

/// `GET /sign-in/{provider}/callback`: the way back. The code is kept for the
/// window's script, which alone has the secret that it began with.
///
/// Errors: 404 for a provider that the forum does not offer.
pub async fn come_back(
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    Path(provider): Path<String>,
    query: Query,
) -> Result<Response, ApiError> {
    // What else a provider adds is its own affair.
    let given = |name: &str| query.peek(name).unwrap_or_default();
    let provider = room.providers.iter().find(|one| one.shown.id == provider);
    let provider = provider.ok_or_else(ApiError::not_found)?;
    let (code, state, issuer) = (given("code"), given("state"), given("iss"));
    let language = spoken(&room, None);
    // Whoever began the sign-in knows `state`, and may have sent somebody else
    // to the provider with it. What goes on is known to this window alone.
    let mut flow = String::new();
    let mut page = Page { language: &language, ..Page::default() };
    if !given("error").is_empty() {
        page.error = "denied";
    } else if code.is_empty() || !(issuer.is_empty() || provider.is_issuer(&issuer)) {
        page.error = "provider";
    } else {
        let id = &provider.shown.id;
        let back = storage::FlowReturn { id: secret(&app), code };
        flow.clone_from(&back.id);
        let kept = app.storage().return_flow(room.id, id, &state, back, app.now()).await?;
        if kept {
            page.flow = &flow;
        } else {
            page.error = "ended";
        }
    }
    Ok(answer(&room, &page))
}

/// `GET /sign-in.js`.
pub async fn script(known: Known) -> Response {
    file(&known, SCRIPT, "text/javascript; charset=utf-8")
}

/// `GET /sign-in.css`.
pub async fn style(known: Known) -> Response {
    file(&known, STYLE, "text/css; charset=utf-8")
}

fn file(known: &Known, text: &str, kind: &'static str) -> Response {
    let mut response = known.of_bytes(text.as_bytes().to_vec());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The language of the window: Thai or English.
fn spoken(room: &Room, asked: Option<&str>) -> String {
    let language = asked.unwrap_or(&room.forum.default_language);
    if language.starts_with("th") { "th" } else { "en" }.to_owned()
}

fn answer(room: &Room, page: &Page<'_>) -> Response {
    let forum = &room.forum;
    let name = forum.name.get(page.language).or_else(|| forum.name.values().next());
    let mut ways = String::new();
    for provider in &room.providers {
        let names = &provider.shown.name;
        let name = names.get(page.language).or_else(|| names.values().next());
        // Writing to a string does not fail.
        let _ = write!(
            ways,
            "<li data-id=\"{}\">{}</li>",
            escape(&provider.shown.id),
            escape(name.unwrap_or(&provider.shown.id))
        );
    }
    let email = forum.sign_in.contains(&SignInMethod::EmailCode);
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\" data-theme=\"{theme}\">\n<head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{name}</title>\n\
         <link rel=\"stylesheet\" href=\"/sign-in.css\">\n\
         <script type=\"module\" src=\"/sign-in.js\"></script>\n</head>\n\
         <body data-base=\"{base}\" data-origin=\"{origin}\" data-state=\"{state}\" \
         data-flow=\"{flow}\" data-error=\"{error}\" data-email=\"{email}\">\n\
         <header><p id=\"forum\">{name}</p></header>\n<ul id=\"ways\" hidden>{ways}</ul>\n\
         <main id=\"main\"><noscript>{noscript}</noscript></main>\n\
         <div id=\"said\" role=\"status\"></div>\n</body>\n</html>\n",
        language = page.language,
        theme = escape(page.theme),
        name = escape(name.map_or("Open Forum", String::as_str)),
        base = escape(&room.base()),
        origin = escape(page.origin),
        state = escape(page.state),
        flow = escape(page.flow),
        error = escape(page.error),
        noscript = if page.language == "th" {
            "หน้านี้ต้องใช้ JavaScript"
        } else {
            "This page needs JavaScript."
        },
    );
    let status = if page.error.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, html).into_response()
}

/// 32 bytes from hexadecimal.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// Text in an attribute or element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
