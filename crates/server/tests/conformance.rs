//! The conformance suite is able to fail: behind a proxy that breaks one thing
//! of the real server at a time, each break is found by the check that is
//! meant for it, and every check finds a break. Without a break all pass.

#[path = "conformance/events.rs"]
mod events;
#[path = "conformance/faults/mod.rs"]
mod faults;
mod program;
#[path = "conformance/proxy.rs"]
mod proxy;
#[path = "conformance/tokens.rs"]
mod tokens;

use std::{process::Stdio, thread};

use clap::Parser as _;
use conformance::{Level, Options, Outcome, Report};

use self::{
    program::{SECRET, Server},
    proxy::{Fault, Proxy},
    tokens::Tokens,
};

/// The origin that the server lets in.
const ORIGIN: &str = "https://host.example";
/// A thread of the demonstration with results that are always shown.
const THREAD: &str = "post-pandemic-recovery";
/// Servers that are broken at the same time.
const WORKERS: usize = 2;

/// A demonstration with its proxy.
struct Stage {
    proxy: Proxy,
    _server: Server,
    _folder: tempfile::TempDir,
}

impl Stage {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let more = ["--demo", "--log", "error", "--cors-origins", ORIGIN];
        let server = Server::start_with(folder.path(), &more, Stdio::inherit());
        let proxy = Proxy::start(&server.base, &Tokens::sign(folder.path()));
        Self { proxy, _server: server, _folder: folder }
    }

    fn run(&self, level: Level, only: &str) -> Report {
        let mut options = Options::parse_from([
            "conformance",
            "--api",
            &self.proxy.base,
            "--secret",
            SECRET,
            "--origin",
            ORIGIN,
            "--thread",
            THREAD,
            "--level",
            level.as_str(),
        ]);
        options.only.extend((!only.is_empty()).then(|| only.to_owned()));
        conformance::run(&options, now_ms).expect("it runs")
    }
}

#[expect(clippy::disallowed_methods, reason = "tokens are for the real server's clock")]
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_millis()).expect("our time")
}

#[test]
fn our_own_server_does_everything_right() {
    let stage = Stage::start();
    let report = stage.run(Level::Full, "");
    println!("{}", report.text());
    for finding in &report.findings {
        let passed = matches!(finding.outcome, Outcome::Passed(_));
        assert!(passed, "{}: {:?}", finding.check.id, finding.outcome);
    }
    assert_eq!(report.findings.len(), conformance::checks().count());
    assert_eq!(report.cleaned.left, 0, "{:?}", report.cleaned);
    // The result reads as what it is.
    let json: serde_json::Value = serde_json::from_str(&report.json()).expect("JSON");
    assert_eq!(json["conformant"], true);
    assert!(report.junit().contains("name=\"events.resume\""));
}

#[test]
fn without_tokens_a_reader_sees_what_is_offered_and_the_rest_is_skipped() {
    let stage = Stage::start();
    let options =
        Options::parse_from(["conformance", "--api", &stage.proxy.base, "--origin", ORIGIN]);
    let report = conformance::run(&options, now_ms).expect("it runs");
    for finding in &report.findings {
        let expected = match (&finding.outcome, finding.check.level) {
            (Outcome::Passed(_), Level::Read) | (Outcome::NotOffered(_), _) => true,
            (Outcome::Skipped(why), level) => level > Level::Read && why.starts_with("needs "),
            _ => false,
        };
        assert!(expected, "{}: {:?}", finding.check.id, finding.outcome);
    }
}

#[test]
fn an_empty_forum_does_nothing_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path());
    let options = Options::parse_from(["conformance", "--api", &server.base, "--level", "read"]);
    let report = conformance::run(&options, now_ms).expect("it runs");
    assert!(report.is_conformant(), "{}", report.text());
    let skipped = |id: &str| matches!(report.outcome(id), Some(Outcome::Skipped(_)));
    assert!(skipped("sorts.newest") && skipped("cors.preflight"), "{}", report.text());
    assert!(matches!(report.outcome("forum.shape"), Some(Outcome::Passed(_))));
}

#[test]
fn every_check_is_seen_to_find_something() {
    let all = faults::all();
    for check in conformance::checks() {
        let found = all.iter().any(|fault| fault.found_by == check.id);
        assert!(found, "nothing is broken for {}", check.id);
    }
    for fault in &all {
        let known = conformance::checks().any(|check| check.id == fault.found_by);
        assert!(known, "{} is no check", fault.found_by);
    }
}

#[test]
fn each_fault_is_found_by_the_check_that_is_meant_for_it() {
    let all = faults::all();
    let missed: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let all = &all;
                scope.spawn(move || {
                    let stage = Stage::start();
                    let own = all.iter().skip(worker).step_by(WORKERS);
                    own.filter_map(|fault| missed(&stage, fault)).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("it ends")).collect()
    });
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), all.len(), missed.join("\n"));
}

/// What the check says of a fault that it does not find.
fn missed(stage: &Stage, fault: &Fault) -> Option<String> {
    let check = conformance::checks().find(|check| check.id == fault.found_by)?;
    stage.proxy.set(Some(fault.how));
    let report = stage.run(check.level, check.id);
    stage.proxy.set(None);
    let outcome = report.outcome(check.id);
    println!("{} finds that {}: {outcome:?}", check.id, fault.what);
    match outcome {
        Some(Outcome::Failed(failure)) if !failure.answered.starts_with("no answer") => None,
        other => Some(format!("{}: {} -> {other:?}", check.id, fault.what)),
    }
}
