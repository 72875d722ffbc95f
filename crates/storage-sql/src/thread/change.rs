//! Changes of a thread: what was promised is held, and everything is put on
//! record.

use contract::{AuditChange, ThreadPromise, Voting};
use rules::{
    phases::has_ended,
    promise::{self, Happened},
    time::format_ms,
};
use storage::{Change, Changed, ForumId, NewThread, StorageError, ThreadChange, ThreadRow};

use super::{Found, by_seq, find};
use crate::{
    answer,
    audit::{self, Deed},
    fault::Outcome,
    live,
    row::{maybe, run},
    sql::{Connection, named_params},
};

/// Changes a thread whose version is still the expected one.
pub(crate) fn change(
    conn: &Connection,
    forum: ForumId,
    id_or_slug: &str,
    expected: Option<u32>,
    change: ThreadChange,
) -> Outcome<ThreadRow> {
    let Found { seq, row: old } = find(conn, forum, id_or_slug)?;
    if expected.is_some_and(|expected| expected != old.version) {
        return Err(StorageError::Stale { current: old.version }.into());
    }
    let (by, now_ms) = (change.by, change.now_ms);
    let new = changed(&old, change);
    let so_far = happened(conn, seq, &old, now_ms)?;
    promise::check(&old.promised(), &new.promised(), &so_far).map_err(StorageError::PromiseKept)?;
    write(conn, seq, &new)?;
    answer::retell(conn, seq, &new, now_ms)?;
    answer::all_reached(conn, forum, seq, &new, now_ms)?;
    let changes = differences(&old, &new);
    let deed = Deed {
        forum,
        now_ms,
        actor: by,
        action: "thread.change",
        target_kind: "thread",
        target_id: &old.id,
        changes: &changes,
    };
    audit::record(conn, &deed)?;
    live::tell(conn, forum, &old.id, Changed::Thread);
    by_seq(conn, seq)
}

/// Puts on record that a thread was opened.
pub(super) fn record_new(
    conn: &Connection,
    forum: ForumId,
    new: &NewThread,
    row: &ThreadRow,
) -> Outcome<()> {
    let changes: Vec<_> = fields(row)
        .into_iter()
        .filter_map(|(field, value)| audit::change(field, None, value))
        .collect();
    let deed = Deed {
        forum,
        now_ms: new.created_at,
        actor: new.by,
        action: "thread.create",
        target_kind: "thread",
        target_id: &row.id,
        changes: &changes,
    };
    audit::record(conn, &deed)
}

/// The thread as it would be.
fn changed(old: &ThreadRow, change: ThreadChange) -> ThreadRow {
    let date = |change, now| match change {
        Change::Keep => now,
        Change::Clear => None,
        Change::Set(at) => Some(at),
    };
    let mut new = old.clone();
    new.title = change.title.unwrap_or(new.title);
    new.summary = change.summary.unwrap_or(new.summary);
    new.body = change.body.unwrap_or(new.body);
    new.translations = change.translations.unwrap_or(new.translations);
    new.promise = change.promise.unwrap_or(new.promise);
    new.opens_at = date(change.opens_at, new.opens_at);
    new.voting_opens_at = date(change.voting_opens_at, new.voting_opens_at);
    new.closes_at = date(change.closes_at, new.closes_at);
    new.voting = change.voting.unwrap_or(new.voting);
    new.rules = change.rules.unwrap_or(new.rules);
    new.languages = change.languages.unwrap_or(new.languages);
    new.sectors = change.sectors.unwrap_or(new.sectors);
    new.anonymous = change.anonymous.unwrap_or(new.anonymous);
    new.premoderated = change.premoderated.unwrap_or(new.premoderated);
    new.newcomers_held = change.newcomers_held.unwrap_or(new.newcomers_held);
    new.pinned = change.pinned.unwrap_or(new.pinned);
    new.locked = change.locked.unwrap_or(new.locked);
    new
}

/// What people have done in a thread, which decides what binds.
fn happened(conn: &Connection, seq: i64, thread: &ThreadRow, now: i64) -> Outcome<Happened> {
    let phase = thread.phase(now);
    // Votes on what is hidden or withdrawn were cast as well.
    let voted = "SELECT 1 FROM submissions s INDEXED BY submissions_seq
         WHERE s.thread = ?1 AND s.votes_count > 0 LIMIT 1";
    let most = "SELECT count(*) AS given
         FROM submissions s INDEXED BY submissions_seq
         JOIN votes v ON v.submission = s.seq AND v.value = 'support'
         WHERE s.thread = ?1 AND s.state = 'published'
         GROUP BY v.participant ORDER BY given DESC LIMIT 1";
    Ok(Happened {
        begun: promise::has_begun(phase, thread.counts.participants),
        ended: has_ended(phase),
        voted: maybe(conn, voted, [seq], |_| Ok(()))?.is_some(),
        most_given: maybe(conn, most, [seq], |row| row.get(0))?.unwrap_or(0),
        now,
    })
}

fn write(conn: &Connection, seq: i64, new: &ThreadRow) -> Outcome<()> {
    run(
        conn,
        "UPDATE threads SET title = :title, summary = :summary, body = :body,
           translations = :translations, promise = :promise, opens_at = :opens_at,
           voting_opens_at = :voting_opens_at, closes_at = :closes_at, voting_mode = :mode,
           voting_budget = :budget, voting_results = :results, voting_answer_at = :answer_at,
           rules = :rules, languages = :languages, sectors = :sectors, anonymous = :anonymous,
           premoderated = :premoderated, newcomers_held = :newcomers_held, pinned = :pinned,
           locked = :locked, version = version + 1
         WHERE seq = :seq",
        named_params! {
            ":seq": seq,
            ":title": new.title,
            ":summary": new.summary,
            ":body": new.body,
            ":translations": serde_json::to_string(&new.translations)?,
            ":promise": new.promise.as_str(),
            ":opens_at": new.opens_at,
            ":voting_opens_at": new.voting_opens_at,
            ":closes_at": new.closes_at,
            ":mode": new.voting.mode.as_str(),
            ":budget": new.voting.budget,
            ":results": new.voting.results.as_str(),
            ":answer_at": new.voting.answer_at,
            ":rules": new.rules,
            ":languages": serde_json::to_string(&new.languages)?,
            ":sectors": serde_json::to_string(&new.sectors)?,
            ":anonymous": new.anonymous,
            ":premoderated": new.premoderated,
            ":newcomers_held": new.newcomers_held,
            ":pinned": new.pinned,
            ":locked": new.locked,
        },
    )?;
    Ok(())
}

/// What the trail tells of a thread, by field.
fn fields(row: &ThreadRow) -> Vec<(&'static str, Option<String>)> {
    let ThreadRow {
        title,
        summary,
        body,
        translations,
        promise,
        opens_at,
        voting_opens_at,
        closes_at,
        voting,
        rules,
        languages,
        sectors,
        anonymous,
        premoderated,
        newcomers_held,
        pinned,
        locked,
        ..
    } = row;
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    let date = |at: &Option<i64>| at.map(format_ms);
    let flag = |on: &bool| on.then(|| "true".to_owned());
    let list = |items: &[String]| (!items.is_empty()).then(|| items.join(" "));
    let Voting { mode, budget, results, answer_at } = voting;
    let level: &ThreadPromise = promise;
    let translated =
        (!translations.is_empty()).then(|| serde_json::to_string(translations).unwrap_or_default());
    vec![
        ("title", text(title)),
        ("summary", text(summary)),
        ("body", text(body)),
        ("translations", translated),
        ("promise", Some(level.to_string())),
        ("opens_at", date(opens_at)),
        ("voting_opens_at", date(voting_opens_at)),
        ("closes_at", date(closes_at)),
        ("voting.mode", Some(mode.to_string())),
        ("voting.budget", budget.map(|budget| budget.to_string())),
        ("voting.results", Some(results.to_string())),
        ("voting.answer_at", answer_at.map(|at| at.to_string())),
        ("rules", text(rules)),
        ("languages", list(languages)),
        ("sectors", list(sectors)),
        ("anonymous", flag(anonymous)),
        ("premoderated", flag(premoderated)),
        ("newcomers_held", flag(newcomers_held)),
        ("pinned", flag(pinned)),
        ("locked", flag(locked)),
    ]
}

fn differences(old: &ThreadRow, new: &ThreadRow) -> Vec<AuditChange> {
    fields(old)
        .into_iter()
        .zip(fields(new))
        .filter_map(|((field, before), (_, after))| audit::change(field, before, after))
        .collect()
}
