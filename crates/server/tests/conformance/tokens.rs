//! Tokens that the program signs, for what a fault does in somebody's name.

use std::path::Path;

use super::program::{database, run};

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
    /// Signs with the secret of the demonstration in a folder.
    pub(crate) fn sign(folder: &Path) -> Self {
        let token = |name: &str, role| token(folder, name, role);
        Self {
            participant: token("Somebody else", "participant"),
            moderator: token("Another moderator", "moderator"),
            official: token("Another bureau", "official"),
            ghosts: (0..6).map(|number| token(&format!("ghost {number}"), "participant")).collect(),
        }
    }
}

fn token(folder: &Path, name: &str, role: &str) -> String {
    let database = database(folder);
    let arguments = ["token", "--sub", name, "--role", role, "--database", &database];
    let output = run(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}
