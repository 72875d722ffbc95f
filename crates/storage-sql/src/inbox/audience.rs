//! Who is told of what happens to a submission or thread: its author and those
//! who follow it, each once and never whoever did it.

use contract::{InboxKind, Target, TargetKind};
use storage::{ForumId, ParticipantId};

use super::{News, tell};
use crate::{
    fault::Outcome,
    row::{all, maybe},
    sql::Connection,
};

/// Tells of a published comment: the author of the submission, whoever it
/// replies to, and those who follow the submission.
pub(crate) fn commented(conn: &Connection, comment: i64, now_ms: i64) -> Outcome<()> {
    let found = maybe(
        conn,
        "SELECT c.forum, c.submission, c.id, c.author, c.state, s.author, s.state, s.title,
           (SELECT r.author FROM comments r WHERE r.seq = c.reply_to)
         FROM comments c JOIN submissions s ON s.seq = c.submission WHERE c.seq = ?1",
        [comment],
        |row| {
            let states = [row.get::<String>(4)?, row.get(6)?];
            let about: (i64, i64, String, i64) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let people: (i64, Option<i64>) = (row.get(5)?, row.get(8)?);
            Ok((states, about, people, row.get::<String>(7)?))
        },
    )?;
    let Some((states, (forum, submission, id, by), (author, replied), title)) = found else {
        return Ok(());
    };
    if states.iter().any(|state| state != "published") {
        return Ok(());
    }
    let mut people = vec![author];
    people.extend(replied);
    people.extend(followers(conn, "submission", submission)?);
    let target = Target { kind: TargetKind::Comment, id: id.clone() };
    each(conn, people, by, |to| News {
        forum: ForumId(forum),
        to,
        kind: InboxKind::Commented,
        target: &target,
        submission: Some(submission),
        title: &title,
        word: None,
        cause: &id,
        now_ms,
    })
}

/// Tells of an answer to a submission: its author and those who follow it or
/// its thread. `cause` is the answer's version, `word` its status.
pub(crate) fn answered(
    conn: &Connection,
    submission: i64,
    by: ParticipantId,
    word: &str,
    cause: &str,
    now_ms: i64,
) -> Outcome<()> {
    let sql = "SELECT forum, thread, id, author, title FROM submissions
         WHERE seq = ?1 AND state = 'published'";
    let found = maybe(conn, sql, [submission], |row| {
        let of: (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(3)?);
        Ok((of, row.get::<String>(2)?, row.get::<String>(4)?))
    })?;
    let Some(((forum, thread, author), id, title)) = found else { return Ok(()) };
    let mut people = vec![author];
    people.extend(followers(conn, "submission", submission)?);
    people.extend(followers(conn, "thread", thread)?);
    let target = Target { kind: TargetKind::Submission, id };
    each(conn, people, by.0, |to| News {
        forum: ForumId(forum),
        to,
        kind: InboxKind::Answered,
        target: &target,
        submission: Some(submission),
        title: &title,
        word: Some(word),
        cause,
        now_ms,
    })
}

/// Tells those who follow a thread of an announcement about it. `id` is the
/// announcement's.
pub(crate) fn announced(
    conn: &Connection,
    thread: i64,
    by: ParticipantId,
    id: &str,
    title: &str,
    now_ms: i64,
) -> Outcome<()> {
    let sql = "SELECT forum, id FROM threads WHERE seq = ?1";
    let found = maybe(conn, sql, [thread], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some((forum, thread_id)) = found else { return Ok(()) };
    let target = Target { kind: TargetKind::Thread, id: thread_id };
    let people = followers(conn, "thread", thread)?;
    each(conn, people, by.0, |to| News {
        forum: ForumId(forum),
        to,
        kind: InboxKind::Announced,
        target: &target,
        submission: None,
        title,
        word: None,
        cause: id,
        now_ms,
    })
}

fn followers(conn: &Connection, kind: &str, target: i64) -> Outcome<Vec<i64>> {
    let sql = "SELECT participant FROM follows WHERE kind = ?1 AND target = ?2";
    all(conn, sql, (kind, target), |row| row.get(0))
}

/// Tells each person once, and not the one who did it.
fn each<'a>(
    conn: &Connection,
    mut people: Vec<i64>,
    by: i64,
    news: impl Fn(ParticipantId) -> News<'a>,
) -> Outcome<()> {
    people.sort_unstable();
    people.dedup();
    people
        .into_iter()
        .filter(|to| *to != by)
        .try_for_each(|to| tell(conn, &news(ParticipantId(to))))
}
