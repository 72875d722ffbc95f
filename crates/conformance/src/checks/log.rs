//! The public log of moderation.

use contract::{Action, Capability, DecidedBy, LogCounts, LogEntry, Page, TargetKind};
use serde_json::json;

use super::{
    MODERATE, Source, check,
    moderation::{decide, published},
    read,
};
use crate::{
    Check,
    fail::Held,
    suite::{FINE, Suite},
};

pub(super) const CHECKS: &[Check] = &[
    read(
        "log.shape",
        &[Capability::Moderation],
        Source::Operation("list_log"),
        "Everybody reads every decision in the public log, the newest first, page after page, each once.",
        shape,
    ),
    read(
        "log.counts",
        &[Capability::Moderation],
        Source::Operation("count_log"),
        "The log in numbers adds up.",
        counts,
    ),
    check(
        "log.entry",
        MODERATE,
        &[Capability::Submit, Capability::Moderation],
        Source::Operation("list_log"),
        "A decision stands in the public log with its action, reason and thread; the reference only while it is published; the newest first.",
        entry,
    ),
    check(
        "log.nobody",
        MODERATE,
        &[Capability::Submit, Capability::Moderation],
        Source::Operation("list_log"),
        "The public log names nobody and quotes nothing: no name, no id of a person, no title, no note, no message.",
        nobody,
    ),
];

fn shape(suite: &Suite) -> Held {
    let answer = suite.get("/v1/log?limit=3").send()?.is(200)?;
    let first: Vec<_> = answer.read::<Page<LogEntry>>()?.items;
    answer.holds(first.is_sorted_by(|a, b| a.at >= b.at), "the newest first")?;
    let whole: Vec<LogEntry> = suite.whole("/v1/log", 100, None)?;
    let mut ids: Vec<_> = whole.iter().map(|entry| entry.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    answer.equal("different entries", &ids.len(), &whole.len())?;
    suite.get("/v1/log?limit=0").wrong("limit invalid")
}

fn counts(suite: &Suite) -> Held {
    let answer = suite.get("/v1/log/counts").send()?.is(200)?;
    let counts: LogCounts = answer.read()?;
    let by_action: u64 = counts.by_action.values().sum();
    answer.equal("decisions by action", &by_action, &counts.decisions)?;
    let known = counts.by_action.keys().all(|action| action.parse::<Action>().is_ok());
    answer.holds(known, "actions of the contract")?;
    answer.holds(counts.by_rule <= counts.decisions, "by_rule no more than decisions")
}

fn entry(suite: &Suite) -> Held {
    let (thread, one, _, moderator) = published(suite, "In the public log")?;
    let made = decide(suite, &moderator, "submission", &one.id, Action::Hide, json!({}))?;
    let read = |id: &str| {
        let answer = suite.get("/v1/log?limit=100").send()?.is(200)?;
        let entries = answer.read::<Page<LogEntry>>()?.items;
        let found = entries.into_iter().find(|entry| entry.id == id);
        let found = found.ok_or_else(|| answer.fail("the decision in the log"))?;
        Ok((answer, found))
    };
    let (answer, entry) = read(&made.id)?;
    let told = (entry.action, entry.target_kind, entry.by, &entry.reason);
    let expected = (Action::Hide, TargetKind::Submission, DecidedBy::Moderator, &made.reason);
    answer.equal("entry", &told, &expected)?;
    answer.equal("thread_id", &entry.thread_id.as_ref(), &Some(&thread.id))?;
    answer.equal("reference, while it is hidden,", &entry.reference, &None)?;
    let restored = decide(suite, &moderator, "submission", &one.id, Action::Restore, json!({}))?;
    let (answer, entry) = read(&restored.id)?;
    answer.equal("reference", &entry.reference.as_ref(), &Some(&one.reference))?;
    let both = vec![restored.id, made.id];
    let mut order: Vec<_> =
        answer.read::<Page<LogEntry>>()?.items.into_iter().map(|entry| entry.id).collect();
    order.retain(|id| both.contains(id));
    answer.equal("the decisions, the newest first,", &order, &both)
}

/// The log as a table, which a backend may lack.
const CSV: &str = "/v1/log.csv";

fn nobody(suite: &Suite) -> Held {
    let (_, one, author, moderator) = published(suite, "Titleofthehiddenone")?;
    let said = json!({"message": "Messagetoitsauthor", "note": "Noteformoderators"});
    decide(suite, &moderator, "submission", &one.id, Action::Hide, said)?;
    let (author, moderator) = (suite.me(&author)?.author, suite.me(&moderator)?.author);
    let secrets = [
        "Titleofthehiddenone",
        "Messagetoitsauthor",
        "Noteformoderators",
        &one.id,
        &one.reference,
        &author.id,
        &moderator.id,
        &author.name,
        &moderator.name,
    ];
    for path in ["/v1/log?limit=100", CSV, "/v1/log/counts"] {
        let answer = suite.get(path).send()?;
        if answer.status == 404 && path == CSV {
            continue;
        }
        let answer = answer.is(200)?;
        let text = answer.text();
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            answer.holds(!text.contains(*secret), format!("no {secret:?}"))?;
        }
    }
    FINE
}
