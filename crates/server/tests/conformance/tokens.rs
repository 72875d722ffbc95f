//! Tokens that the program signs, for what a fault does in somebody's name.

use std::process::Command;

use super::program::{PROGRAM, SECRET};

/// People beside those of the suite.
#[derive(Clone)]
pub(crate) struct Tokens {
    pub(crate) participant: String,
    pub(crate) moderator: String,
    pub(crate) official: String,
    /// People whom nobody knows.
    pub(crate) ghosts: Vec<String>,
}

impl Tokens {
    pub(crate) fn sign() -> Self {
        Self {
            participant: token("Somebody else", "participant"),
            moderator: token("Another moderator", "moderator"),
            official: token("Another bureau", "official"),
            ghosts: (0..6).map(|number| token(&format!("ghost {number}"), "participant")).collect(),
        }
    }
}

fn token(name: &str, role: &str) -> String {
    let output = Command::new(PROGRAM)
        .args(["token", "--sub", name, "--role", role, "--ttl", "2h"])
        .env_clear()
        .env("OPEN_FORUM_TOKEN_SECRET", SECRET)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}
