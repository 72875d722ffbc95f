//! Mail: who wants what, whose digest is due, and what went out.
//!
//! `due_at` is set by the first thing that there is to tell and taken away by
//! the mail, so that nobody without news is ever looked at.

use contract::{Digest, MailSettings};
use storage::{
    DIGEST_ITEMS_MAX, DueDigest, ForumId, InboxRow, NewMail, ParticipantId, StorageError,
};

use super::list;
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    participant,
    row::{all, json, maybe, run, word},
    sql::{Connection, Row},
};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// When a mail goes out about what happens now. Days and weeks end at
/// midnight UTC, which is the morning of the next day from Yangon to Dili;
/// weeks with Sunday.
fn next(digest: Digest, now_ms: i64) -> Option<i64> {
    let today = now_ms.div_euclid(DAY);
    match digest {
        Digest::Off => None,
        Digest::Immediate => Some(now_ms),
        Digest::Daily => Some((today + 1) * DAY),
        // Day 0 was a Thursday.
        Digest::Weekly => Some(((today + 3).div_euclid(7) * 7 + 4) * DAY),
    }
}

/// Notes that there is something to tell this person.
pub(super) fn becomes_due(conn: &Connection, to: ParticipantId, now_ms: i64) -> Outcome<()> {
    run(
        conn,
        "UPDATE mail_settings SET due_at = CASE digest
           WHEN 'immediate' THEN CAST(?2 AS BIGINT) WHEN 'daily' THEN CAST(?3 AS BIGINT)
           WHEN 'weekly' THEN CAST(?4 AS BIGINT) END
         WHERE participant = ?1 AND due_at IS NULL",
        (to.0, now_ms, next(Digest::Daily, now_ms), next(Digest::Weekly, now_ms)),
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> crate::sql::Result<MailSettings> {
    Ok(MailSettings { digest: word(row, 0)?, language: row.get(1)?, kinds: json(row, 2)? })
}

pub(crate) fn settings(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
) -> Outcome<Option<MailSettings>> {
    let sql = "SELECT digest, language, kinds FROM mail_settings
         WHERE participant = ?1 AND forum = ?2";
    maybe(conn, sql, (participant.0, forum.0), read)
}

pub(crate) fn set(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    settings: &MailSettings,
    now_ms: i64,
) -> Outcome<()> {
    participant::sector(conn, forum, participant)?;
    let before = self::settings(conn, forum, participant)?;
    if before.as_ref() == Some(settings) {
        return Ok(());
    }
    let newest = "SELECT coalesce(max(seq), 0) FROM inbox WHERE participant = ?1";
    let newest: Option<i64> = maybe(conn, newest, [participant.0], |row| row.get(0))?;
    run(
        conn,
        "INSERT INTO mail_settings (participant, forum, digest, language, kinds, mailed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (participant) DO UPDATE SET
           mailed = CASE WHEN mail_settings.digest = 'off'
             THEN excluded.mailed ELSE mail_settings.mailed END,
           digest = excluded.digest,
           language = excluded.language, kinds = excluded.kinds, due_at = NULL",
        (
            participant.0,
            forum.0,
            settings.digest.as_str(),
            &settings.language,
            serde_json::to_string(&settings.kinds)?,
            newest,
        ),
    )?;
    reschedule(conn, participant, now_ms)?;
    let was = before.as_ref().map_or(Digest::Off, |before| before.digest);
    record(conn, forum, participant, (was, settings.digest), now_ms)
}

/// Sets when the next mail goes out, if there is anything that was not mailed.
fn reschedule(conn: &Connection, participant: ParticipantId, now_ms: i64) -> Outcome<()> {
    let waits = "SELECT 1 FROM mail_settings m JOIN inbox i ON i.participant = m.participant
           AND i.seq > m.mailed WHERE m.participant = ?1 LIMIT 1";
    match maybe(conn, waits, [participant.0], |_| Ok(()))? {
        Some(()) => becomes_due(conn, participant, now_ms),
        None => Ok(()),
    }
}

fn record(
    conn: &Connection,
    forum: ForumId,
    actor: ParticipantId,
    (before, after): (Digest, Digest),
    now_ms: i64,
) -> Outcome<()> {
    let sql = "SELECT id FROM participants WHERE seq = ?1";
    let id: Option<String> = maybe(conn, sql, [actor.0], |row| row.get(0))?;
    let change = audit::change("digest", Some(before.as_str()), Some(after.as_str()));
    let changes: Vec<_> = change.into_iter().collect();
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(actor),
        action: "mail.change",
        target_kind: "participant",
        target_id: &id.ok_or(StorageError::NotFound)?,
        changes: &changes,
    };
    audit::record(conn, &deed)
}

/// The number of the person of a public id.
fn person(conn: &Connection, forum: ForumId, id: &str) -> Outcome<ParticipantId> {
    let sql = "SELECT seq FROM participants WHERE id = ?1 AND forum = ?2";
    let seq = maybe(conn, sql, (id, forum.0), |row| row.get(0))?;
    Ok(ParticipantId(seq.ok_or(StorageError::NotFound)?))
}

pub(crate) fn settings_of(conn: &Connection, forum: ForumId, id: &str) -> Outcome<MailSettings> {
    let found = settings(conn, forum, person(conn, forum, id)?)?;
    Ok(found.ok_or(StorageError::NotFound)?)
}

pub(crate) fn unsubscribe(conn: &Connection, forum: ForumId, id: &str, now_ms: i64) -> Outcome<()> {
    let participant = person(conn, forum, id)?;
    let before = settings(conn, forum, participant)?.ok_or(StorageError::NotFound)?;
    let sql = "UPDATE mail_settings SET digest = 'off', due_at = NULL
         WHERE participant = ?1 AND digest <> 'off'";
    if run(conn, sql, [participant.0])? > 0 {
        record(conn, forum, participant, (before.digest, Digest::Off), now_ms)?;
    }
    Ok(())
}

pub(crate) fn due(conn: &Connection, now_ms: i64, limit: u32) -> Outcome<Vec<DueDigest>> {
    let sql = "SELECT m.participant, m.forum, m.digest, m.language, m.mailed, p.id
         FROM mail_settings m JOIN participants p ON p.seq = m.participant
         WHERE m.due_at <= ?1 ORDER BY m.due_at LIMIT ?2";
    let found = all(conn, sql, (now_ms, limit), |row| {
        let mailed: i64 = row.get(4)?;
        let digest = DueDigest {
            participant: ParticipantId(row.get(0)?),
            forum: ForumId(row.get(1)?),
            digest: word(row, 2)?,
            language: row.get(3)?,
            person_id: row.get(5)?,
            address: None,
            items: Vec::new(),
            more: 0,
            up_to: mailed,
        };
        Ok((mailed, digest))
    })?;
    let mut digests = Vec::with_capacity(found.len());
    for (mailed, mut digest) in found {
        digest.address = address(conn, digest.participant)?;
        let newest = "SELECT coalesce(max(seq), 0) FROM inbox WHERE participant = ?1";
        let newest: Option<i64> = maybe(conn, newest, [digest.participant.0], |row| row.get(0))?;
        digest.up_to = mailed.max(newest.unwrap_or(0));
        let (items, more) = waiting(conn, digest.participant, mailed, digest.up_to)?;
        digest.items = items;
        digest.more = more;
        digests.push(digest);
    }
    Ok(digests)
}

/// The items that wait, and how many there are beyond the most of one mail.
fn waiting(
    conn: &Connection,
    participant: ParticipantId,
    mailed: i64,
    up_to: i64,
) -> Outcome<(Vec<InboxRow>, u32)> {
    let wanted = format!(
        "{} JOIN mail_settings m ON m.participant = i.participant
         WHERE i.participant = ?1 AND i.read = 0 AND i.seq > ?2 AND i.seq <= ?3 AND {}
           AND {}",
        list::FROM,
        list::SEEN,
        conn.dialect().list_holds("m.kinds", "i.kind")
    );
    let params = (participant.0, mailed, up_to);
    let sql = format!("SELECT {} {wanted} ORDER BY i.seq LIMIT {DIGEST_ITEMS_MAX}", list::COLUMNS);
    let items: Vec<_> = all(conn, &sql, params, list::item)?.into_iter().map(|(_, i)| i).collect();
    let shown = u32::try_from(items.len()).unwrap_or(u32::MAX);
    if shown < DIGEST_ITEMS_MAX {
        return Ok((items, 0));
    }
    let sql = format!("SELECT 1 {wanted} LIMIT {}", storage::UNREAD_MAX);
    let count = u32::try_from(all(conn, &sql, params, |_| Ok(()))?.len()).unwrap_or(u32::MAX);
    Ok((items, count.saturating_sub(shown)))
}

/// The address of a person that is known to be theirs.
fn address(conn: &Connection, participant: ParticipantId) -> Outcome<Option<String>> {
    let sql = "SELECT email FROM accounts WHERE participant = ?1 AND email IS NOT NULL";
    maybe(conn, sql, [participant.0], |row| row.get(0))
}

pub(crate) fn send(
    conn: &Connection,
    digest: &DueDigest,
    mails: &[NewMail],
    now_ms: i64,
) -> Outcome<bool> {
    let sql = "UPDATE mail_settings SET mailed = ?2, due_at = NULL
         WHERE participant = ?1 AND due_at <= ?3 AND digest = ?4 AND mailed <= ?2";
    let params = (digest.participant.0, digest.up_to, now_ms, digest.digest.as_str());
    if run(conn, sql, params)? == 0 {
        return Ok(false);
    }
    for mail in mails {
        crate::mail::queue(conn, digest.forum, mail)?;
    }
    reschedule(conn, digest.participant, now_ms)?;
    Ok(true)
}
