//! Who may do what: nobody touches a table, each function is for those that it
//! is granted to, and each state is seen by those who may see it.

use contract::ProblemCode as P;
use postgrest_checks::{Database, Person, Session};
use serde_json::{Value, json};

fn tables(database: &Database) -> Vec<String> {
    let sql = "SELECT array_agg(tablename::text ORDER BY tablename) FROM pg_tables
         WHERE schemaname = 'open_forum'";
    let tables: Vec<String> = database.value(sql);
    assert_eq!(tables.len(), 18, "{tables:?}");
    tables
}

#[test]
fn no_role_reads_or_writes_a_table() {
    let database = Database::new();
    let mut session = database.session();
    for table in tables(&database) {
        for role in ["anon", "authenticated", "authenticator"] {
            for sql in [
                format!("SELECT FROM open_forum.{table}"),
                format!("INSERT INTO open_forum.{table} DEFAULT VALUES"),
                format!("DELETE FROM open_forum.{table}"),
                format!("TRUNCATE open_forum.{table}"),
                format!("COPY open_forum.{table} TO STDOUT"),
            ] {
                let refusal = session.run_as(role, &sql).expect_err("it is refused");
                assert_eq!(refusal.state, "42501", "{role}: {sql}: {refusal:?}");
            }
        }
    }
}

#[test]
fn a_grant_by_mistake_opens_nothing() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    session.submit(&Person::named("a"), "t", "A title");
    database
        .operator()
        .batch_execute(
            "GRANT USAGE ON SCHEMA open_forum TO anon, authenticated;
             GRANT ALL ON ALL TABLES IN SCHEMA open_forum TO anon, authenticated",
        )
        .expect("the mistake is made");
    for table in tables(&database) {
        for role in ["anon", "authenticated"] {
            let read = session.run_as(role, &format!("SELECT FROM open_forum.{table}"));
            assert_eq!(read.expect("it may ask"), 0, "{role} reads {table}");
            let deleted = session.run_as(role, &format!("DELETE FROM open_forum.{table}"));
            assert_eq!(deleted.expect("it may ask"), 0, "{role} deletes of {table}");
        }
    }
    let sql = "INSERT INTO open_forum.migrations (number) VALUES (99)";
    let refusal = session.run_as("authenticated", sql).expect_err("no policy allows it");
    assert!(refusal.message.contains("row-level security"), "{refusal:?}");
}

#[test]
fn every_table_is_locked_twice_and_only_functions_are_exposed() {
    let database = Database::new();
    let count = |sql: &str| database.value::<i64>(sql);
    let tables = i64::try_from(tables(&database).len()).expect("a few");
    let forced = "SELECT count(*) FROM pg_class WHERE relnamespace = 'open_forum'::regnamespace
         AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity";
    assert_eq!(count(forced), tables);
    let policies = "SELECT count(*) FROM pg_policies WHERE schemaname = 'open_forum'
         AND roles = '{open_forum_owner}'";
    assert_eq!(count(policies), tables);
    assert_eq!(count("SELECT count(*) FROM pg_policies"), tables, "no other policy");
    // A view would run with its owner's rights and pass by the policies.
    let exposed = "SELECT count(*) FROM pg_class
         WHERE relnamespace = 'open_forum_api'::regnamespace";
    assert_eq!(count(exposed), 0, "relations in the exposed schema");
    let views = "SELECT count(*) FROM pg_class WHERE relkind IN ('v', 'm')
         AND relnamespace IN ('open_forum'::regnamespace, 'open_forum_api'::regnamespace)";
    assert_eq!(count(views), 0);
    let owner = "SELECT count(*) FROM pg_roles WHERE rolname = 'open_forum_owner'
         AND NOT (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)";
    assert_eq!(count(owner), 1);
}

#[test]
fn functions_are_given_one_by_one() {
    let database = Database::new();
    let given = |role: &str| -> Vec<String> {
        database.value(&format!(
            "SELECT array_agg(pronamespace::regnamespace || '.' || proname ORDER BY 1)
             FROM pg_proc WHERE pronamespace IN
               ('open_forum'::regnamespace, 'open_forum_api'::regnamespace)
               AND has_function_privilege('{role}', oid, 'EXECUTE')"
        ))
    };
    let mut read: Vec<String> = [
        "comments",
        "forum",
        "history",
        "similar",
        "submission",
        "submissions",
        "thread",
        "threads",
    ]
    .map(|name| format!("open_forum_api.{name}"))
    .into();
    let mut anon = given("anon");
    anon.sort();
    assert_eq!(anon, read);
    let write = ["comment", "decide", "edit", "flag", "me", "queue", "submit", "vote", "withdraw"];
    read.extend(write.map(|name| format!("open_forum_api.{name}")));
    read.sort();
    let mut authenticated = given("authenticated");
    authenticated.sort();
    assert_eq!(authenticated, read);
    // With a search path of the caller's, a function could be made to run theirs.
    let open = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'open_forum_api'::regnamespace
         AND NOT coalesce(proconfig @> '{\"search_path=\\\"\\\"\"}', false)";
    assert_eq!(database.value::<i64>(open), 0, "functions without a search path of their own");
    let invokers = "SELECT count(*) FROM pg_proc
         WHERE pronamespace = 'open_forum_api'::regnamespace AND NOT prosecdef";
    assert_eq!(database.value::<i64>(invokers), 0);
    let definers = "SELECT count(*) FROM pg_proc
         WHERE pronamespace = 'open_forum'::regnamespace AND prosecdef";
    assert_eq!(database.value::<i64>(definers), 0, "only the exposed ones change the role");
}

/// What a call answers: `ok`, the code of a problem, or the SQLSTATE.
fn outcome(session: &mut Session, who: &Person, name: &str, arguments: &Value) -> String {
    match session.call(who, name, arguments) {
        Ok(_) => "ok".to_owned(),
        Err(refusal) => refusal.code.map_or(refusal.state, |code| code.as_str().to_owned()),
    }
}

#[test]
fn role_by_function_by_state() {
    let author = Person::named("author");
    let people = [
        Person::anonymous(),
        author.clone(),
        Person::named("other"),
        Person::moderator("moderator"),
        Person::named("official").with("roles", json!(["official"])),
        Person::named("nobody").with("is_anonymous", true),
    ];
    // What each of these people is answered, by function and state.
    let table = "
        submission published  | ok     ok          ok          ok          ok          ok
        submission pending    | 404    ok          404         ok          ok          404
        submission hidden     | 404    ok          404         ok          ok          404
        submission withdrawn  | 410    410         410         410         410         410
        history    published  | ok     ok          ok          ok          ok          ok
        history    pending    | 404    ok          404         ok          ok          404
        history    hidden     | 404    ok          404         ok          ok          404
        history    withdrawn  | 410    410         410         410         410         410
        comments   published  | ok     ok          ok          ok          ok          ok
        comments   pending    | 404    ok          404         ok          ok          404
        comments   hidden     | 404    ok          404         ok          ok          404
        comments   withdrawn  | 410    410         410         410         410         410
        vote       published  | grant  ok          ok          ok          role        role
        vote       pending    | grant  409         404         404         role        role
        vote       hidden     | grant  409         404         404         role        role
        vote       withdrawn  | grant  410         410         410         role        role
        comment    published  | grant  ok          ok          ok          role        role
        comment    pending    | grant  409         404         404         role        role
        comment    hidden     | grant  409         404         404         role        role
        comment    withdrawn  | grant  410         410         410         role        role
        flag       published  | grant  ok          ok          ok          role        role
        flag       pending    | grant  409         404         404         role        role
        flag       hidden     | grant  409         404         404         role        role
        flag       withdrawn  | grant  410         410         410         role        role
        edit       published  | grant  ok          role        role        role        role
        edit       pending    | grant  ok          404         404         role        role
        edit       hidden     | grant  ok          404         404         role        role
        edit       withdrawn  | grant  410         410         410         role        role
        withdraw   published  | grant  ok          role        role        role        role
        withdraw   pending    | grant  ok          404         404         role        role
        withdraw   hidden     | grant  ok          404         404         role        role
        withdraw   withdrawn  | grant  410         410         410         role        role
        decide     published  | grant  role        role        ok          role        role
        decide     pending    | grant  role        role        state       role        role
        decide     hidden     | grant  role        role        state       role        role
        decide     withdrawn  | grant  role        role        410         role        role
        submit     -          | grant  ok          ok          ok          role        role
        me         -          | grant  ok          ok          ok          ok          ok
        queue      -          | grant  role        role        ok          role        role
        similar    -          | ok     ok          ok          ok          ok          ok
        submissions -         | ok     ok          ok          ok          ok          ok
        threads    -          | ok     ok          ok          ok          ok          ok
        thread     -          | ok     ok          ok          ok          ok          ok
        forum      -          | ok     ok          ok          ok          ok          ok";
    let database = Database::new();
    database.thread("t", &[]);
    let (mut session, mut operator) = (database.session(), database.operator());
    let mut checked = 0;
    for line in table.lines().filter(|line| line.contains('|')) {
        let (call, expected) = line.split_once('|').expect("a line of the table");
        let words: Vec<_> = call.split_whitespace().collect();
        let [function, state] = words[..] else { panic!("{line}") };
        for (who, expected) in people.iter().zip(expected.split_whitespace()) {
            let id = session.submit(&author, "t", "A title");
            let sql =
                format!("UPDATE open_forum.submissions SET state = '{state}' WHERE id = '{id}'");
            if state != "-" {
                operator.batch_execute(&sql).expect("it stands so");
            }
            let arguments = match function {
                "vote" => json!({"submission": id, "value": "agree"}),
                "comment" => json!({"submission": id, "draft": {"body": "b", "stance": "for"}}),
                "flag" => {
                    json!({"target": {"kind": "submission", "id": id}, "draft": {"reason": "spam"}})
                }
                "edit" => json!({"submission": id, "version": 1, "patch": {"title": "B"}}),
                "decide" => json!({"draft": {"target": {"kind": "submission", "id": id},
                    "action": "hide", "reason": "spam"}}),
                "submit" => {
                    json!({"thread": "t", "draft": {"kind": "idea", "title": "B", "language": "en"}})
                }
                "similar" | "submissions" | "thread" => json!({"thread": "t"}),
                "me" | "queue" | "threads" | "forum" => json!({}),
                _ => json!({"submission": id}),
            };
            let code = match expected {
                "grant" => "42501",
                "404" => P::NotFound.as_str(),
                "410" => P::Withdrawn.as_str(),
                "409" => P::Conflict.as_str(),
                "role" => P::NotAllowed.as_str(),
                "state" => P::WrongState.as_str(),
                other => other,
            };
            let found = outcome(&mut session, who, function, &arguments);
            assert_eq!(found, code, "{function} of what is {state} by {}", who.claims);
            checked += 1;
        }
    }
    assert_eq!(checked, 44 * 6);
}

#[test]
fn nobody_is_who_they_say_they_are_in_a_body_or_in_user_metadata() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let sly = Person::named("sly").with(
        "user_metadata",
        json!({"roles": ["moderator"], "name": "The ministry", "sector": "ministry", "sub": "x"}),
    );
    let me: contract::Me = session.ask(&sly, "me", &json!({}));
    assert_eq!((me.author.name.as_str(), me.author.sector), ("sly", None));
    assert_eq!(me.roles, [contract::Role::Participant]);
    assert_eq!(session.refused(&sly, "queue", &json!({})), P::NotAllowed);
    for field in ["author", "state", "pinned", "status", "reference", "id", "created_at", "version"]
    {
        let mut draft = json!({"kind": "idea", "title": "A", "language": "en"});
        draft[field] = json!("x");
        let arguments = json!({"thread": "t", "draft": draft});
        assert_eq!(session.refused(&sly, "submit", &arguments), P::Malformed, "{field}");
    }
    let supabase = Person::named("uuid").with("name", Value::Null).with(
        "app_metadata",
        json!({"name": "Suda", "sector": "cso", "roles": ["moderator", "of-another-system"]}),
    );
    let me: contract::Me = session.ask(&supabase, "me", &json!({}));
    assert_eq!((me.author.name.as_str(), me.author.sector.as_deref()), ("Suda", Some("cso")));
    assert_eq!(me.roles, [contract::Role::Moderator]);
}

#[test]
fn a_token_that_this_forum_cannot_use_is_refused_everywhere() {
    let database = Database::new();
    database.thread("t", &[]);
    let set = "UPDATE open_forum.forum SET audience = 'labour', issuer = 'https://id.example'";
    database.operator().batch_execute(set).expect("it is set");
    let mut session = database.session();
    let good = Person::named("a").with("aud", json!(["labour"])).with("iss", "https://id.example");
    let _: contract::Me = session.ask(&good, "me", &json!({}));
    for bad in [
        Person::named("a"),
        good.clone().with("aud", "health"),
        good.clone().with("aud", json!(["health"])),
        good.clone().with("iss", "https://other.example"),
        good.clone().with("sector", "pirates"),
        good.clone().with("country", "XX"),
        good.clone().with("name", 7),
        good.clone().with("name", "a\nb"),
        good.clone().with("name", "n".repeat(201)),
        good.clone().with("roles", "moderator"),
    ] {
        for (name, arguments) in [("me", json!({})), ("submissions", json!({"thread": "t"}))] {
            let code = session.refused(&bad, name, &arguments);
            assert_eq!(code, P::TokenInvalid, "{name} {}", bad.claims);
        }
    }
    let one = good.with("aud", "labour");
    let _: contract::Me = session.ask(&one, "me", &json!({}));
}

#[test]
fn the_pace_of_one_person_is_limited() {
    let database = Database::new();
    database.thread("t", &[]);
    let set = "UPDATE open_forum.forum SET writes_per_minute = 5";
    database.operator().batch_execute(set).expect("it is set");
    let mut session = database.session();
    let (eager, calm) = (Person::named("eager"), Person::named("calm"));
    let id = session.submit(&eager, "t", "A title");
    let vote = json!({"submission": id, "value": "agree"});
    for _ in 1..5 {
        session.call(&eager, "vote", &vote).expect("a minute's writes may come at once");
    }
    assert_eq!(session.refused(&eager, "vote", &vote), P::RateLimited);
    session.call(&calm, "vote", &vote).expect("others have a pace of their own");
}

#[test]
fn an_operator_who_is_no_superuser_installs_it() {
    let user = format!("operator_{}", std::process::id());
    let database = Database::installed_by(&user);
    let profile = "SELECT open_forum.configure((SELECT jsonb_object_agg(field, '[]'::jsonb) FROM unnest(
         '{name,description,languages,default_language,time_zone,sectors,countries,themes,groups,kinds,statuses,reasons}'
         ::text[]) AS field))";
    database.operator().batch_execute(profile).expect("it is a profile");
    database.thread("t", &[]);
    let mut session = database.session();
    let threads = session.call(&Person::anonymous(), "threads", &json!({})).expect("it answers");
    assert_eq!(threads["items"][0]["slug"], json!("t"));
    let refusal = session.run_as("anon", "SELECT FROM open_forum.threads").expect_err("locked");
    assert_eq!(refusal.state, "42501");
}
