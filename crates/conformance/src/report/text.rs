//! The result for people.

use std::fmt::Write as _;

use super::{Finding, Outcome, Report};

impl Report {
    /// The result as text: every check under its subject, what is wrong with
    /// what was asked, expected and answered, and a sum.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{} {:?}, level {}\n", self.api, self.forum, self.level);
        for (name, findings) in self.groups() {
            let _ = write!(text, "\n{name}\n");
            for finding in findings {
                line(&mut text, finding);
            }
        }
        let sum = self.sum();
        let seconds = self.elapsed.as_secs_f64();
        let _ = write!(
            text,
            "\n{} passed, {} failed, {} not offered, {} skipped in {seconds:.1} s\n",
            sum.passed, sum.failed, sum.not_offered, sum.skipped
        );
        if self.above > 0 {
            let _ = writeln!(text, "{} checks of higher levels were not asked for", self.above);
        }
        let cleaned = self.cleaned;
        let _ = writeln!(
            text,
            "Taken back: {} submissions withdrawn, {} threads locked, {} things left",
            cleaned.withdrawn, cleaned.locked, cleaned.left
        );
        text
    }
}

fn line(text: &mut String, finding: &Finding) {
    let word = match finding.outcome {
        Outcome::Failed(_) => "FAIL",
        ref other => other.word(),
    };
    let check = finding.check;
    let _ = match &finding.outcome {
        Outcome::Passed(held) => writeln!(
            text,
            "  {word:<12} {:<34} {held} held in {} requests",
            check.id, finding.requests
        ),
        Outcome::Failed(failure) => writeln!(
            text,
            "  {word:<12} {:<34} {}\n{pad}({})\n{pad}asked     {}\n{pad}expected  {}\n{pad}answered  {}",
            check.id,
            check.holds,
            check.source,
            failure.asked,
            failure.expected,
            failure.answered,
            pad = " ".repeat(15)
        ),
        Outcome::NotOffered(why) | Outcome::Skipped(why) => {
            writeln!(text, "  {word:<12} {:<34} {why}", check.id)
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::report::tests::sample;

    #[test]
    fn every_finding_has_its_line_and_a_failure_says_all() {
        let text = sample().text();
        for part in [
            "level full",
            "3 held in 2 requests",
            "FAIL",
            "asked     GET /v1/forum, as nobody",
            "expected  status 200 & more",
            "answered  500 <html>",
            "not offered",
            "needs --secret",
            "1 passed, 1 failed, 1 not offered, 1 skipped in 1.2 s",
            "5 submissions withdrawn, 2 threads locked, 1 things left",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
