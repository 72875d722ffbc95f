//! Holds our own server against the contract, on each of its databases.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use postgres_cluster::{Cluster, Keeping, NoCluster};
use serde_json::Value;

use crate::count::Count;
use crate::programs::Programs;
use crate::project::Project;
use crate::server::{PROGRAM, Running, UNLIMITED};

/// Signs everybody's tokens of a run.
const SECRET: &str = "a secret of the conformance stage, long enough";
const ORIGIN: &str = "https://host.example";

/// The whole suite against the real program, once for each database.
pub(crate) fn stage(project: &Project) -> Result<Count> {
    let programs = Programs::compiled(project)?;
    let (server, suite) = (programs.binary(PROGRAM)?, &programs.binary("conformance")?);
    let mut databases = vec!["sqlite:forum.db".to_owned()];
    let mut count = Count::default();
    // It ends with this stage.
    let cluster = match Cluster::start(Keeping::Nothing) {
        Ok(cluster) => Some(cluster),
        Err(missing @ NoCluster::Missing) => {
            count.skipped.push(format!("the suite on PostgreSQL: {missing}"));
            None
        }
        Err(error) => return Err(error.into()),
    };
    databases.extend(cluster.as_ref().map(Cluster::database).transpose()?);
    let mut servers = Vec::new();
    for database in &databases {
        let kind = kind(database);
        let folder = settings(kind)?;
        let flags = ["--demo", "--config", "settings.toml", "--log", "error"];
        let flags: Vec<&str> = flags.into_iter().chain(UNLIMITED).collect();
        servers.push((kind, Running::start_on(project, &server, folder, database, &flags)?));
    }
    // At the same time: most of a run is spent waiting.
    let counts: Vec<Result<Count>> = thread::scope(|scope| {
        let runs: Vec<_> = servers
            .iter()
            .map(|(kind, server)| scope.spawn(move || one(suite, kind, server)))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap_or_else(|_| bail!("it panicked"))).collect()
    });
    for (counted, (kind, _)) in counts.into_iter().zip(&servers) {
        count += counted.with_context(|| format!("on {kind}"))?;
    }
    Ok(count)
}

/// Holds a server against the contract, and says what came of it.
fn one(suite: &Path, kind: &str, server: &Running) -> Result<Count> {
    let report = server.folder().join("report.json");
    let output = Command::new(suite)
        .args(["--api", &server.url(), "--origin", ORIGIN, "--json"])
        .arg(&report)
        .env("CONFORMANCE_SECRET", SECRET)
        .stderr(Stdio::inherit())
        .output()
        .context("the suite does not start")?;
    println!("On {kind}: {}", String::from_utf8_lossy(&output.stdout));
    if output.status.code() == Some(2) {
        bail!("the suite could not run");
    }
    counted(&serde_json::from_str(&std::fs::read_to_string(&report)?)?)
}

/// What the suite counted.
fn counted(report: &Value) -> Result<Count> {
    let number = |name: &str| report[name].as_u64().and_then(|number| u32::try_from(number).ok());
    let passed = number("passed").context("no number of passed checks")?;
    let failed = number("failed").context("no number of failed checks")?;
    let mut count = Count { passed, failed, ..Count::default() };
    for check in report["checks"].as_array().into_iter().flatten() {
        let id = check["id"].as_str().unwrap_or_default();
        if check["result"] == "fail" {
            let expected = check["expected"].as_str().unwrap_or_default();
            count.failures.push(format!("{id}: {expected}"));
        } else if let Some(reason) = check["reason"].as_str() {
            count.skipped.push(format!("{id}: {reason}"));
        }
    }
    Ok(count)
}

/// A folder with the settings of the server.
fn settings(kind: &str) -> Result<PathBuf> {
    let name = format!("open-forum-conformance-{kind}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("secret"), SECRET)?;
    let text = format!(
        "cors_origins = [\"{ORIGIN}\"]\n\n[[forums]]\nslug = \"default\"\n\n\
         [[forums.issuers]]\niss = \"host\"\nsecret_file = \"secret\"\n"
    );
    std::fs::write(folder.join("settings.toml"), text)?;
    Ok(folder)
}

/// What a database is, without its address, which may hold a password.
fn kind(database: &str) -> &str {
    database.split(':').next().unwrap_or(database)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_failed_or_is_skipped_is_told_and_an_address_is_not() {
        let checks = json!([
            {"id": "a.b", "result": "pass"},
            {"id": "votes.once", "result": "fail", "expected": "one row"},
            {"id": "events.stream", "result": "not_offered", "reason": "not there"},
        ]);
        let report = json!({"passed": 7, "failed": 1, "checks": checks});
        let count = counted(&report).unwrap();
        assert_eq!((count.passed, count.failed), (7, 1));
        assert_eq!(count.failures, ["votes.once: one row"]);
        assert_eq!(count.skipped, ["events.stream: not there"]);
        assert!(counted(&json!({})).is_err());
        assert_eq!(kind("postgres://me:secret@host/forum"), "postgres");
    }
}
