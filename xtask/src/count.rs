//! Counts what test runners report, while their output is shown as it comes.

use std::io::{BufRead as _, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::project::name;

/// How many checks passed, failed, and could not run here.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// Which, each with the beginning of what it said, as far as the runner tells.
    pub(crate) failures: Vec<String>,
    /// Why, one sentence each.
    pub(crate) skipped: Vec<String>,
}

impl Count {
    /// One check, passed.
    pub(crate) fn one() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// One check that failed, and why.
    pub(crate) fn failure(why: String) -> Self {
        Self { failed: 1, failures: vec![why], ..Self::default() }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
        self.skipped.extend(other.skipped);
    }
}

/// Runs a test runner; its summary lines are added up. A runner that fails without having
/// counted a failure (it did not compile, say) counts as one.
pub(crate) fn counted(command: &mut Command) -> Result<Count> {
    let title = name(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {title}"))?;
    let (mut count, mut told) = (Count::default(), Failures::default());
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).lines() {
            let line = line?;
            println!("{line}");
            add_line(&mut count, &line);
            told.add_line(&line);
        }
    }
    count.failures = told.all;
    if !child.wait()?.success() && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Reads the summaries of `cargo test` (`test result: ok. 3 passed; 0 failed; 1 ignored; …`) and
/// of Playwright (`  12 passed (3.4s)`, `  1 failed`, `  2 skipped`, `  3 did not run`).
fn add_line(count: &mut Count, line: &str) {
    let cargo = line.strip_prefix("test result: ");
    let parts = cargo.unwrap_or(line).split([';', '.', '(']);
    for part in parts {
        let mut words = part.split_whitespace();
        let (Some(Ok(number)), Some(word)) = (words.next().map(str::parse::<u32>), words.next())
        else {
            continue;
        };
        let last = words.next().is_none();
        match word {
            "passed" if last => count.passed += number,
            "failed" | "flaky" | "interrupted" if last => count.failed += number,
            "did" if part.trim().ends_with("did not run") => count.failed += number,
            "skipped" | "ignored" if last && number > 0 => {
                count.skipped.push(format!("{number} tests skip themselves"));
            }
            _ => {}
        }
    }
}

/// Reads what failed: `---- a::b stdout ----` of `cargo test`, `  1) [browser] › a.ts:5:1 › b ──` of
/// Playwright, and the lines below.
#[derive(Debug, Default)]
struct Failures {
    all: Vec<String>,
    /// How many lines still belong to the last one.
    wanted: u8,
}

impl Failures {
    /// Where and what, in both runners.
    const LINES: u8 = 2;

    fn add_line(&mut self, line: &str) {
        let line = line.trim();
        let of_cargo =
            line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"));
        let of_playwright = line
            .split_once(") [")
            .filter(|(number, _)| number.parse::<u32>().is_ok())
            .map(|(_, name)| name.rsplit_once("] › ").map_or(name, |(_, name)| name));
        if let Some(name) = of_cargo.or(of_playwright) {
            self.all.push(name.trim_end_matches(['─', ' ']).to_owned());
            self.wanted = Self::LINES;
        } else if self.wanted > 0 && !line.is_empty() {
            self.wanted -= 1;
            if let Some(last) = self.all.last_mut() {
                last.push_str(": ");
                last.push_str(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Count {
        let mut count = Count::default();
        for line in text.lines() {
            add_line(&mut count, line);
        }
        count
    }

    #[test]
    fn adds_up_cargo_tests() {
        let count = read(
            "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
             test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured",
        );
        assert_eq!((count.passed, count.failed), (4, 2));
        assert_eq!(count.skipped, ["1 tests skip themselves"]);
    }

    #[test]
    fn adds_up_playwright() {
        let count = read(
            "Running 15 tests using 2 workers\n  1 failed\n    a › b\n  2 did not run\n  12 passed (3.4s)\n",
        );
        assert_eq!((count.passed, count.failed), (12, 3));
    }

    #[test]
    fn a_retry_that_passed_is_a_failure() {
        assert_eq!(read("  1 flaky\n  3 passed (1m)").failed, 1);
    }

    #[test]
    fn what_failed_is_named() {
        let mut told = Failures::default();
        let of_cargo = "failures:\n\n---- rules::tally stdout ----\n\nthread 'a' panicked at b.rs:1:2:\n\
                        left is not right\nnote: more\n\nfailures:\n    rules::tally\n";
        let of_playwright = "  1) [browser] › tests/browser/a.spec.ts:5:1 › a way ──────\n\n    \
                             Test timeout of 9ms exceeded.\n\n    Error: not there\n    more\n  1 failed\n    \
                             [browser] › tests/browser/a.spec.ts:5:1 › a way ──────\n";
        for line in of_cargo.lines().chain(of_playwright.lines()) {
            told.add_line(line);
        }
        assert_eq!(
            told.all,
            [
                "rules::tally: thread 'a' panicked at b.rs:1:2:: left is not right",
                "tests/browser/a.spec.ts:5:1 › a way: Test timeout of 9ms exceeded.: Error: not there",
            ]
        );
    }
}
