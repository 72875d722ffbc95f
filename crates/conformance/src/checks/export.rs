//! Open data.

use std::collections::BTreeMap;

use contract::{Capability, Export, Submission, Thread, VoteChoice};
use serde_json::{Value, json};

use super::{PARTICIPATE, Source, check, read, sorts::counts, text::HOSTILE};
use crate::{
    Check,
    answer::Answer,
    fail::{Held, Stop},
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Export];

pub(super) const CHECKS: &[Check] = &[
    read(
        "export.whole",
        NEEDS,
        Source::Operation("export_json"),
        "export.json holds the thread and every published submission, the oldest first, as everybody reads them.",
        whole,
    ),
    read(
        "export.adds-up",
        NEEDS,
        Source::Section("Known quirks"),
        "Each tally of export.json is the sum of its votes, and the thread counts as many.",
        adds_up,
    ),
    read(
        "export.no-names",
        NEEDS,
        Source::Operation("export_json"),
        "A vote in open data is a submission, a number of the voter and a value, and nothing else.",
        no_names,
    ),
    read(
        "export.csv",
        NEEDS,
        Source::Operation("export_csv"),
        "export.csv is UTF-8 with a byte order mark and a head line: as many submissions and votes as in export.json.",
        csv,
    ),
    check(
        "export.formulas",
        PARTICIPATE,
        &[Capability::Export, Capability::Submit],
        Source::Section("Known quirks"),
        "A cell that a spreadsheet would take for a formula has one ' before it; without it every text is what was typed.",
        formulas,
    ),
    check(
        "export.voters",
        PARTICIPATE,
        &[Capability::Export, Capability::Submit, Capability::VoteOpinion],
        Source::Operation("export_json"),
        "A voter has one number in an export, whatever they voted on, and no two have the same.",
        voters,
    ),
];

fn export(suite: &Suite, thread: &Thread) -> Held<(Answer, Export)> {
    let answer = suite.get(format!("/v1/threads/{}/export.json", thread.slug)).send()?.is(200)?;
    let export = answer.read()?;
    Ok((answer, export))
}

/// The lines of a table, by the names of its head line.
pub(super) fn rows(answer: &Answer) -> Held<Vec<BTreeMap<String, String>>> {
    answer.holds(answer.kind() == "text/csv", "content-type text/csv")?;
    let bytes = answer.bytes().strip_prefix("\u{feff}".as_bytes());
    let bytes = bytes.ok_or_else(|| answer.fail("a byte order mark"))?;
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().map_err(|error| answer.fail(format!("a head line: {error}")))?;
    let head: Vec<String> = head.iter().map(str::to_owned).collect();
    let read = reader.records().map(|record| {
        let record = record.map_err(|error| answer.fail(format!("RFC 4180: {error}")))?;
        Ok(head.iter().cloned().zip(record.iter().map(str::to_owned)).collect())
    });
    read.collect()
}

fn whole(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let (answer, export) = export(suite, &thread)?;
    answer.equal("thread", &export.thread.id, &thread.id)?;
    let mut expected: Vec<_> =
        all.iter().map(|one| (&one.created_at, &one.id, &one.title)).collect();
    expected.sort_unstable();
    let mut found: Vec<_> =
        export.submissions.iter().map(|one| (&one.created_at, &one.id, &one.title)).collect();
    answer.holds(found.is_sorted_by(|a, b| a.0 <= b.0), "the oldest first")?;
    found.sort_unstable();
    answer.equal("submissions", &found, &expected)?;
    let own = export.submissions.iter().any(|one| one.mine || one.my_vote.is_some());
    answer.holds(!own, "nothing that is somebody's own")
}

/// Holds that tallies are the sums of votes.
fn sums(answer: &Answer, export: &Export) -> Held {
    let mut votes: BTreeMap<(String, VoteChoice), u32> = BTreeMap::new();
    for vote in &export.votes {
        *votes.entry((vote.submission.clone(), vote.value)).or_default() += 1;
    }
    for one in &export.submissions {
        let Some(tally) = &one.tally else { continue };
        let tally = counts(tally);
        let shown = [tally.agree, tally.disagree, tally.pass, tally.support];
        let values =
            [VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass, VoteChoice::Support];
        let found = values.map(|value| votes.remove(&(one.reference.clone(), value)).unwrap_or(0));
        answer.equal(&format!("votes of {}", one.reference), &found, &shown)?;
    }
    answer.equal("votes on what is not there", &votes.len(), &0)?;
    if let Some(counted) = export.thread.counts.votes {
        answer.equal("thread.counts.votes", &counted, &(export.votes.len() as u64))?;
    }
    FINE
}

fn adds_up(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let (answer, export) = export(suite, &thread)?;
    if export.submissions.iter().all(|one| one.tally.is_none()) {
        return Err(Stop::needs("a --thread whose results are shown"));
    }
    sums(&answer, &export)
}

fn no_names(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let answer = suite.get(format!("/v1/threads/{}/export.json", thread.slug)).send()?.is(200)?;
    let export: Value = answer.value()?;
    for vote in export["votes"].as_array().into_iter().flatten() {
        let names: Vec<_> = vote
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.keys().map(String::as_str))
            .collect();
        answer.equal("fields of a vote", &names, &vec!["submission", "value", "voter"])?;
    }
    answer.holds(export["votes"].is_array(), "votes")
}

fn csv(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let (_, export) = export(suite, &thread)?;
    let path = format!("/v1/threads/{}/export.csv", thread.slug);
    for (query, expected) in [
        ("", export.submissions.len()),
        ("?part=submissions", export.submissions.len()),
        ("?part=votes", export.votes.len()),
    ] {
        let answer = suite.get(format!("{path}{query}")).send()?.is(200)?;
        answer.equal("lines", &rows(&answer)?.len(), &expected)?;
    }
    let answer = suite.get(&*path).send()?.is(200)?;
    let references: Vec<_> =
        rows(&answer)?.iter().filter_map(|row| row.get("reference").cloned()).collect();
    let expected: Vec<_> = export.submissions.iter().map(|one| one.reference.clone()).collect();
    answer.equal("references", &references, &expected)?;
    suite.get(format!("{path}?part=all")).wrong("part unknown")
}

fn formulas(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let mut typed = BTreeMap::new();
    for text in HOSTILE {
        let made: Submission = suite.submit_with(&thread, &author, text, json!({"body": text}))?;
        typed.insert(made.reference, text);
    }
    let answer = suite.get(format!("/v1/threads/{}/export.csv", thread.slug)).send()?.is(200)?;
    let mut found = 0;
    for row in rows(&answer)? {
        let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
        for value in row.values() {
            let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let number = value.parse::<f64>().is_ok() && !cell("title").contains(value.as_str());
            answer.holds(!formula || number, format!("no formula, not {value:?}"))?;
        }
        let Some(text) = typed.get(&cell("reference")) else { continue };
        found += 1;
        for name in ["title", "body"] {
            let value = cell(name);
            let plain = value.strip_prefix('\'').unwrap_or(&value);
            answer.equal(name, &plain, text)?;
        }
    }
    answer.equal("submissions", &found, &typed.len())
}

fn voters(suite: &Suite) -> Held {
    let (one, other, thread) = (suite.participant(1)?, suite.participant(2)?, suite.opinion()?);
    let first = suite.submit(&thread, &one, "First")?;
    let second = suite.submit(&thread, &one, "Second")?;
    for (submission, by, value) in [
        (&first, &one, VoteChoice::Agree),
        (&second, &one, VoteChoice::Disagree),
        (&first, &other, VoteChoice::Pass),
    ] {
        suite.vote(&submission.id, by, value)?;
    }
    let (answer, export) = export(suite, &thread)?;
    sums(&answer, &export)?;
    let voter = |submission: &Submission, value: VoteChoice| {
        let vote = export
            .votes
            .iter()
            .find(|vote| vote.submission == submission.reference && vote.value == value);
        vote.map(|vote| vote.voter)
    };
    let of_one = (voter(&first, VoteChoice::Agree), voter(&second, VoteChoice::Disagree));
    answer.holds(of_one.0.is_some() && of_one.0 == of_one.1, "one number for one voter")?;
    answer
        .holds(voter(&first, VoteChoice::Pass) != of_one.0, "another number for another voter")?;
    answer.holds(!export.votes.is_empty(), "votes")
}
