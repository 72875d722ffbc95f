//! `/embed`: the widget in a page of its own, to be shown in a frame by hosts
//! that cannot allow WebAssembly or that enforce Trusted Types.
//!
//! The page tells its height to the page around it; `frame.js` beside this
//! file has the frame's half of the protocol, `public/open-forum-frame.js` the
//! host's.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use contract::FieldCode;

use crate::{
    app::{App, Room},
    http::{answer::Known, cors::Origins, problem::ApiError, query::Query},
};

const SCRIPT: &str = include_str!("frame.js");
const STYLE: &str = include_str!("frame.css");

/// What the page may do; `frame-ancestors` follows, from the settings.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                   connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
                   frame-ancestors ";

/// `GET /embed?thread=…&view=…&lang=…&theme=…&parent=…`.
///
/// Errors: 422 for a parameter that is unknown or not well formed, or a
/// parent that may not frame this page.
pub async fn page(
    State(app): State<App>,
    Extension(room): Extension<Arc<Room>>,
    mut query: Query,
) -> Result<Response, ApiError> {
    let ancestors = &app.settings().frame_ancestors;
    let name = |text: &str| {
        !text.is_empty()
            && text.len() <= 80
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let mut attributes = vec![("api", format!("{}/", room.base())), ("loading", "eager".into())];
    for parameter in ["thread", "view", "lang"] {
        if let Some(text) = query.text(parameter) {
            if name(&text) {
                attributes.push((parameter, text));
            } else {
                query.refuse(
                    parameter,
                    FieldCode::Invalid,
                    "Letters, digits and hyphens are needed.",
                );
            }
        }
    }
    if let Some(theme) = query.text("theme") {
        if ["light", "dark", "auto", "contrast"].contains(&theme.as_str()) {
            attributes.push(("theme", theme));
        } else {
            query.refuse("theme", FieldCode::Unknown, "light, dark, auto or contrast is needed.");
        }
    }
    let parent = query.text("parent").unwrap_or_default();
    let may_frame = parent.is_empty() || (ancestors.allows(&parent) && is_origin(&parent));
    if !may_frame {
        query.refuse("parent", FieldCode::Unknown, "This origin may not show this page.");
    }
    query.finish()?;
    let language = attributes.iter().find(|(name, _)| *name == "lang");
    let language = language.map_or(room.forum.default_language.as_str(), |(_, value)| value);
    let title = room.forum.name.get(language).or_else(|| room.forum.name.values().next());
    let html = html(language, title.map_or("Open Forum", String::as_str), &attributes, &parent);
    let csp = format!("{CSP}{}", sources(ancestors));
    let csp = HeaderValue::from_str(&csp).map_err(ApiError::internal)?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, csp)], html)
        .into_response())
}

/// `GET /embed/frame.js`.
pub async fn script(known: Known) -> Response {
    file(&known, SCRIPT, "text/javascript; charset=utf-8")
}

/// `GET /embed/frame.css`.
pub async fn style(known: Known) -> Response {
    file(&known, STYLE, "text/css; charset=utf-8")
}

fn file(known: &Known, text: &str, kind: &'static str) -> Response {
    let mut response = known.of_bytes(text.as_bytes().to_vec());
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert::<HeaderName>(header::CONTENT_TYPE, kind);
    response
}

fn html(language: &str, title: &str, attributes: &[(&str, String)], parent: &str) -> String {
    let attributes = attributes.iter().fold(String::new(), |text, (name, value)| {
        text + " " + name + "=\"" + &escape(value) + "\""
    });
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<link rel=\"stylesheet\" href=\"/embed/frame.css\">\n\
         <script type=\"module\" src=\"/open-forum.js\"></script>\n\
         <script type=\"module\" src=\"/embed/frame.js\"></script>\n</head>\n\
         <body data-parent=\"{}\">\n<main id=\"content\"><open-forum{attributes}></open-forum></main>\n\
         </body>\n</html>\n",
        escape(language),
        escape(title),
        escape(parent),
    )
}

/// Text in an attribute or element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Origins as a source list of a content security policy.
fn sources(origins: &Origins) -> String {
    match origins {
        Origins::Any => "*".to_owned(),
        Origins::SameOnly => "'self'".to_owned(),
        Origins::These(list) => format!("'self' {}", list.join(" ")),
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && !host.contains(['/', '?', '#', '"', '<', '>', ' ', '@', '\\'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_query_says_never_becomes_markup() {
        let page = html("en", "<b>\"x\"</b>", &[("thread", "\"><script>".to_owned())], "\"onload=");
        assert!(
            !page.contains("<b>") && !page.contains("\"><script>") && !page.contains("\"onload")
        );
    }

    #[test]
    fn the_page_has_nothing_inline() {
        let page = html("en", "t", &[], "");
        assert!(!page.contains("<style") && !page.contains("style=") && !page.contains("onload"));
        assert_eq!(page.matches("<script").count(), page.matches("src=").count());
    }
}
