//! What a run found.

mod json;
mod junit;
mod text;

use std::time::Duration;

use crate::{Check, Failure, Level};

/// The result of a run.
#[derive(Debug)]
pub struct Report {
    /// The backend's address.
    pub api: String,
    /// The forum's name.
    pub forum: String,
    /// What was asked for.
    pub level: Level,
    /// Every check that was asked for, in order.
    pub findings: Vec<Finding>,
    /// What was taken back at the end.
    pub cleaned: Cleaned,
    /// Checks of higher levels, which were not asked for.
    pub above: usize,
    /// How long it took.
    pub elapsed: Duration,
}

/// What was found by one check.
#[derive(Debug)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// How it ended.
    pub outcome: Outcome,
    /// Requests that it sent.
    pub requests: u64,
    /// How long it took.
    pub elapsed: Duration,
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The backend does it right; so many things of its answers were held
    /// against the contract.
    Passed(u64),
    /// The backend does it wrong.
    Failed(Failure),
    /// The backend says that it does not do it; why.
    NotOffered(String),
    /// The suite was not given what it needs; what.
    Skipped(String),
}

impl Outcome {
    /// One word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed(_) => "pass",
            Self::Failed(_) => "fail",
            Self::NotOffered(_) => "not offered",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// What was taken back at the end of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Submissions that were withdrawn.
    pub withdrawn: usize,
    /// Threads that were locked.
    pub locked: usize,
    /// What could not be taken back.
    pub left: usize,
}

/// How many checks ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) not_offered: usize,
    pub(crate) skipped: usize,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.failed().next().is_none()
    }

    /// What is wrong.
    pub fn failed(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| matches!(finding.outcome, Outcome::Failed(_)))
    }

    /// How a check ended, if it was asked for.
    #[must_use]
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.findings.iter().find(|finding| finding.check.id == id).map(|finding| &finding.outcome)
    }

    /// How many ended how.
    pub(crate) fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        for finding in &self.findings {
            *match finding.outcome {
                Outcome::Passed(_) => &mut sum.passed,
                Outcome::Failed(_) => &mut sum.failed,
                Outcome::NotOffered(_) => &mut sum.not_offered,
                Outcome::Skipped(_) => &mut sum.skipped,
            } += 1;
        }
        sum
    }

    /// Findings by subject, in the order in which they ran.
    pub(crate) fn groups(&self) -> Vec<(&'static str, Vec<&Finding>)> {
        let mut groups: Vec<(&'static str, Vec<&Finding>)> = Vec::new();
        for finding in &self.findings {
            let name = finding.check.group();
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, findings)) => findings.push(finding),
                None => groups.push((name, vec![finding])),
            }
        }
        groups
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A report with one finding of each kind.
    pub(crate) fn sample() -> Report {
        let mut all = crate::checks();
        let mut finding = |outcome| Finding {
            check: all.next().expect("a check"),
            outcome,
            requests: 2,
            elapsed: Duration::from_millis(12),
        };
        let failure = Failure {
            asked: "GET /v1/forum, as nobody".to_owned(),
            expected: "status 200 & more".to_owned(),
            answered: "500 <html>\u{1}".to_owned(),
        };
        let findings = vec![
            finding(Outcome::Passed(3)),
            finding(Outcome::Failed(failure)),
            finding(Outcome::NotOffered("search is not among the forum's capabilities".to_owned())),
            finding(Outcome::Skipped("needs --secret".to_owned())),
        ];
        Report {
            api: "http://127.0.0.1:8080".to_owned(),
            forum: "Open Forum".to_owned(),
            level: Level::Full,
            findings,
            cleaned: Cleaned { withdrawn: 5, locked: 2, left: 1 },
            above: 0,
            elapsed: Duration::from_millis(1_234),
        }
    }

    #[test]
    fn what_is_wrong_is_counted() {
        let report = sample();
        assert!(!report.is_conformant());
        assert_eq!(report.sum(), Sum { passed: 1, failed: 1, not_offered: 1, skipped: 1 });
        let all: usize = report.groups().iter().map(|(_, findings)| findings.len()).sum();
        assert_eq!(all, 4);
        assert_eq!(report.outcome("no such check"), None);
    }
}
