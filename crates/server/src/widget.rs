//! The built widget and its pages, from the widget folder.

use std::path::{Path, PathBuf};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::ProblemCode;

use crate::{
    app::App,
    http::{
        answer::{Known, digest},
        problem::ApiError,
    },
};

/// Pages of the folder use their own files and the API of this server alone.
const PAGE_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                        style-src 'self'; img-src 'self' data:; font-src 'self'; \
                        connect-src 'self'; frame-src 'self'; manifest-src 'self'; \
                        base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// Answers with a file of the widget folder, and to whatever no route knows.
///
/// Errors: 404 for what is not there, 405 for writing to what is.
pub async fn serve(State(app): State<App>, request: Request) -> Result<Response, ApiError> {
    let folder = &app.settings().widget_dir;
    let Some(path) = inside(request.uri().path()) else { return Err(ApiError::not_found()) };
    let file = folder.join(&path);
    if !tokio::fs::metadata(&file).await.is_ok_and(|found| found.is_file()) {
        return Err(missing(folder, &path));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut problem = ApiError::new(ProblemCode::MethodNotAllowed).into_response();
        problem.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        return Ok(problem);
    }
    let (bytes, coding) = read(&file, request.headers()).await?;
    let kind = media_type(&file);
    let etag = match coding {
        Some(coding) => format!("\"{}-{coding}\"", digest(&bytes)),
        None => format!("\"{}\"", digest(&bytes)),
    };
    let length = HeaderValue::from(bytes.len());
    let mut response = Known::of(request.headers()).answer(&etag, bytes);
    let found = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    let mut set = |name, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CACHE_CONTROL, caching(&path));
    set(header::VARY, "Accept-Encoding");
    if found {
        set(header::CONTENT_TYPE, kind);
        if let Some(coding) = coding {
            set(header::CONTENT_ENCODING, coding);
        }
    }
    if kind.starts_with("text/html") {
        set(header::CONTENT_SECURITY_POLICY, PAGE_CSP);
    }
    if *request.method() == Method::HEAD {
        // The length that GET would have: 0 would say that the file is empty.
        if found {
            response.headers_mut().insert(header::CONTENT_LENGTH, length);
        }
        *response.body_mut() = Body::empty();
    }
    Ok(response)
}

/// The path of a file within the folder. Names have letters, digits, `.`, `_`
/// and `-` alone, and none begins with a dot, so that nothing leads out.
fn inside(path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return Some("index.html".into());
    }
    if path == "desk" {
        return Some("desk.html".into());
    }
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    path.split('/').all(plain).then(|| path.into())
}

/// Says what to do where the widget was never built.
fn missing(folder: &Path, path: &Path) -> ApiError {
    let about_widget = ["index.html", "open-forum.js", "desk.html"].map(Path::new).contains(&path);
    if about_widget {
        let folder = folder.display();
        let detail = format!(
            "The widget is not built: there is no {} in {folder}. Run `cargo xtask build`, or \
             name the folder with --widget-dir.",
            path.display()
        );
        ApiError::with(ProblemCode::NotFound, detail)
    } else {
        ApiError::not_found()
    }
}

/// The file itself or, where the reader takes it, its compressed sibling.
async fn read(
    file: &Path,
    headers: &HeaderMap,
) -> Result<(Vec<u8>, Option<&'static str>), ApiError> {
    for (coding, extension) in [("br", "br"), ("gzip", "gz")] {
        if !accepts(headers, coding) {
            continue;
        }
        let mut sibling = file.as_os_str().to_owned();
        sibling.push(".");
        sibling.push(extension);
        if let Ok(bytes) = tokio::fs::read(&sibling).await {
            return Ok((bytes, Some(coding)));
        }
    }
    Ok((tokio::fs::read(file).await.map_err(ApiError::internal)?, None))
}

/// Whether `Accept-Encoding` takes a coding: named, and not with weight 0.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    values.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(1.0);
        name.trim().eq_ignore_ascii_case(coding) && weight > 0.0
    })
}

/// Files under `assets/` carry a hash in their name and never change.
fn caching(path: &Path) -> &'static str {
    if path.starts_with("assets") {
        "public, max-age=31536000, immutable"
    } else {
        "public, no-cache"
    }
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_folder() {
        assert_eq!(inside("/"), Some("index.html".into()));
        assert_eq!(inside("/desk"), Some("desk.html".into()));
        assert_eq!(inside("/assets/a-1_b.js"), Some("assets/a-1_b.js".into()));
        for path in
            ["", "//", "/../x", "/a/../../x", "/.env", "/a/.git", "/a\\b", "/%2e%2e/x", "/a//b"]
        {
            assert_eq!(inside(path), None, "{path}");
        }
    }

    #[test]
    fn codings_are_taken_as_they_are_offered() {
        let check = |offer: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(offer));
            (accepts(&headers, "br"), accepts(&headers, "gzip"))
        };
        assert_eq!(check("gzip, deflate, br"), (true, true));
        assert_eq!(check("gzip;q=0.5, br;q=0"), (false, true));
        assert_eq!(check("identity"), (false, false));
    }
}
