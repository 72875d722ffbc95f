//! What people follow.

use contract::Follow;
use storage::{FOLLOWS_MAX, FollowTarget, ForumId, ParticipantId, StorageError};

use crate::{
    audit::{self, Deed},
    fault::Outcome,
    participant,
    row::{all as rows, maybe, run},
    sql::Connection,
    submission, thread,
};

/// Something that can be followed.
struct Found {
    kind: &'static str,
    seq: i64,
    id: String,
    /// Why this person may not see it.
    unseen: Option<StorageError>,
}

fn find(
    conn: &Connection,
    forum: ForumId,
    viewer: ParticipantId,
    target: &FollowTarget,
) -> Outcome<Found> {
    Ok(match target {
        FollowTarget::Submission(id) => {
            let found = submission::find(conn, forum, id)?;
            let unseen = found.check_visible(Some(viewer)).err();
            Found { kind: "submission", seq: found.seq, id: id.clone(), unseen }
        }
        FollowTarget::Thread(name) => {
            let found = thread::find(conn, forum, name)?;
            Found { kind: "thread", seq: found.seq, id: found.row.id, unseen: None }
        }
    })
}

pub(crate) fn follow(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    target: &FollowTarget,
    now_ms: i64,
) -> Outcome<()> {
    participant::sector(conn, forum, participant)?;
    let found = find(conn, forum, participant, target)?;
    if let Some(unseen) = found.unseen {
        return Err(unseen.into());
    }
    let sql = "SELECT count(*) FROM follows WHERE participant = ?1";
    let many: Option<u32> = maybe(conn, sql, [participant.0], |row| row.get(0))?;
    if many.is_some_and(|many| many >= FOLLOWS_MAX) {
        return Err(StorageError::WrongState("You follow as many things as anybody can.").into());
    }
    let added = run(
        conn,
        "INSERT INTO follows (participant, kind, target, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        (participant.0, found.kind, found.seq, now_ms),
    )?;
    if added > 0 {
        let action = if found.kind == "thread" { "thread.follow" } else { "submission.follow" };
        record(conn, forum, participant, &found, action, now_ms)?;
    }
    Ok(())
}

pub(crate) fn unfollow(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    target: &FollowTarget,
    now_ms: i64,
) -> Outcome<()> {
    let mut found = find(conn, forum, participant, target)?;
    let sql = "DELETE FROM follows WHERE participant = ?1 AND kind = ?2 AND target = ?3";
    let gone = run(conn, sql, (participant.0, found.kind, found.seq))?;
    if gone > 0 {
        let action = if found.kind == "thread" { "thread.unfollow" } else { "submission.unfollow" };
        return record(conn, forum, participant, &found, action, now_ms);
    }
    found.unseen.take().map_or(Ok(()), |unseen| Err(unseen.into()))
}

fn record(
    conn: &Connection,
    forum: ForumId,
    actor: ParticipantId,
    found: &Found,
    action: &'static str,
    now_ms: i64,
) -> Outcome<()> {
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(actor),
        action,
        target_kind: found.kind,
        target_id: &found.id,
        changes: &[],
    };
    audit::record(conn, &deed)
}

/// What a person follows and can see.
pub(crate) fn all(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
) -> Outcome<Vec<Follow>> {
    let read = |kind: &'static str| {
        move |row: &crate::sql::Row<'_>| Ok(Follow { kind: kind.to_owned(), id: row.get(0)? })
    };
    let threads = "SELECT t.id FROM follows f JOIN threads t ON t.seq = f.target
         WHERE f.participant = ?1 AND f.kind = 'thread' AND t.forum = ?2";
    let mut follows = rows(conn, threads, (participant.0, forum.0), read("thread"))?;
    let submissions = "SELECT s.id FROM follows f JOIN submissions s ON s.seq = f.target
         WHERE f.participant = ?1 AND f.kind = 'submission' AND s.forum = ?2
           AND (s.state = 'published' OR s.author = f.participant AND s.state <> 'withdrawn')";
    follows.extend(rows(conn, submissions, (participant.0, forum.0), read("submission"))?);
    Ok(follows)
}
