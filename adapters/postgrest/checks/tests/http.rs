//! The same over plain HTTP, through a REST server: what a participant with a
//! token can ask for, and what they cannot.

use contract::{Page, Submission};
use postgrest_checks::{Answer, Database, Person, Rest, Session};
use serde_json::{Value, json};

fn ready() -> (Database, Rest, String) {
    let database = Database::new();
    database.thread(
        "t",
        &[("voting_results", "'after_close'"), ("closes_at", "now() + interval '1 day'")],
    );
    let id = Session::submit(&mut database.session(), &Person::named("author"), "t", "A title");
    let rest = Rest::start(&database);
    (database, rest, id)
}

/// The code in the body: that of the contract, or of the server.
fn code(answer: &Answer) -> String {
    let details = answer.body["details"].as_str().unwrap_or_default();
    let problem = serde_json::from_str::<Value>(details).unwrap_or_default();
    let kind = problem["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    if kind.is_empty() {
        answer.body["code"].as_str().unwrap_or_default().to_owned()
    } else {
        kind.to_owned()
    }
}

#[test]
fn the_way_of_a_submission() {
    let (_database, rest, id) = ready();
    let (author, voter, reader) = (Person::named("a"), Person::named("v"), Person::anonymous());
    let draft = json!({"kind": "idea", "title": "น้ำสะอาด", "language": "th"});
    let made = rest.call(&author, "submit", &json!({"thread": "t", "draft": draft, "key": "k"}));
    assert_eq!(made.status, 201, "{made:?}");
    let made: Submission = serde_json::from_value(made.body).expect("a submission");
    let list = rest.get(&reader, "/rpc/submissions?thread=t&sort=newest&page_size=10");
    let list: Page<Submission> = serde_json::from_value(list.body).expect("a page");
    assert_eq!(
        list.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(),
        [made.id.as_str(), &id]
    );
    let found = rest.call(&reader, "submissions", &json!({"thread": "t", "q": "นำสะอาด"}));
    assert_eq!(found.body["items"][0]["id"], json!(made.id), "{found:?}");
    let vote = rest.call(&voter, "vote", &json!({"submission": made.id, "value": "agree"}));
    assert_eq!((vote.status, &vote.body["my_vote"]), (200, &json!("agree")), "{vote:?}");
    let back = rest.call(&voter, "vote", &json!({"submission": made.id}));
    assert_eq!((back.status, &back.body["my_vote"]), (200, &Value::Null), "{back:?}");
    let comment =
        json!({"submission": made.id, "draft": {"body": "b", "stance": "for"}, "key": "c"});
    assert_eq!(rest.call(&voter, "comment", &comment).status, 201);
    let gone = rest.call(&author, "withdraw", &json!({"submission": made.id}));
    assert_eq!(gone.status, 204, "{gone:?}");
    let read = rest.get(&reader, &format!("/rpc/submission?submission={}", made.id));
    assert_eq!((read.status, code(&read).as_str()), (410, "withdrawn"));
}

#[test]
fn problems_keep_their_status_and_code() {
    let (database, rest, id) = ready();
    database.thread("pre", &[("premoderated", "true")]);
    let (author, reader) = (Person::named("author"), Person::anonymous());
    let draft = json!({"kind": "idea", "title": "A", "language": "en"});
    let wait = rest.call(&author, "submit", &json!({"thread": "pre", "draft": draft}));
    assert_eq!((wait.status, &wait.body["state"]), (202, &json!("pending")));
    for (who, name, arguments, status, expected) in [
        (&reader, "thread", json!({"thread": "nope"}), 404, "not-found"),
        (&reader, "submissions", json!({"thread": "t", "sort": "support"}), 422, "results-hidden"),
        (&reader, "submissions", json!({"thread": "t", "cursor": "x"}), 400, "bad-cursor"),
        (&author, "submit", json!({"thread": "t", "draft": {}}), 422, "invalid-fields"),
        (&author, "submit", json!({"thread": "t", "draft": {"x": 1}}), 400, "malformed"),
        (&author, "edit", json!({"submission": id, "version": 7, "patch": {}}), 412, "stale"),
        (&author, "edit", json!({"submission": id, "patch": {}}), 428, "precondition-required"),
        (&author, "vote", json!({"submission": id, "value": "support"}), 422, "wrong-voting-mode"),
        (&author, "queue", json!({}), 403, "not-allowed"),
        (
            &author,
            "decide",
            json!({"draft": {"target": {"kind": "submission", "id": id}, "action": "pin"}}),
            403,
            "not-allowed",
        ),
        (
            &author,
            "submit",
            json!({"thread": "t", "draft": {"kind": "idea", "title": "\0", "language": "en"}}),
            400,
            "22P05",
        ),
    ] {
        let answer = rest.call(who, name, &arguments);
        assert_eq!(
            (answer.status, code(&answer).as_str()),
            (status, expected),
            "{name} {arguments}: {answer:?}"
        );
    }
    database
        .operator()
        .batch_execute("UPDATE open_forum.forum SET writes_per_minute = 1")
        .expect("it is set");
    let vote = json!({"submission": id, "value": "agree"});
    let quick = Person::named("quick");
    assert_eq!(rest.call(&quick, "vote", &vote).status, 200);
    assert_eq!(rest.call(&quick, "vote", &vote).status, 429);
}

#[test]
fn without_a_token_or_with_a_bad_one_nothing_is_written() {
    let (_database, rest, id) = ready();
    let writes = [
        ("me", json!({})),
        ("submit", json!({"thread": "t", "draft": {}})),
        ("edit", json!({"submission": id, "version": 1, "patch": {}})),
        ("withdraw", json!({"submission": id})),
        ("vote", json!({"submission": id, "value": "agree"})),
        ("comment", json!({"submission": id, "draft": {}})),
        ("flag", json!({"target": {}, "draft": {}})),
        ("queue", json!({})),
        ("decide", json!({"draft": {}})),
    ];
    let ended = Person::named("author").with("exp", 1_000_000_000);
    for (name, arguments) in &writes {
        let anonymous = rest.call(&Person::anonymous(), name, arguments);
        assert_eq!((anonymous.status, code(&anonymous).as_str()), (401, "42501"), "{name}");
        assert_eq!(rest.call(&ended, name, arguments).status, 401, "{name}");
        let token = Person::named("author").token().expect("a token");
        let (head, signature) = token.rsplit_once('.').expect("three parts");
        let forged = format!("Bearer {head}.{}", signature.chars().rev().collect::<String>());
        let headers = [("Authorization", forged.as_str())];
        let path = format!("/rpc/{name}");
        let answer = rest.send(
            &Person::anonymous(),
            ("POST", &path),
            &headers,
            Some(&arguments.to_string()),
        );
        assert_eq!(answer.status, 401, "{name}");
        // alg: none
        let none =
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhdXRob3IiLCJyb2xlIjoiYXV0aGVudGljYXRlZCJ9.";
        let headers = [("Authorization", none)];
        let answer = rest.send(
            &Person::anonymous(),
            ("POST", &path),
            &headers,
            Some(&arguments.to_string()),
        );
        assert_eq!(answer.status, 401, "{name}");
    }
    // A token's role must be one that the server may become.
    for role in ["open_forum_owner", "postgres", "authenticator"] {
        let answer = rest.call(&Person::named("x").with("role", role), "me", &json!({}));
        assert!(answer.status >= 400, "{role}: {answer:?}");
    }
}

#[test]
fn a_read_is_a_read() {
    let (database, rest, id) = ready();
    let author = Person::named("author");
    for path in [
        format!("/rpc/vote?submission={id}&value=agree"),
        format!("/rpc/withdraw?submission={id}"),
        "/rpc/me".to_owned(),
    ] {
        let answer = rest.get(&author, &path);
        assert_eq!(answer.status, 405, "{path}: {answer:?}");
    }
    assert_eq!(database.value::<i64>("SELECT count(*) FROM open_forum.votes"), 0);
    assert_eq!(database.value::<String>("SELECT state FROM open_forum.submissions"), "published");
}

#[test]
fn no_table_no_other_schema_and_no_other_function_is_there() {
    let (database, rest, id) = ready();
    let people = [Person::anonymous(), Person::named("author"), Person::moderator("m")];
    let tables = [
        "forum",
        "organisations",
        "participants",
        "threads",
        "thread_people",
        "submissions",
        "submission_search",
        "revisions",
        "waiting_edits",
        "votes",
        "tallies",
        "comments",
        "flags",
        "reporters",
        "decisions",
        "queue",
        "idempotency",
        "migrations",
    ];
    let kept: i64 =
        database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'open_forum'");
    assert_eq!(usize::try_from(kept).expect("a few"), tables.len());
    let patch = r#"{"state":"published"}"#;
    for who in &people {
        for table in tables {
            for path in [
                format!("/{table}"),
                format!("/open_forum.{table}"),
                format!("/{table}?select=*,votes(*)"),
            ] {
                for (method, body) in
                    [("GET", None), ("POST", Some(patch)), ("PATCH", Some(patch)), ("DELETE", None)]
                {
                    let answer = rest.send(who, (method, &path), &[], body);
                    assert!((400..500).contains(&answer.status), "{method} {path}: {answer:?}");
                }
            }
            for schema in ["open_forum", "public", "pg_catalog", "information_schema"] {
                let headers = [("Accept-Profile", schema), ("Content-Profile", schema)];
                let answer = rest.send(who, ("GET", &format!("/{table}")), &headers, None);
                assert_eq!(answer.status, 406, "{schema}.{table}: {answer:?}");
            }
        }
        for function in [
            "set_config",
            "pg_sleep",
            "tally_of",
            "write_vote",
            "read_me",
            "configure",
            "fail",
            "set_state",
        ] {
            for headers in [
                vec![],
                vec![("Content-Profile", "open_forum")],
                vec![("Content-Profile", "pg_catalog")],
            ] {
                let answer =
                    rest.send(who, ("POST", &format!("/rpc/{function}")), &headers, Some("{}"));
                assert!([404, 406].contains(&answer.status), "{function}: {answer:?}");
            }
        }
    }
    assert_eq!(database.value::<i64>("SELECT count(*) FROM open_forum.submissions"), 1);
    assert!(!id.is_empty());
}

#[test]
fn select_order_and_filters_of_the_server_tell_nothing_that_is_hidden() {
    let (_database, rest, id) = ready();
    for n in 0..7 {
        let vote = json!({"submission": id, "value": "agree"});
        assert_eq!(
            rest.call(&Person::named(&format!("v{n}")).with("sector", "cso"), "vote", &vote).status,
            200
        );
    }
    let who = Person::named("reader");
    for query in [
        "select=*",
        "select=tally",
        "select=items",
        "select=votes(*)",
        "select=*,participants(*)",
        "select=count()",
        "select=tally-%3Eagree",
        "select=agree:tally-%3E%3Eagree",
        "order=tally",
        "order=support_score.desc",
        "limit=1",
        "tally=not.is.null",
        "votes_count=gt.3",
        "support_score=gt.0",
        "submission=eq.x",
        "or=(votes_count.gt.3)",
        "and=(state.eq.hidden)",
        "columns=tally",
        "on_conflict=id",
        "offset=1",
    ] {
        for path in [
            "/rpc/submissions?thread=t&",
            &format!("/rpc/submission?submission={id}&"),
            "/rpc/thread?thread=t&",
        ] {
            for headers in [
                vec![],
                vec![("Prefer", "count=exact")],
                vec![("Prefer", "tx=commit,params=single-object")],
                vec![("Accept", "text/csv")],
                vec![("Accept", "application/vnd.pgrst.plan+json")],
                vec![("Accept", "application/vnd.pgrst.object+json")],
            ] {
                let answer = rest.send(&who, ("GET", &format!("{path}{query}")), &headers, None);
                let text = answer.body.to_string();
                for told in [
                    "\"agree\":7",
                    "\"participants\":7,\"sub",
                    "\"votes\":7",
                    "votes_count",
                    "support_score",
                    "by_sector",
                ] {
                    assert!(!text.contains(told), "{path}{query} {headers:?} tells {told}: {text}");
                }
                assert!(answer.status < 500, "{path}{query}: {answer:?}");
            }
        }
    }
}

#[test]
fn claims_of_the_body_and_of_the_user_are_not_believed() {
    let (_database, rest, _) = ready();
    let sly = Person::named("sly")
        .with("user_metadata", json!({"roles": ["moderator"], "name": "The ministry"}));
    assert_eq!(rest.call(&sly, "queue", &json!({})).status, 403);
    let me = rest.call(&sly, "me", &json!({}));
    assert_eq!(me.body["author"]["name"], json!("sly"), "{me:?}");
    for headers in [
        vec![("X-Forwarded-User", "m")],
        vec![("request.jwt.claims", r#"{"sub":"m","roles":["moderator"]}"#)],
        vec![("apikey", "anything")],
        vec![("Role", "open_forum_owner")],
    ] {
        let answer = rest.send(&sly, ("POST", "/rpc/queue"), &headers, Some("{}"));
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    let supabase = Person::named("s")
        .with("name", Value::Null)
        .with("app_metadata", json!({"name": "Suda", "roles": ["moderator"]}));
    assert_eq!(rest.call(&supabase, "queue", &json!({})).status, 200);
    let anonymous_user = Person::named("anon-1").with("is_anonymous", true);
    let draft = json!({"kind": "idea", "title": "A", "language": "en"});
    assert_eq!(
        rest.call(&anonymous_user, "submit", &json!({"thread": "t", "draft": draft})).status,
        403
    );
}
