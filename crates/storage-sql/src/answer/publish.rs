//! Publishing answers.

use contract::{AnswerState, Author, State};
use rules::{answers, time::parse_ms};
use storage::{
    AnswerChange, AnswerRow, Conflict, ForumId, NewAnswer, ParticipantId, ResponseRow,
    StorageError, SubmissionView,
};

use super::{
    ledger,
    read::{Found, find, get, published},
    write::{check_version, differences, insert, record, rewrite, text_fields},
};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    inbox, live,
    row::{AUTHOR, all, author, maybe, run},
    sql::Connection,
    submission, thread,
};

/// Publishes an answer as it stands.
pub(super) fn publish(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    expected: Option<u32>,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<AnswerRow> {
    let found = find(conn, forum, id)?;
    check_version(&found, expected)?;
    if found.row.state == AnswerState::Published && !found.row.changed {
        return Err(StorageError::WrongState("It is published as it stands.").into());
    }
    put_out(conn, forum, &found, by, now_ms)?;
    get(conn, forum, id)
}

/// Answers one submission at once.
pub(super) fn respond(
    conn: &Connection,
    forum: ForumId,
    new: &NewAnswer,
) -> Outcome<SubmissionView> {
    let Some(id) = new.submissions.first() else { return Err(StorageError::NotFound.into()) };
    let target = submission::find(conn, forum, id)?;
    match target.state {
        State::Published => {}
        State::Withdrawn => return Err(StorageError::Withdrawn.into()),
        State::Pending | State::Hidden => {
            return Err(StorageError::Conflict(Conflict::NotPublished).into());
        }
    }
    let standing = "SELECT a.id, (SELECT count(*) FROM answer_submissions c WHERE c.answer = a.seq)
         FROM answer_submissions b JOIN answers a ON a.seq = b.answer WHERE b.submission = ?1";
    let standing: Option<(String, i64)> =
        maybe(conn, standing, [target.seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let id = match standing {
        Some((_, 2..)) => {
            let why = "Its answer answers other submissions as well: change the answer itself.";
            return Err(StorageError::WrongState(why).into());
        }
        Some((id, _)) => {
            let found = find(conn, forum, &id)?;
            let text = new.text.clone();
            let change = AnswerChange { submissions: None, text, by: new.by, now_ms: new.now_ms };
            rewrite(conn, &found, &change, false)?;
            id
        }
        None => {
            insert(conn, forum, new)?;
            new.id.clone()
        }
    };
    put_out(conn, forum, &find(conn, forum, &id)?, new.by, new.now_ms)?;
    let thread = thread::by_seq(conn, target.thread)?;
    let submission = submission::load(conn, &thread.id, target.seq, Some(new.by))?;
    Ok(SubmissionView { thread, submission })
}

/// Makes what an answer says now what everybody reads.
fn put_out(
    conn: &Connection,
    forum: ForumId,
    found: &Found,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let (seq, row) = (found.seq, &found.row);
    if !answers::says_something(&row.text) {
        return Err(StorageError::WrongState("It says nothing yet.").into());
    }
    if row.submissions.is_empty() {
        let why = "What it answers is not there any more.";
        return Err(StorageError::WrongState(why).into());
    }
    let before = published(conn, seq)?;
    let version = before.as_ref().map_or(1, |(version, _)| version + 1);
    run(
        conn,
        "INSERT INTO answer_versions (answer, version, text, author, published_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (seq, version, serde_json::to_string(&row.text)?, by.0, now_ms),
    )?;
    let response = response(row, person(conn, by)?, version, now_ms);
    let response = serde_json::to_string(&response)?;
    let targets = "SELECT s.seq, s.id, s.status FROM answer_submissions b
         JOIN submissions s ON s.seq = b.submission
         WHERE b.answer = ?1 AND s.state <> 'withdrawn' ORDER BY b.place";
    let targets: Vec<(i64, String, String)> =
        all(conn, targets, [seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (submission, id, status) in targets {
        let sql = "UPDATE submissions SET status = ?2, response = ?3 WHERE seq = ?1";
        run(conn, sql, (submission, row.text.status.as_str(), &response))?;
        live::response(conn, submission)?;
        let sql = "UPDATE answer_submissions SET answered = 1 WHERE submission = ?1";
        run(conn, sql, [submission])?;
        if answers::settles(row.text.status) {
            ledger::settle(conn, submission, now_ms)?;
        }
        let status = audit::change("status", Some(status.as_str()), Some(row.text.status.as_str()));
        let answer = audit::change("answer", None, Some(format!("{} {version}", row.id)));
        let changes: Vec<_> = status.into_iter().chain(answer).collect();
        let deed = Deed {
            forum,
            now_ms,
            actor: Some(by),
            action: "submission.answer",
            target_kind: "submission",
            target_id: &id,
            changes: &changes,
        };
        audit::record(conn, &deed)?;
        let cause = format!("{}/{version}/{id}", row.id);
        inbox::answered(conn, submission, by, row.text.status.as_str(), &cause, now_ms)?;
    }
    let sql = "UPDATE answers SET state = 'published', changed = 0, version = version + 1,
           published_at = ?2 WHERE seq = ?1";
    run(conn, sql, (seq, now_ms))?;
    let before = before.map(|(_, text)| text);
    let changes = differences(text_fields(before.as_ref()), text_fields(Some(&row.text)));
    record(conn, forum, (by, now_ms), "answer.publish", &row.id, &changes)
}

/// What stands at each submission.
fn response(row: &AnswerRow, author: Author, version: u32, now_ms: i64) -> ResponseRow {
    let text = &row.text;
    ResponseRow {
        status: text.status,
        body: text.body.clone(),
        heard: text.heard.clone(),
        action: text.action.clone(),
        office: text.office.clone(),
        due_at: text.due_at.as_deref().and_then(parse_ms),
        language: Some(text.language.clone()).filter(|language| !language.is_empty()),
        answer_id: Some(row.id.clone()),
        version,
        author,
        published_at: now_ms,
    }
}

fn person(conn: &Connection, id: ParticipantId) -> Outcome<Author> {
    let sql = format!(
        "SELECT {AUTHOR} FROM participants p
         LEFT JOIN organisations o ON o.seq = p.organisation WHERE p.seq = ?1"
    );
    let person = maybe(conn, &sql, [id.0], |row| author(row, 0))?;
    Ok(person.ok_or(StorageError::NotFound)?)
}
