//! Who took part in a thread.

use crate::{fault::Outcome, row::run, sql::Connection};

/// Notes that a person voted, wrote or commented so many times more.
pub(crate) fn add(conn: &Connection, thread: i64, participant: i64, deeds: i64) -> Outcome<()> {
    let known = run(
        conn,
        "UPDATE thread_people SET deeds = deeds + ?3 WHERE thread = ?1 AND participant = ?2",
        (thread, participant, deeds),
    )?;
    if known == 0 {
        run(
            conn,
            "INSERT INTO thread_people (thread, participant, deeds) VALUES (?1, ?2, ?3)",
            (thread, participant, deeds),
        )?;
        let sql = "UPDATE threads SET participants_count = participants_count + 1 WHERE seq = ?1";
        run(conn, sql, [thread])?;
    }
    Ok(())
}

/// Notes that a person took one of these back.
pub(crate) fn remove(conn: &Connection, thread: i64, participant: i64) -> Outcome<()> {
    run(
        conn,
        "UPDATE thread_people SET deeds = deeds - 1 WHERE thread = ?1 AND participant = ?2",
        (thread, participant),
    )?;
    let gone = run(
        conn,
        "DELETE FROM thread_people WHERE thread = ?1 AND participant = ?2 AND deeds <= 0",
        (thread, participant),
    )?;
    if gone > 0 {
        let sql = "UPDATE threads SET participants_count = participants_count - 1 WHERE seq = ?1";
        run(conn, sql, [thread])?;
    }
    Ok(())
}
