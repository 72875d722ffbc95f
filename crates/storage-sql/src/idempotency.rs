//! Keys that make a creation happen once.

use storage::{Created, IDEMPOTENCY_MS, Idempotency, ParticipantId, StorageError, StoredAnswer};

use crate::{
    fault::Outcome,
    row::{maybe, run},
    sql::Connection,
};

/// Creates by `create`, or answers what was answered to the same key before.
pub(crate) fn once<T>(
    conn: &Connection,
    participant: ParticipantId,
    now_ms: i64,
    idempotency: Option<Idempotency<T>>,
    create: impl FnOnce() -> Outcome<T>,
) -> Outcome<Created<T>> {
    let Some(idempotency) = idempotency else {
        return Ok(Created::New(create()?, None));
    };
    if let Some(answer) = known(conn, participant, now_ms, &idempotency)? {
        return Ok(Created::Replayed(answer));
    }
    let created = create()?;
    let answer = (idempotency.render)(&created);
    run(
        conn,
        "INSERT INTO idempotency (participant, key, hash, status, body, location, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (participant, key) DO UPDATE SET
           hash = excluded.hash, status = excluded.status, body = excluded.body,
           location = excluded.location, created_at = excluded.created_at",
        (
            participant.0,
            &idempotency.key,
            idempotency.hash,
            answer.status,
            &answer.body,
            &answer.location,
            now_ms,
        ),
    )?;
    Ok(Created::New(created, Some(answer)))
}

fn known<T>(
    conn: &Connection,
    participant: ParticipantId,
    now_ms: i64,
    idempotency: &Idempotency<T>,
) -> Outcome<Option<StoredAnswer>> {
    let row = maybe(
        conn,
        "SELECT hash, status, body, location FROM idempotency
         WHERE participant = ?1 AND key = ?2 AND created_at > ?3",
        (participant.0, &idempotency.key, now_ms - IDEMPOTENCY_MS),
        |row| {
            let answer =
                StoredAnswer { status: row.get(1)?, body: row.get(2)?, location: row.get(3)? };
            Ok((row.get::<[u8; 32]>(0)?, answer))
        },
    )?;
    match row {
        Some((hash, _)) if hash != idempotency.hash => Err(StorageError::KeyReused.into()),
        Some((_, answer)) => Ok(Some(answer)),
        None => Ok(None),
    }
}

/// Forgets keys older than a day.
pub(crate) fn sweep(conn: &Connection, now_ms: i64) -> Outcome<u64> {
    let sql = "DELETE FROM idempotency WHERE created_at <= ?1";
    Ok(run(conn, sql, [now_ms - IDEMPOTENCY_MS])? as u64)
}
