//! A forum in a `PostgreSQL` of its own behind a REST server, for those who try
//! the widget with it. It says where the server is and what tokens are signed
//! with, and ends when its standard input does.

use std::io;

use postgrest_checks::{Database, Person, Rest, SECRET};
use serde_json::json;

/// The thread that it has, with what others wrote in it.
const THREAD: &str = "t";

fn main() {
    let database = Database::new();
    database.thread(THREAD, &[]);
    let mut session = database.session();
    for number in 10_001..=10_012 {
        let title = format!("Of others, number {number}");
        let mut draft = json!({"kind": "idea", "title": title, "language": "en"});
        if number % 2 == 1 {
            draft["theme"] = json!("health");
        }
        let writer = Person::named(&format!("Writer {number}"));
        let submitted = session.call(&writer, "submit", &json!({"thread": THREAD, "draft": draft}));
        submitted.unwrap_or_else(|refusal| panic!("{draft}: {refusal:?}"));
    }
    let rest = Rest::start(&database);
    println!("{}", json!({"url": rest.url(), "secret": SECRET, "thread": THREAD}));
    // Until nobody holds the other end any more.
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
}
