//! The result for programs.

use serde_json::{Value, json};

use super::{Finding, Outcome, Report};

impl Report {
    /// The result as JSON: one object for each check.
    #[must_use]
    pub fn json(&self) -> String {
        let sum = self.sum();
        let report = json!({
            "api": self.api,
            "forum": self.forum,
            "level": self.level.as_str(),
            "conformant": self.is_conformant(),
            "seconds": self.elapsed.as_secs_f64(),
            "passed": sum.passed,
            "failed": sum.failed,
            "not_offered": sum.not_offered,
            "skipped": sum.skipped,
            "not_asked_for": self.above,
            "taken_back": {
                "submissions": self.cleaned.withdrawn,
                "threads": self.cleaned.locked,
                "left": self.cleaned.left,
            },
            "checks": self.findings.iter().map(one).collect::<Vec<_>>(),
        });
        format!("{report:#}\n")
    }
}

fn one(finding: &Finding) -> Value {
    let check = finding.check;
    let needs: Vec<_> = check.needs.iter().map(|capability| capability.as_str()).collect();
    let mut value = json!({
        "id": check.id,
        "level": check.level.as_str(),
        "capabilities": needs,
        "holds": check.holds,
        "source": check.source.to_string(),
        "result": finding.outcome.word().replace(' ', "_"),
        "requests": finding.requests,
        "seconds": finding.elapsed.as_secs_f64(),
    });
    match &finding.outcome {
        Outcome::Passed(held) => value["held"] = json!(held),
        Outcome::Failed(failure) => {
            value["asked"] = json!(failure.asked);
            value["expected"] = json!(failure.expected);
            value["answered"] = json!(failure.answered);
        }
        Outcome::NotOffered(why) | Outcome::Skipped(why) => value["reason"] = json!(why),
    }
    value
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::tests::sample;

    #[test]
    fn every_check_has_its_result_and_its_reason() {
        let report: Value = serde_json::from_str(&sample().json()).expect("JSON");
        let results: Vec<_> =
            report["checks"].as_array().into_iter().flatten().map(|one| &one["result"]).collect();
        assert_eq!(results, ["pass", "fail", "not_offered", "skipped"]);
        assert_eq!(report["checks"][1]["expected"], "status 200 & more");
        assert_eq!(report["checks"][3]["reason"], "needs --secret");
        assert_eq!((&report["conformant"], &report["failed"]), (&false.into(), &1.into()));
    }
}
