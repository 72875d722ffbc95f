//! Requests of browsers from other origins.

use contract::Capability;

use super::{PARTICIPATE, Source, check, read};
use crate::{
    Check,
    answer::Answer,
    ask::Ask,
    fail::{Held, Stop},
    suite::{FINE, Suite},
};

/// An origin that no list names.
const STRANGE: &str = "https://conformance.invalid";

pub(super) const CHECKS: &[Check] = &[
    read(
        "cors.preflight",
        &[],
        Source::Section("Ground rules"),
        "A preflight from an allowed origin is answered with the methods and headers that the contract needs.",
        preflight,
    ),
    read(
        "cors.answers",
        &[],
        Source::Section("Ground rules"),
        "Answers to an allowed origin say so, and expose ETag, Retry-After and Location.",
        answers,
    ),
    read(
        "cors.errors",
        &[],
        Source::Section("Ground rules"),
        "Errors say so too: a browser can read a 401, a 404 and a 422.",
        errors,
    ),
    read(
        "cors.no-cookies",
        &[],
        Source::Section("Ground rules"),
        "Never cookies: no Set-Cookie, and no Access-Control-Allow-Credentials.",
        no_cookies,
    ),
    read(
        "cors.other-origins",
        &[],
        Source::Section("Ground rules"),
        "CORS comes from a list of origins: others are not allowed, and caches are told by Vary.",
        other_origins,
    ),
    check(
        "cors.writes",
        PARTICIPATE,
        &[Capability::Submit],
        Source::Section("Ground rules"),
        "A refused write says so too.",
        writes,
    ),
];

/// The origin that is allowed: the given one, or any, where the backend lets
/// everybody in.
fn origin(suite: &Suite) -> Held<String> {
    if let Some(origin) = &suite.options.origin {
        return Ok(origin.clone());
    }
    let answer = suite.get("/v1/forum").header("origin", STRANGE).send()?;
    match answer.header("access-control-allow-origin") {
        "" => Err(Stop::needs("--origin with one that the backend allows")),
        _ => Ok(STRANGE.to_owned()),
    }
}

fn allows(answer: &Answer, origin: &str) -> Held {
    let allowed = answer.header("access-control-allow-origin");
    let expected = format!("access-control-allow-origin {origin} or *, not {allowed:?}");
    answer.holds(allowed == origin || allowed == "*", expected)
}

fn ask_preflight(suite: &Suite, path: &str, method: &str, origin: &str) -> Ask {
    let headers = "authorization, content-type, idempotency-key, if-match, if-none-match";
    suite
        .ask("OPTIONS", path)
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers)
}

fn preflight(suite: &Suite) -> Held {
    let origin = origin(suite)?;
    for (path, method) in [
        ("/v1/forum", "GET"),
        ("/v1/threads/x/submissions", "POST"),
        ("/v1/submissions/x/vote", "PUT"),
        ("/v1/submissions/x/vote", "DELETE"),
        ("/v1/submissions/x", "PATCH"),
    ] {
        let answer = ask_preflight(suite, path, method, &origin).send()?;
        answer.holds(matches!(answer.status, 200 | 204), "status 200 or 204")?;
        allows(&answer, &origin)?;
        let methods = answer.words("access-control-allow-methods");
        let method = method.to_ascii_lowercase();
        answer.holds(
            methods.contains(&method) || methods.contains(&"*".to_owned()),
            format!("the method {method} allowed, not {methods:?}"),
        )?;
        let headers = answer.words("access-control-allow-headers");
        // A star does not stand for Authorization.
        for header in
            ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"]
        {
            let allowed = headers.iter().any(|one| one == header);
            answer.holds(allowed, format!("the header {header} allowed, not {headers:?}"))?;
        }
    }
    FINE
}

fn answers(suite: &Suite) -> Held {
    let origin = origin(suite)?;
    for path in ["/v1/forum", "/v1/threads"] {
        let answer = suite.get(path).header("origin", &*origin).send()?.is(200)?;
        allows(&answer, &origin)?;
        let exposed = answer.words("access-control-expose-headers");
        for header in ["etag", "retry-after", "location"] {
            let told = exposed.iter().any(|one| one == header);
            answer.holds(told, format!("the header {header} exposed, not {exposed:?}"))?;
        }
    }
    FINE
}

fn errors(suite: &Suite) -> Held {
    let origin = origin(suite)?;
    for (path, status) in [("/v1/me", 401), ("/v1/conformance", 404), ("/v1/threads?limit=0", 422)]
    {
        let answer = suite.get(path).header("origin", &*origin).send()?.is(status)?;
        allows(&answer, &origin)?;
    }
    FINE
}

fn no_cookies(suite: &Suite) -> Held {
    let origin = origin(suite)?;
    let ask = suite.get("/v1/forum").header("origin", &*origin);
    for ask in [ask, ask_preflight(suite, "/v1/forum", "GET", &origin)] {
        let answer = ask.send()?;
        answer.holds(answer.header("set-cookie").is_empty(), "no set-cookie")?;
        let credentials = answer.header("access-control-allow-credentials");
        answer.holds(credentials.is_empty(), "no access-control-allow-credentials")?;
    }
    FINE
}

fn other_origins(suite: &Suite) -> Held {
    if suite.options.origin.is_none() {
        return Err(Stop::needs("--origin, so that others can be told from it"));
    }
    let near = suite.options.origin.clone().unwrap_or_default() + ".conformance.invalid";
    for origin in [STRANGE, &near, "null"] {
        let asks = [
            suite.get("/v1/forum").header("origin", origin),
            ask_preflight(suite, "/v1/forum", "GET", origin),
        ];
        for ask in asks {
            let answer = ask.send()?;
            let allowed = answer.header("access-control-allow-origin");
            let refused = allowed != origin && allowed != "*";
            answer.holds(refused, format!("{origin} not allowed"))?;
            answer.holds(answer.words("vary").contains(&"origin".to_owned()), "vary: origin")?;
        }
    }
    FINE
}

fn writes(suite: &Suite) -> Held {
    let origin = origin(suite)?;
    let (thread, _) = suite.reading()?;
    let path = format!("/v1/threads/{}/submissions", thread.slug);
    let draft = suite.draft("");
    let nobody = suite.post(&*path, &draft).header("origin", &*origin).send()?.is(401)?;
    allows(&nobody, &origin)?;
    let author = suite.participant(1)?;
    let wrong = suite.post(path, &draft).by(&author).header("origin", &*origin).send()?.is(422)?;
    allows(&wrong, &origin)
}
