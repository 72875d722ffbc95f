//! The result as `JUnit` XML, which the servers of continuous integration read.

use std::{borrow::Cow, io};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{Finding, Outcome, Report, Sum};

impl Report {
    /// The result as `JUnit` XML: a suite for each subject, a case for each
    /// check. What is not offered stands as skipped, with its reason.
    #[must_use]
    pub fn junit(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        // Nothing fails that writes to memory.
        let _ = self.write(&mut writer);
        String::from_utf8(writer.into_inner()).unwrap_or_default()
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let sum = self.sum();
        let name = clean(&self.api);
        let all = writer.create_element("testsuites").with_attribute(("name", name.as_ref()));
        let counts = counts(sum, self.elapsed.as_secs_f64());
        let counts = counts.iter().map(|(name, value)| (*name, value.as_str()));
        all.with_attributes(counts).write_inner_content(|writer| {
            for (name, findings) in self.groups() {
                suite(writer, name, &findings)?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

fn suite(writer: &mut Writer<Vec<u8>>, name: &str, findings: &[&Finding]) -> io::Result<()> {
    let failed = findings.iter().filter(|one| matches!(one.outcome, Outcome::Failed(_))).count();
    let passed = findings.iter().filter(|one| matches!(one.outcome, Outcome::Passed(_))).count();
    let skipped = findings.len() - failed - passed;
    let sum = Sum { passed, failed, not_offered: 0, skipped };
    let seconds = findings.iter().map(|one| one.elapsed.as_secs_f64()).sum();
    let counts = counts(sum, seconds);
    let counts = counts.iter().map(|(name, value)| (*name, value.as_str()));
    let suite = writer.create_element("testsuite").with_attribute(("name", name));
    suite.with_attributes(counts).write_inner_content(|writer| {
        findings.iter().try_for_each(|finding| case(writer, name, finding))
    })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, suite: &str, finding: &Finding) -> io::Result<()> {
    let seconds = format!("{:.3}", finding.elapsed.as_secs_f64());
    let class = format!("conformance.{suite}");
    let case = writer.create_element("testcase").with_attributes([
        ("classname", class.as_str()),
        ("name", finding.check.id),
        ("time", seconds.as_str()),
    ]);
    match &finding.outcome {
        Outcome::Passed(_) => case.write_empty()?,
        Outcome::Failed(failure) => case.write_inner_content(|writer| {
            let text = format!(
                "{}\n({})\nasked     {}\nexpected  {}\nanswered  {}",
                finding.check.holds,
                finding.check.source,
                failure.asked,
                failure.expected,
                failure.answered
            );
            let expected = clean(&failure.expected);
            let failed = writer.create_element("failure");
            let failed = failed.with_attribute(("message", expected.as_ref()));
            failed.write_text_content(BytesText::new(&clean(&text)))?;
            Ok(())
        })?,
        Outcome::NotOffered(why) | Outcome::Skipped(why) => case.write_inner_content(|writer| {
            let message = format!("{}: {why}", finding.outcome.word());
            let skipped = writer.create_element("skipped");
            skipped.with_attribute(("message", clean(&message).as_ref())).write_empty()?;
            Ok(())
        })?,
    };
    Ok(())
}

fn counts(sum: Sum, seconds: f64) -> [(&'static str, String); 5] {
    let skipped = sum.not_offered + sum.skipped;
    [
        ("tests", (sum.passed + sum.failed + skipped).to_string()),
        ("failures", sum.failed.to_string()),
        ("errors", "0".to_owned()),
        ("skipped", skipped.to_string()),
        ("time", format!("{seconds:.3}")),
    ]
}

/// A text without the characters that XML 1.0 cannot hold.
fn clean(text: &str) -> Cow<'_, str> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect())
}

#[cfg(test)]
mod tests {
    use quick_xml::{Reader, events::Event};

    use crate::report::tests::sample;

    #[test]
    fn it_is_well_formed_and_counts() {
        let xml = sample().junit();
        let mut reader = Reader::from_str(&xml);
        let (mut cases, mut failures, mut skipped) = (0, 0, 0);
        loop {
            match reader.read_event().expect("well formed") {
                Event::Eof => break,
                Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                    "testcase" => cases += 1,
                    "failure" => failures += 1,
                    "skipped" => skipped += 1,
                    _ => {}
                },
                _ => {}
            }
        }
        assert_eq!((cases, failures, skipped), (4, 1, 2), "{xml}");
        assert!(xml.contains("tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\""), "{xml}");
        assert!(xml.contains("500 &lt;html&gt;\u{fffd}"), "no character that XML forbids: {xml}");
    }
}
