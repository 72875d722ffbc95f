//! Tokens: who they speak for, and which are refused.

use contract::{Capability, Me, ProblemCode, Role};
use serde_json::{Value, json};

use super::{FULL, MODERATE, PARTICIPATE, Source, check, read};
use crate::{
    Check,
    fail::{Held, Stop},
    minter::{TTL_S, Wanted},
    suite::{FINE, Suite},
};

const TOKENS: Source = Source::Section("Tokens that a host signs");

pub(super) const CHECKS: &[Check] = &[
    read(
        "auth.no-token",
        &[],
        Source::Section("Ground rules"),
        "What needs a person answers 401 token-required without a token, whatever it is asked about.",
        no_token,
    ),
    read(
        "auth.garbage",
        &[],
        TOKENS,
        "What is no token is 401 token-invalid, where anybody may read as well.",
        garbage,
    ),
    read(
        "auth.scheme",
        &[],
        TOKENS,
        "Authorization has the scheme Bearer; another one is 401 token-invalid.",
        scheme,
    ),
    check(
        "auth.unsigned",
        PARTICIPATE,
        &[],
        TOKENS,
        "alg none, a missing and a foreign signature are 401 token-invalid.",
        unsigned,
    ),
    check(
        "auth.tampered",
        PARTICIPATE,
        &[],
        TOKENS,
        "A token whose claims were changed is 401 token-invalid.",
        tampered,
    ),
    check(
        "auth.expired",
        PARTICIPATE,
        &[],
        TOKENS,
        "A token that has ended is 401 token-expired.",
        expired,
    ),
    check(
        "auth.claims",
        PARTICIPATE,
        &[],
        TOKENS,
        "Another audience, another issuer, no subject, and words that the forum does not know are 401 token-invalid.",
        claims,
    ),
    check(
        "auth.me",
        PARTICIPATE,
        &[],
        Source::Operation("get_me"),
        "GET /v1/me tells who the token speaks for and what they may do.",
        me,
    ),
    check(
        "auth.one-person",
        PARTICIPATE,
        &[],
        Source::Operation("get_me"),
        "A token speaks for the same person each time, and for somebody else than another one.",
        one_person,
    ),
    check(
        "auth.participants",
        PARTICIPATE,
        &[],
        Source::Section("Ground rules"),
        "Participants do nothing that is for moderators and officials: 403 not-allowed.",
        participants,
    ),
    check(
        "auth.moderators",
        MODERATE,
        &[Capability::Moderation],
        Source::Section("Ground rules"),
        "A moderator is no participant and no official unless the token says so: 403 not-allowed.",
        moderators,
    ),
    check(
        "auth.officials",
        FULL,
        &[Capability::Moderation],
        Source::Section("Ground rules"),
        "An official is no participant and no moderator unless the token says so: 403 not-allowed.",
        officials,
    ),
];

/// What needs a person, with a body that is well formed. `id` is a
/// submission's, `slug` a thread's.
fn writes(suite: &Suite, slug: &str, id: &str) -> Vec<(&'static str, String, Option<Value>)> {
    let mut all = vec![
        ("GET", "/v1/me".to_owned(), None),
        ("POST", "/v1/threads".to_owned(), Some(suite.draft_thread(json!({})))),
        ("PATCH", format!("/v1/threads/{slug}"), Some(json!({"title": "x"}))),
    ];
    let submission = format!("/v1/submissions/{id}");
    for (capability, method, path, body) in [
        (
            Capability::Submit,
            "POST",
            format!("/v1/threads/{slug}/submissions"),
            Some(suite.draft("x")),
        ),
        (Capability::Edit, "PATCH", submission.clone(), Some(json!({"title": "x"}))),
        (Capability::Withdraw, "DELETE", submission.clone(), None),
        (
            Capability::VoteOpinion,
            "PUT",
            format!("{submission}/vote"),
            Some(json!({"value": "agree"})),
        ),
        (Capability::VoteWithdraw, "DELETE", format!("{submission}/vote"), None),
        (
            Capability::Comments,
            "POST",
            format!("{submission}/comments"),
            Some(json!({"body": "x", "stance": "for"})),
        ),
        (Capability::Flags, "POST", format!("{submission}/flags"), Some(json!({"reason": "spam"}))),
        (
            Capability::Answers,
            "PUT",
            format!("{submission}/response"),
            Some(json!({"status": "accepted", "body": "x"})),
        ),
        (
            Capability::Recognitions,
            "POST",
            format!("{submission}/recognitions"),
            Some(json!({"award": "x", "year": 2021})),
        ),
        (Capability::Moderation, "GET", "/v1/moderation/queue".to_owned(), None),
        (Capability::Moderation, "GET", "/v1/moderation/log".to_owned(), None),
        (
            Capability::Moderation,
            "POST",
            "/v1/moderation/decisions".to_owned(),
            Some(json!({"target": {"kind": "submission", "id": id}, "action": "pin"})),
        ),
        (
            Capability::Answers,
            "POST",
            "/v1/announcements".to_owned(),
            Some(json!({"title": "x", "language": suite.forum.default_language})),
        ),
        (Capability::Inbox, "GET", "/v1/me/inbox".to_owned(), None),
        (Capability::Account, "GET", "/v1/me/data".to_owned(), None),
    ] {
        if suite.offers(capability) {
            all.push((method, path, body));
        }
    }
    all
}

fn no_token(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let id = all.first().map_or("", |one| &one.id);
    for (method, path, body) in writes(suite, &thread.slug, id) {
        let ask = suite.ask(method, path).header("if-match", "*");
        let ask = if let Some(body) = &body { ask.json(body) } else { ask };
        ask.refused(ProblemCode::TokenRequired)?;
    }
    FINE
}

fn garbage(suite: &Suite) -> Held {
    for token in ["conformance", "..", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.e30.x"] {
        for path in ["/v1/forum", "/v1/threads", "/v1/me"] {
            suite.get(path).token(token).refused(ProblemCode::TokenInvalid)?;
        }
    }
    FINE
}

fn scheme(suite: &Suite) -> Held {
    for value in ["Basic dXNlcjpwYXNz", "Bearer", "conformance", "Token x"] {
        suite.get("/v1/me").header("authorization", value).refused(ProblemCode::TokenInvalid)?;
    }
    FINE
}

/// The parts of a participant's token, which must be a JWT.
fn parts(suite: &Suite) -> Held<[String; 3]> {
    let person = suite.participant(1)?;
    let parts: Vec<_> = person.token.split('.').map(str::to_owned).collect();
    parts.try_into().map_err(|_| Stop::needs("a token that is a JWT"))
}

fn unsigned(suite: &Suite) -> Held {
    let [header, claims, signature] = parts(suite)?;
    // {"alg":"none","typ":"JWT"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let mut foreign: Vec<char> = signature.chars().collect();
    foreign.reverse();
    let foreign: String = foreign.into_iter().collect();
    for token in [
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("{header}.{claims}.{foreign}"),
        format!("{header}.{claims}.{signature}.x"),
    ] {
        suite.get("/v1/me").token(&token).refused(ProblemCode::TokenInvalid)?;
    }
    FINE
}

fn tampered(suite: &Suite) -> Held {
    let [header, _, signature] = parts(suite)?;
    let second = suite.participant(2)?;
    let claims = second.token.split('.').nth(1).unwrap_or_default().to_owned();
    let token = format!("{header}.{claims}.{signature}");
    suite.get("/v1/me").token(&token).refused(ProblemCode::TokenInvalid)
}

fn expired(suite: &Suite) -> Held {
    let wanted = Wanted { ttl_s: -3_600, ..suite.wanted("expired", &[Role::Participant]) };
    let token = suite.minter.mint(&wanted, suite.now()).map_err(Stop::needs)?;
    let token = token
        .ok_or_else(|| Stop::needs("--secret or --mint-command, to make a token that has ended"))?;
    suite.get("/v1/me").token(&token).refused(ProblemCode::TokenExpired)?;
    suite.get("/v1/forum").token(&token).refused(ProblemCode::TokenExpired)
}

fn claims(suite: &Suite) -> Held {
    let wanted = Wanted { ttl_s: TTL_S, ..suite.wanted("claims", &[Role::Participant]) };
    let sign = |change: Value| {
        suite
            .minter
            .sign(&change, &wanted, suite.now())
            .map_err(Stop::needs)?
            .ok_or_else(|| Stop::needs("--secret, to sign tokens with other claims"))
    };
    suite.get("/v1/me").token(&sign(json!({}))?).send()?.is(200)?;
    for change in [
        json!({"aud": "open-forum:conformance-elsewhere"}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"iss": "https://conformance.invalid"}),
        json!({"exp": null}),
        json!({"exp": "tomorrow"}),
        json!({"nbf": suite.now() / 1_000 + 3_600}),
        json!({"sub": ""}),
        json!({"sub": null}),
        json!({"sector": "conformance"}),
        json!({"country": "XX"}),
        json!({"roles": ["king"]}),
        json!({"roles": "moderator"}),
    ] {
        suite.get("/v1/me").token(&sign(change)?).refused(ProblemCode::TokenInvalid)?;
    }
    FINE
}

fn me(suite: &Suite) -> Held {
    let person = suite.participant(1)?;
    let answer = suite.get("/v1/me").by(&person).send()?.is(200)?;
    let me: Me = answer.read()?;
    answer.holds(me.roles.contains(&Role::Participant), "the role participant")?;
    answer.holds(crate::shape::is_uuid_v7(&me.author.id), "an author with an id")?;
    let known = |word: &Option<String>, terms: &[contract::Term]| {
        word.as_ref().is_none_or(|word| terms.iter().any(|term| &term.id == word))
    };
    answer.holds(known(&me.author.sector, &suite.forum.sectors), "one of the forum's sectors")?;
    answer
        .holds(known(&me.author.country, &suite.forum.countries), "one of the forum's countries")?;
    answer.holds(!me.author.official, "official false")
}

fn one_person(suite: &Suite) -> Held {
    let (one, other) = (suite.participant(1)?, suite.participant(2)?);
    let answer = suite.get("/v1/me").by(&one).send()?.is(200)?;
    let first = answer.read::<Me>()?.author.id;
    answer.equal("the id, each time,", &suite.me(&one)?.author.id, &first)?;
    let second = suite.me(&other)?.author.id;
    answer.holds(second != first, "another id than another participant's")
}

fn participants(suite: &Suite) -> Held {
    let person = suite.participant(1)?;
    if suite.me(&person)?.roles.len() > 1 {
        return Err(Stop::needs("a participant who is nothing else"));
    }
    let (thread, all) = suite.reading()?;
    let id = all.first().map_or("", |one| &one.id);
    let staff = [
        "/v1/threads",
        "/response",
        "/recognitions",
        "/queue",
        "/log",
        "/decisions",
        "/announcements",
    ];
    for (method, path, body) in writes(suite, &thread.slug, id) {
        let changes_thread = method == "PATCH" && path.starts_with("/v1/threads/");
        if !changes_thread && !staff.iter().any(|end| path.ends_with(end)) {
            continue;
        }
        let ask = suite.ask(method, path).by(&person).header("if-match", "*");
        let ask = if let Some(body) = &body { ask.json(body) } else { ask };
        ask.refused(ProblemCode::NotAllowed)?;
    }
    FINE
}

/// Asks what this role may not do.
fn others(suite: &Suite, role: Role) -> Held {
    let person = match role {
        Role::Moderator => suite.moderator(1)?,
        _ => suite.official()?,
    };
    if suite.me(&person)?.roles != [role] {
        return Err(Stop::needs(format!("somebody with the role {role} alone")));
    }
    let (thread, all) = suite.reading()?;
    let id = all.first().map_or("", |one| &one.id);
    let mut not_theirs = vec!["/submissions", "/vote", "/comments", "/flags"];
    not_theirs.extend(match role {
        Role::Moderator => ["/v1/threads", "/response", "/announcements"],
        _ => ["/queue", "/log", "/decisions"],
    });
    for (method, path, body) in writes(suite, &thread.slug, id) {
        if !not_theirs.iter().any(|end| path.ends_with(end)) {
            continue;
        }
        let ask = suite.ask(method, path).by(&person).header("if-match", "*");
        let ask = if let Some(body) = &body { ask.json(body) } else { ask };
        ask.refused(ProblemCode::NotAllowed)?;
    }
    FINE
}

fn moderators(suite: &Suite) -> Held {
    others(suite, Role::Moderator)
}

fn officials(suite: &Suite) -> Held {
    others(suite, Role::Official)
}
