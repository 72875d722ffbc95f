//! The program as it is run: once, or as a server that answers.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_open-forum-server");
/// The secret that its tokens are signed with.
pub(crate) const SECRET: &str = "a secret for the binary's tests, long enough";

/// No limits of pace: tests come from one address.
pub(crate) const UNLIMITED: [&str; 6] = [
    "--participant-reads-per-minute=0",
    "--participant-writes-per-minute=0",
    "--address-reads-per-minute=0",
    "--address-writes-per-minute=0",
    "--forum-reads-per-minute=0",
    "--forum-writes-per-minute=0",
];

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear().output().expect("the program runs")
}

/// The database of a folder, as the command line takes it.
pub(crate) fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("forum.db").display())
}

/// A server that runs, ended with the test.
pub(crate) struct Server {
    /// The program.
    pub(crate) child: Child,
    /// Where it answers.
    pub(crate) base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts it on the database of a folder, without limits of pace.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_with(folder, &["--log", "error"], Stdio::inherit())
    }

    /// The same with more arguments and a place for its log.
    pub(crate) fn start_with(folder: &Path, more: &[&str], log: Stdio) -> Self {
        Self::start_limited(folder, &[more, &UNLIMITED].concat(), log)
    }

    /// The same with the limits of pace that are set, or the usual ones.
    pub(crate) fn start_limited(folder: &Path, more: &[&str], log: Stdio) -> Self {
        Self::start_on(&database(folder), more, log)
    }

    /// The same on any database.
    pub(crate) fn start_on(database: &str, more: &[&str], log: Stdio) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(more)
            .stderr(log)
            .env_clear()
            .env("OPEN_FORUM_TOKEN_SECRET", SECRET)
            .env("OPEN_FORUM_DATABASE", database)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let base = line.trim().strip_prefix("Listening on ").expect("its address").to_owned();
        Self { child, base }
    }
}

/// A connection of its own for each caller. Statuses are no errors.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into()
}
