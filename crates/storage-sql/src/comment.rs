//! Comments.

use contract::{QueueKind, State, TargetKind};
use rules::phases::Action;
use storage::{
    CommentQuery, CommentRow, Conflict, Created, Cursor, ForumId, Idempotency, Key, Listing,
    NewComment, ParticipantId, StorageError,
};

use crate::{
    abuse,
    audit::{self, Deed},
    fault::Outcome,
    idempotency, inbox, live,
    moderation::{
        decision,
        queue::{self, Waiting},
        thing::Thing,
    },
    organisation, participant, people,
    row::{AUTHOR_FOR, AUTHOR_LEN, added, all, author_of, maybe, run, word},
    sql::{Connection, Row},
    submission, thread,
};

/// Marks cursors of this list.
const LIST: u32 = 0x636F;

/// Columns of a comment `c` after those of its author.
const COLUMNS: &str = "c.seq, c.author, c.id, \
     (SELECT a.id FROM comments a WHERE a.seq = c.reply_to), c.stance, c.body, c.language, \
     c.state, c.created_at, c.edited_at, \
     (SELECT t.anonymous FROM submissions a JOIN threads t ON t.seq = a.thread \
      WHERE a.seq = c.submission)";
/// How many they are.
const COLUMNS_LEN: usize = 11;
const FROM: &str = "FROM comments c JOIN participants p ON p.seq = c.author \
     LEFT JOIN organisations o ON o.seq = p.organisation \
     LEFT JOIN registered_organisations r ON r.seq = c.organisation AND r.state = 'verified'";

fn read(
    row: &Row<'_>,
    submission_id: &str,
    viewer: Option<ParticipantId>,
) -> crate::sql::Result<(i64, CommentRow)> {
    const C: usize = AUTHOR_LEN;
    let author_seq: i64 = row.get(C + 1)?;
    let comment = CommentRow {
        id: row.get(C + 2)?,
        submission_id: submission_id.to_owned(),
        reply_to: row.get(C + 3)?,
        stance: word(row, C + 4)?,
        body: row.get(C + 5)?,
        language: row.get(C + 6)?,
        author: author_of(row, row.get(C + 10)?)?,
        state: word(row, C + 7)?,
        verdict: None,
        mine: viewer.is_some_and(|viewer| viewer.0 == author_seq),
        created_at: row.get(C + 8)?,
        edited_at: row.get(C + 9)?,
    };
    Ok((row.get(C)?, comment))
}

pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    submission_id: &str,
    query: &CommentQuery,
) -> Outcome<Listing<CommentRow>> {
    let submission = submission::find(conn, forum, submission_id)?;
    if query.staff {
        submission.check_there()?;
    } else {
        submission.check_visible(query.viewer)?;
    }
    let after = match query.cursor {
        None => (i64::MIN, i64::MIN),
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(at), row }) => (at, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let sql = format!(
        "SELECT {AUTHOR_FOR}, {COLUMNS} {FROM}
         WHERE c.submission = ?1 AND (c.created_at, c.tie) > (?2, ?3)
           AND (c.state = 'published'
             OR ((c.author = ?4 OR ?6 = 1) AND c.state IN ('pending', 'hidden')))
         ORDER BY c.created_at, c.tie LIMIT ?5"
    );
    let limit = query.limit as usize;
    let viewer = query.viewer.map(|viewer| viewer.0);
    let params = (submission.seq, after.0, after.1, viewer, query.limit + 1, query.staff);
    let mut found = all(conn, &sql, params, |row| read(row, submission_id, query.viewer))?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(seq, last)| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(last.created_at),
        row: *seq,
    });
    let sql = "SELECT comments_count FROM submissions WHERE seq = ?1";
    let total = maybe(conn, sql, [submission.seq], |row| row.get(0))?;
    let with_verdict = |(seq, mut comment): (i64, CommentRow)| {
        if comment.mine || query.staff {
            comment.verdict = decision::standing(conn, TargetKind::Comment, seq)?;
        }
        Ok(comment)
    };
    let items = found.into_iter().map(with_verdict).collect::<Outcome<_>>()?;
    Ok(Listing { items, next, total })
}

/// A comment with what was last decided about it, whoever may see it.
pub(crate) fn load_for_staff(
    conn: &Connection,
    seq: i64,
    viewer: Option<ParticipantId>,
) -> Outcome<CommentRow> {
    let sql = "SELECT s.id FROM comments c JOIN submissions s ON s.seq = c.submission
         WHERE c.seq = ?1";
    let id: Option<String> = maybe(conn, sql, [seq], |row| row.get(0))?;
    let id = id.ok_or(StorageError::NotFound)?;
    let sql = format!("SELECT {AUTHOR_FOR}, {COLUMNS} {FROM} WHERE c.seq = ?1");
    let row = maybe(conn, &sql, [seq], |row| read(row, &id, viewer))?;
    let (_, mut comment) = row.ok_or(StorageError::NotFound)?;
    comment.verdict = decision::standing(conn, TargetKind::Comment, seq)?;
    Ok(comment)
}

/// A comment as everybody reads it.
pub(crate) fn public(conn: &Connection, forum: ForumId, id: &str) -> Outcome<CommentRow> {
    let (seq, submission) = find(conn, forum, id)?;
    let sql = "SELECT id FROM submissions WHERE seq = ?1 AND state = 'published'";
    let submission: Option<String> = maybe(conn, sql, [submission], |row| row.get(0))?;
    let submission = submission.ok_or(StorageError::NotFound)?;
    let sql = format!("SELECT {AUTHOR_FOR}, {COLUMNS} {FROM} WHERE c.seq = ?1");
    let row = maybe(conn, &sql, [seq], |row| read(row, &submission, None))?;
    Ok(row.ok_or(StorageError::NotFound)?.1)
}

/// All comments of one person, oldest first, in whatever state.
pub(crate) fn of_author(
    conn: &Connection,
    forum: ForumId,
    author: ParticipantId,
) -> Outcome<Vec<CommentRow>> {
    let sql = format!(
        "SELECT {AUTHOR_FOR}, {COLUMNS}, s.id {FROM} JOIN submissions s ON s.seq = c.submission
         WHERE c.author = ?1 AND c.forum = ?2 ORDER BY c.author, c.seq"
    );
    all(conn, &sql, (author.0, forum.0), |row| {
        let (_, mut comment) = read(row, "", Some(author))?;
        comment.submission_id = row.get(AUTHOR_LEN + COLUMNS_LEN)?;
        Ok(comment)
    })
}

pub(crate) fn create(
    conn: &Connection,
    forum: ForumId,
    submission_id: &str,
    new: &NewComment,
    idempotency: Option<Idempotency<CommentRow>>,
) -> Outcome<Created<CommentRow>> {
    idempotency::once(conn, new.author, new.now_ms, idempotency, || {
        participant::sector(conn, forum, new.author)?;
        let submission = submission::find(conn, forum, submission_id)?;
        submission.check_visible(Some(new.author))?;
        if submission.state != State::Published {
            return Err(StorageError::Conflict(Conflict::NotPublished).into());
        }
        let thread = thread::by_seq(conn, submission.thread)?;
        thread.check(new.now_ms, Action::Comment)?;
        abuse::check_new_account(conn, new.author, false, new.now_ms)?;
        let organisation =
            organisation::speaking(conn, forum, new.author, new.organisation.as_deref())?;
        // Premoderation is of submissions; newcomers are held in all they write.
        let vouched_for = new.by_moderator || organisation.is_some();
        let mut rules = submission::edit::held_by(conn, &thread, new.author, vouched_for)?;
        rules.retain(|hit| hit.rule != "premoderated");
        let state = if rules.is_empty() { State::Published } else { State::Pending };
        let reply_to =
            new.reply_to.as_deref().map(|id| answered(conn, submission.seq, id)).transpose()?;
        let seq = added(
            conn,
            "INSERT INTO comments
               (forum, submission, id, reply_to, author, stance, body, language, state, created_at,
                organisation)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?11, ?9, ?10) RETURNING seq",
            (
                forum.0,
                submission.seq,
                &new.id,
                reply_to,
                new.author.0,
                new.stance.as_str(),
                &new.body,
                &new.language,
                new.now_ms,
                organisation,
                state.as_str(),
            ),
        )?;
        people::add(conn, submission.thread, new.author.0, 1)?;
        if state == State::Published {
            let sql = "UPDATE submissions SET comments_count = comments_count + 1 WHERE seq = ?1";
            run(conn, sql, [submission.seq])?;
            let sql = "UPDATE threads SET comments_count = comments_count + 1 WHERE seq = ?1";
            run(conn, sql, [submission.thread])?;
            inbox::commented(conn, seq, new.now_ms)?;
            live::comment(conn, seq, false)?;
            queue::reached(conn, &[submission.seq])?;
        } else {
            let thing = Thing::by_seq(conn, TargetKind::Comment, seq)?;
            let waiting = Waiting {
                forum,
                thing: &thing,
                kind: QueueKind::New,
                since: new.now_ms,
                harm: None,
                appealed: None,
                rules: &rules,
            };
            queue::put(conn, &waiting)?;
        }
        audit::record(
            conn,
            &Deed {
                forum,
                now_ms: new.now_ms,
                actor: Some(new.author),
                action: "comment.create",
                target_kind: "comment",
                target_id: &new.id,
                changes: &[],
            },
        )?;
        let sql = format!("SELECT {AUTHOR_FOR}, {COLUMNS} {FROM} WHERE c.seq = ?1");
        let row = maybe(conn, &sql, [seq], |row| read(row, submission_id, Some(new.author)))?;
        Ok(row.ok_or(StorageError::NotFound)?.1)
    })
}

/// The number of the comment that a reply answers.
fn answered(conn: &Connection, submission: i64, id: &str) -> Outcome<i64> {
    let sql = "SELECT seq, reply_to IS NOT NULL FROM comments
         WHERE id = ?1 AND submission = ?2 AND state = 'published'";
    let found = maybe(conn, sql, (id, submission), |row| Ok((row.get(0)?, row.get(1)?)))?;
    match found {
        None => Err(StorageError::UnknownReplyTo.into()),
        Some((_, true)) => Err(StorageError::ReplyTooDeep.into()),
        Some((seq, false)) => Ok(seq),
    }
}

/// A published comment by its id: its number and its submission's.
pub(crate) fn find(conn: &Connection, forum: ForumId, id: &str) -> Outcome<(i64, i64)> {
    let sql = "SELECT seq, submission FROM comments
         WHERE id = ?1 AND forum = ?2 AND state = 'published'";
    let found = maybe(conn, sql, (id, forum.0), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.ok_or(StorageError::NotFound)?)
}
