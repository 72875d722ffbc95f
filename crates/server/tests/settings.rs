//! The real binary: what its settings and its log do.

mod program;

use std::process::Stdio;

use serde_json::{Value, json};

use self::program::{SECRET, Server, agent, database, run};

/// Signs a token with the program.
fn token(arguments: &[&str]) -> String {
    let output = run(&[&["token", "--sub", "sub-of-somebody"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The status and body that a token gets.
fn ask(server: &Server, path: &str, token: &str) -> (u16, Value) {
    let request = agent().get(format!("{}{path}", server.base));
    let answer = request.header("authorization", format!("Bearer {token}")).call();
    let mut answer = answer.expect("an answer");
    let text = answer.body_mut().read_to_string().expect("a body");
    (answer.status().as_u16(), serde_json::from_str(&text).expect("JSON"))
}

#[test]
fn a_token_of_the_command_line_speaks_to_a_demonstration() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = ["--demo", "--log", "error"];
    let server = Server::start_with(folder.path(), &demo, Stdio::inherit());
    let database = database(folder.path());
    let token = token(&["--name", "Me", "--sector", "cso", "--database", &database]);
    let (status, me) = ask(&server, "/v1/me", &token);
    assert_eq!(status, 200, "{me}");
    assert_eq!((&me["author"]["name"], &me["author"]["sector"]), (&json!("Me"), &json!("cso")));
}

#[test]
fn a_settings_file_makes_forums_with_issuers_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("writes");
    };
    write("secret", "a secret of the labour forum's host\n");
    write(
        "settings.toml",
        "[[forums]]\nslug = \"labour\"\naudience = \"labour\"\n\
         [[forums.issuers]]\niss = \"https://host.example\"\nsecret_file = \"secret\"\n",
    );
    let config = folder.path().join("settings.toml");
    let config = config.to_str().expect("text");
    let more = ["--config", config, "--log", "error"];
    let server = Server::start_with(folder.path(), &more, Stdio::inherit());
    let token = token(&["--forum", "labour", "--config", config]);
    for (path, status) in [("/f/labour/v1/me", 200), ("/v1/me", 401), ("/f/other/v1/me", 404)] {
        assert_eq!(ask(&server, path, &token).0, status, "{path}");
    }
    drop(server);
    let without = Server::start(folder.path());
    assert_eq!(ask(&without, "/f/labour/v1/me", &token).0, 404);
}

#[test]
fn the_log_tells_what_happened_and_nothing_that_people_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log");
    let log = std::fs::File::create(&file).expect("a file");
    let more = ["--demo", "--log", "debug"];
    let mut server = Server::start_with(folder.path(), &more, log.into());
    let token = token(&["--name", "name-of-somebody", "--database", &database(folder.path())]);
    let thread = "/v1/threads/post-pandemic-recovery";
    let body = json!({"kind": "idea", "title": "title-of-somebody", "language": "en"});
    let sent = agent()
        .post(format!("{}{thread}/submissions", server.base))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("idempotency-key", "key-of-somebody")
        .send(body.to_string());
    assert_eq!(sent.expect("an answer").status().as_u16(), 201);
    let query = format!("{thread}?token=query-of-somebody");
    for path in [&query, "/v1/threads/path-of-somebody", "/v1/forum"] {
        ask(&server, path, &token);
    }
    server.child.kill().expect("it ends");
    server.child.wait().expect("it ends");
    let text = std::fs::read_to_string(&file).expect("the log");
    for private in ["of-somebody", token.as_str(), SECRET] {
        assert!(!text.contains(private), "{private} is in {text}");
    }
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"));
    let answered = lines.filter(|line: &Value| line["message"] == "answered");
    let routes: Vec<_> =
        answered.map(|line| (line["route"].clone(), line["status"].clone())).collect();
    assert_eq!(routes.len(), 4, "{text}");
    assert!(routes.contains(&(json!("/v1/threads/{thread}"), json!(404))), "{routes:?}");
}
