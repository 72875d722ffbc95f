//! Mails that wait to be sent.

use async_trait::async_trait;
use storage::{ForumId, MailRow, MailStorage, NewMail, Result};

use crate::{
    SqlStorage,
    fault::Outcome,
    row::{all, json, run},
    sql::{Connection, Database},
};

/// Puts a mail into the outbox, in the transaction that makes it due.
pub(crate) fn queue(conn: &Connection, forum: ForumId, mail: &NewMail) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO outbox
           (forum, participant, id, address, language, subject, text, html, headers, next_at,
            expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        (
            forum.0,
            mail.participant.map(|participant| participant.0),
            &mail.id,
            &mail.address,
            &mail.language,
            &mail.subject,
            &mail.text,
            &mail.html,
            serde_json::to_string(&mail.headers)?,
            mail.now_ms,
            mail.expires_at,
        ),
    )?;
    Ok(())
}

fn take(conn: &Connection, now_ms: i64, hold_ms: i64, limit: u32) -> Outcome<Vec<MailRow>> {
    run(conn, "DELETE FROM outbox WHERE expires_at <= ?1", [now_ms])?;
    let due = all(
        conn,
        "SELECT id, address, language, subject, text, html, headers, tries, expires_at
         FROM outbox WHERE next_at <= ?1 ORDER BY next_at, seq LIMIT ?2",
        (now_ms, limit),
        |row| {
            Ok(MailRow {
                id: row.get(0)?,
                address: row.get(1)?,
                language: row.get(2)?,
                subject: row.get(3)?,
                text: row.get(4)?,
                html: row.get(5)?,
                headers: json(row, 6)?,
                tries: row.get(7)?,
                expires_at: row.get(8)?,
            })
        },
    )?;
    for mail in &due {
        later(conn, &mail.id, now_ms + hold_ms)?;
    }
    Ok(due)
}

/// Counts a try and says when the next one is due.
fn later(conn: &Connection, id: &str, next_at: i64) -> Outcome<()> {
    let sql = "UPDATE outbox SET next_at = ?2, tries = tries + 1 WHERE id = ?1";
    run(conn, sql, (id, next_at))?;
    Ok(())
}

#[async_trait]
impl<D: Database> MailStorage for SqlStorage<D> {
    async fn queue_mail(&self, forum: ForumId, mail: NewMail) -> Result<()> {
        self.writer.write(move |conn| queue(conn, forum, &mail)).await
    }

    async fn take_mails(&self, now_ms: i64, hold_ms: i64, limit: u32) -> Result<Vec<MailRow>> {
        self.writer.write(move |conn| take(conn, now_ms, hold_ms, limit)).await
    }

    async fn mail_done(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.writer
            .write(move |conn| {
                run(conn, "DELETE FROM outbox WHERE id = ?1", [id])?;
                Ok(())
            })
            .await
    }

    async fn mail_failed(&self, id: &str, next_at: i64) -> Result<()> {
        let id = id.to_owned();
        self.writer
            .write(move |conn| {
                // The try was counted when it was taken.
                run(conn, "UPDATE outbox SET next_at = ?2 WHERE id = ?1", (id, next_at))?;
                Ok(())
            })
            .await
    }
}
