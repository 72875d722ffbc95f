//! `conformance --api URL`: what a backend of the contract does right and wrong.
//!
//! Exit code 0: nothing is wrong. 1: something is. 2: it could not run.

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;
use conformance::{Options, Report};

fn main() -> ExitCode {
    let options = Options::parse();
    if options.list {
        return list();
    }
    match run(&options) {
        Ok(report) if report.is_conformant() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(cause) => {
            eprintln!("{cause}");
            ExitCode::from(2)
        }
    }
}

/// Every check with its level and its sentence.
fn list() -> ExitCode {
    let mut out = std::io::stdout().lock();
    for check in conformance::checks() {
        // Whoever reads only the beginning (`| head`) has closed the rest.
        let _ = writeln!(out, "{:<32} {:<12} {}", check.id, check.level, check.holds);
    }
    ExitCode::SUCCESS
}

fn run(options: &Options) -> Result<Report, String> {
    let report = conformance::run(options, now_ms).map_err(|cause| cause.to_string())?;
    let _ = write!(std::io::stdout(), "{}", report.text());
    for (path, content) in [(&options.junit, report.junit()), (&options.json, report.json())] {
        if let Some(path) = path {
            std::fs::write(path, content)
                .map_err(|cause| format!("{} cannot be written: {cause}.", path.display()))?;
        }
    }
    Ok(report)
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
}
