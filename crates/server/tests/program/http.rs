//! Requests to a server that runs.

use std::process::Command;

use serde_json::Value;

use crate::program::{PROGRAM, SECRET};

/// A token that the program signs.
pub(crate) fn token(name: &str, role: &str) -> String {
    let output = Command::new(PROGRAM)
        .args(["token", "--sub", name, "--role", role, "--ttl", "1h"])
        .env_clear()
        .env("OPEN_FORUM_TOKEN_SECRET", SECRET)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The status and body of an answer; `None` where there was none.
pub(crate) fn send(
    agent: &ureq::Agent,
    method: &str,
    url: &str,
    token: &str,
    key: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let request = match method {
        "POST" => agent.post(url),
        _ => agent.put(url),
    };
    let response = request
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .send(body.to_string());
    let mut response = response.ok()?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).ok()?))
}

/// The body of an answer.
pub(crate) fn get(agent: &ureq::Agent, url: &str) -> Value {
    let text = agent.get(url).call().expect("an answer").body_mut().read_to_string();
    serde_json::from_str(&text.expect("a body")).expect("JSON")
}
