//! What the widget asks for, as its own file says it, against the functions of
//! the database and against a parser of such addresses that is not ours.

#[expect(dead_code, unreachable_pub, reason = "the widget's file: its forms read and write more")]
#[path = "../../../../src/backend/query.rs"]
mod query;

#[path = "../../../../src/backend/postgrest/calls.rs"]
mod calls;

use std::collections::HashMap;

use contract::{Sort, VoteChoice};
use postgrest_checks::{Database, Person};
use postgrest_parser::{Operation, RpcParams, parse, parse_filter};
use serde_json::{Value, json};

use self::{
    calls::{Call, Json, SCHEMA},
    query::ListQuery,
};

impl Json for Value {
    fn object(fields: &[(&str, &str)]) -> Self {
        fields.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect()
    }
}

/// What people type and pages hand over, of which nothing may be taken for
/// anything but a text.
const TYPED: [&str; 9] = [
    "is.null",
    "eq.1",
    "not.in.(1,2)",
    "a=b&select=*&order=id.desc",
    "or=(a.eq.1)",
    "\"quoted\" \\ {a,b}",
    "../../rpc/decide?x=#",
    "น้ำสะอาด 🦜\u{202e}",
    "'; DROP SCHEMA open_forum; --",
];

/// Every call that the widget makes, with a text in each place that takes one.
fn calls_with(text: &str) -> Vec<Call<Value>> {
    let draft = || json!({"body": text, "title": text});
    let mut query = ListQuery { mine: true, ..ListQuery::default() };
    for name in ["q", "theme", "group", "sector", "country", "status", "language", "kind"] {
        text.clone_into(query.text_mut(name).expect("a filter"));
    }
    let mut lists: Vec<Call<Value>> = Sort::ALL
        .iter()
        .map(|sort| {
            let query = ListQuery { sort: Some(*sort), seed: 7, ..query.clone() };
            calls::submissions(text, &query, Some(text))
        })
        .collect();
    lists.extend([
        calls::submissions(text, &ListQuery::default(), None),
        calls::forum(),
        calls::me(),
        calls::threads(None),
        calls::threads(Some(text)),
        calls::thread(text),
        calls::similar(text, text, text),
        calls::submission(text),
        calls::history(text),
        calls::comments(text, None),
        calls::comments(text, Some(text)),
        calls::submit(text, draft(), text),
        calls::edit(text, 3, draft()),
        calls::withdraw(text),
        calls::vote(text, None),
        calls::comment(text, draft(), text),
        calls::flag("submission", text, draft()),
    ]);
    lists.extend(VoteChoice::ALL.iter().map(|choice| calls::vote(text, Some(*choice))));
    lists
}

fn body(call: &Call<Value>) -> Value {
    call.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// What the parser reads of a request.
fn parsed(path: &str, body: &str) -> RpcParams {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let headers = HashMap::from([("Content-Profile".to_owned(), SCHEMA.to_owned())]);
    let path = path.strip_prefix('/').expect("a path of its own");
    match parse("POST", path, query, Some(body), Some(&headers)) {
        Ok(Operation::Rpc(params, None)) => params,
        other => panic!("{path}?{query} {body}: {other:?}"),
    }
}

#[test]
fn a_parser_that_is_not_ours_reads_each_call_as_it_is_meant() {
    for text in TYPED {
        for call in calls_with(text) {
            let (path, body) = (call.path(), body(&call));
            let read = parsed(&path, &body.to_string());
            let name = path.strip_prefix("/rpc/").expect("a function");
            assert_eq!(read, RpcParams::new(name, read.args.clone()), "{path} asks for more");
            assert_eq!(read.args.into_iter().collect::<Value>(), body, "{path}");
        }
    }
}

/// Why nothing is an argument of an address: this is what the parser, and
/// `PostgREST`, would take it for.
#[test]
fn as_a_part_of_an_address_some_texts_would_be_filters() {
    let is_filter = |text: &&&str| parse_filter("thread", text).is_ok();
    let filters: Vec<_> = TYPED.iter().filter(is_filter).collect();
    assert_eq!(filters, [&"is.null", &"eq.1", &"not.in.(1,2)"]);
    let read = parsed("/rpc/thread?thread=is.null", "{}");
    assert_eq!((read.args.len(), read.filters.len()), (0, 1));
}

#[test]
fn each_call_is_a_function_of_the_database_with_arguments_of_these_names() {
    let database = Database::new();
    let mut operator = database.operator();
    let known = "SELECT p.proargnames, p.pronargdefaults, p.provolatile = 'v'
        FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = $1 AND p.proname = $2";
    let mut called = Vec::new();
    for call in calls_with("text") {
        let path = call.path();
        let name = path.strip_prefix("/rpc/").expect("a function");
        let rows = operator.query(known, &[&SCHEMA, &name]).expect("the catalogue answers");
        let [row] = &rows[..] else { panic!("{name}: {} functions", rows.len()) };
        let names: Vec<String> = row.get::<_, Option<_>>(0).unwrap_or_default();
        for (argument, _) in &call.arguments {
            assert!(
                names.iter().any(|name| name == argument),
                "{name} has no {argument}: {names:?}"
            );
        }
        let needed = names.len() - usize::try_from(row.get::<_, i16>(1)).expect("a number");
        for argument in &names[..needed] {
            let is_given = call.arguments.iter().any(|(given, _)| given == argument);
            assert!(is_given, "{name} needs {argument}");
        }
        called.push(name.to_owned());
    }
    called.sort_unstable();
    called.dedup();
    let granted = "SELECT array_agg(p.proname::text ORDER BY p.proname) FROM pg_proc AS p
        WHERE p.pronamespace = 'open_forum_api'::regnamespace AND p.proname NOT IN ('queue', 'decide')";
    assert_eq!(
        called,
        database.value::<Vec<String>>(granted),
        "all but what moderators have no desk for"
    );
}

#[test]
fn each_call_is_heard_by_the_database() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let writer = Person::named("writer");
    let id = session.submit(&writer, "t", "A title");
    let comment = json!({"body": "b", "stance": "for"});
    let draft = json!({"kind": "idea", "title": "Another", "language": "en"});
    let query = ListQuery {
        q: "title".to_owned(),
        sort: Some(Sort::Random),
        seed: 9,
        ..ListQuery::default()
    };
    for call in [
        calls::forum(),
        calls::me(),
        calls::threads(None),
        calls::thread("t"),
        calls::submissions("t", &query, None),
        calls::similar("t", "A title", ""),
        calls::submission(&id),
        calls::history(&id),
        calls::comments(&id, None),
        calls::submit("t", draft, "k"),
        calls::edit(&id, 1, json!({"title": "A better title"})),
        calls::vote(&id, Some(VoteChoice::Agree)),
        calls::vote(&id, None),
        calls::comment(&id, comment, "c"),
    ] {
        let (path, arguments) = (call.path(), body(&call));
        let name = path.strip_prefix("/rpc/").expect("a function");
        let answer = session.call(&writer, name, &arguments);
        assert!(answer.is_ok(), "{name} {arguments}: {answer:?}");
    }
    let flag = calls::flag("submission", &id, json!({"reason": "off_topic"}));
    let other = Person::named("other");
    session.call(&other, "flag", &body(&flag)).expect("a report is taken");
    let gone = calls::withdraw(&id);
    session.call(&writer, "withdraw", &body(&gone)).expect("it is taken back");
}
