//! Who may do what, in which state of the thing: one row for every operation
//! of the document. An operation without a row fails; every pair that is not
//! allowed is refused and leaves the database as it was.

mod dump;
mod rows;
mod world;

use axum::http::StatusCode;
use serde_json::Value;

use self::{
    dump::Dump,
    rows::{ROWS, Row},
    world::World,
};
use crate::testing::{Answer, TestApp};

/// One operation of the document.
#[derive(Debug, Clone)]
struct Operation {
    method: axum::http::Method,
    path: String,
    row: &'static Row,
    /// Whether a token means anything there.
    takes_token: bool,
}

/// Every operation with its row.
fn operations(test: &TestApp) -> Vec<Operation> {
    let paths = test.document()["paths"].as_object().expect("paths");
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            let Some(row) = ROWS.iter().find(|row| row.operation == id) else {
                without.push(id.to_owned());
                continue;
            };
            found.push(Operation {
                method: method.to_uppercase().parse().expect("a method"),
                path: path.clone(),
                row,
                takes_token: operation["security"].is_array(),
            });
        }
    }
    assert!(without.is_empty(), "operations without a row: {without:?}");
    found
}

async fn send(world: &World, operation: &Operation, case: &str, who: char) -> Answer {
    let path = world.address(&operation.path, case) + &world.query(operation.row.operation);
    let mut ask = world.test.ask(operation.method.clone(), &path);
    if let Some(body) = world.body(operation.row.operation, case) {
        ask = ask.json(&body);
    }
    if operation.method != axum::http::Method::GET {
        ask = ask.header("if-match", "*");
    }
    if let Some(token) = world.token(who) {
        ask = ask.by(token);
    }
    ask.send().await
}

#[tokio::test]
async fn every_operation_has_a_row_and_every_row_an_operation() {
    let test = TestApp::with_settings(|settings| settings.demo = true).await;
    let operations = operations(&test);
    for row in ROWS {
        let known = operations.iter().any(|operation| operation.row.operation == row.operation);
        assert!(known, "a row without an operation: {}", row.operation);
        for (case, ..) in row.cases {
            let twice = row.cases.iter().filter(|(other, ..)| other == case).count();
            assert_eq!(twice, 1, "{} {case}", row.operation);
        }
    }
}

/// Everybody, and two whose tokens do not count here: `x` has ended, `f` is
/// another forum's.
const EVERYBODY: &str = "nxfsadmo";

#[tokio::test]
async fn who_may_not_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let mut before = Dump::of(&world.test);
    let (mut pairs, mut wrong) = (0, Vec::new());
    for operation in operations(&world.test) {
        let has_id = operation.path.contains('{');
        let mut cases: Vec<_> = operation.row.cases.to_vec();
        if has_id {
            // What is not here, and what is another forum's, is nobody's.
            cases.extend([("unknown", "", ""), ("foreign", "", "")]);
        }
        for (case, may, late) in cases {
            for who in EVERYBODY.chars().filter(|who| !may.contains(*who)) {
                if !operation.takes_token && "xf".contains(who) {
                    continue;
                }
                pairs += 1;
                let answer = send(&world, &operation, case, who).await;
                let what = format!("{} {case} by {who}", operation.row.operation);
                let status = answer.status.as_u16();
                let expected: &[u16] = match who {
                    'x' | 'f' => &[401],
                    _ if late.contains(who) => &[409, 410],
                    _ => &[401, 403, 404],
                };
                if !expected.contains(&status) {
                    wrong.push(format!("{what}: {status} {}", answer.text()));
                }
                if status == 404 && has_id {
                    let unknown = send(&world, &operation, "unknown", who).await;
                    if unknown.body != answer.body {
                        wrong.push(format!("{what}: tells that it is there: {}", answer.text()));
                    }
                }
                if before.is_past() {
                    let after = Dump::of(&world.test);
                    let changed = before.differs_from(&after);
                    if !changed.is_empty() {
                        wrong.push(format!("{what}: {status} and changed {changed:?}"));
                    }
                    before = after;
                }
            }
        }
    }
    assert!(pairs > 500, "{pairs} pairs were tried");
    assert!(wrong.is_empty(), "{pairs} pairs:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn who_may_is_not_refused() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for operation in operations(&world.test) {
        for (case, may, _) in operation.row.cases {
            if may.is_empty() {
                continue;
            }
            // What one does may change what the next finds: each has a
            // database of its own.
            let reads = operation.method == axum::http::Method::GET;
            for who in may.chars() {
                let copy = if reads { None } else { Some(world.copy().await) };
                let here = copy.as_ref().unwrap_or(&world);
                let answer = send(here, &operation, case, who).await;
                if !answer.status.is_success() && answer.status != StatusCode::NOT_MODIFIED {
                    let what = format!("{} {case} by {who}", operation.row.operation);
                    wrong.push(format!("{what}: {} {}", answer.status, answer.text()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Operations whose bodies are made of two shapes: what neither knows is not
/// refused, and changes nothing.
const PASS_OVER: [&str; 3] = ["create_answer", "change_answer", "put_response"];

/// A body with what it may carry, and what only the server may say.
#[tokio::test]
async fn a_state_status_or_author_in_a_body_is_refused() {
    let world = World::new().await;
    let before = Dump::of(&world.test);
    let mut tried = 0;
    for operation in operations(&world.test) {
        let (case, may, _) = operation.row.cases[0];
        let Some(who) = may.chars().find(|who| *who != 'n') else { continue };
        let Some(body @ Value::Object(_)) = world.body(operation.row.operation, case) else {
            continue;
        };
        for (field, value) in [
            ("author", Value::from(world.person('s'))),
            ("author_id", Value::from(world.person('s'))),
            ("participant", Value::from(1)),
            ("roles", serde_json::json!(["moderator"])),
            ("official", Value::from(true)),
            ("verified", Value::from(true)),
            ("forum", Value::from("labour")),
            ("created_at", Value::from("2020-01-01T00:00:00.000Z")),
        ] {
            let mut body = body.clone();
            if body.get(field).is_some() {
                continue;
            }
            body[field] = value;
            let passes_over = PASS_OVER.contains(&operation.row.operation);
            let copy = if passes_over { Some(world.copy().await) } else { None };
            let here = copy.as_ref().unwrap_or(&world);
            let path = here.address(&operation.path, case);
            let ask = here.test.ask(operation.method.clone(), &path).json(&body);
            let token = here.token(who).expect("a token");
            let answer = ask.header("if-match", "*").by(token).send().await;
            tried += 1;
            let what = format!("{} with {field}: {}", operation.row.operation, answer.text());
            if passes_over {
                assert!(answer.status.is_success(), "{what}");
                assert!(!answer.text().contains(world.person('s')), "{what}");
                assert!(!answer.text().contains("2020-01-01"), "{what}");
            } else {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            }
        }
    }
    assert!(tried > 100, "{tried} bodies");
    assert_eq!(before.differs_from(&Dump::of(&world.test)), Vec::<String>::new());
}
