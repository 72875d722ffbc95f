//! Who took part in a thread.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    fault::Outcome,
    row::{all_of, run},
    sql::{Column::Integer, Connection},
};

/// Notes that a person voted, wrote or commented so many times more.
pub(crate) fn add(conn: &Connection, thread: i64, participant: i64, deeds: i64) -> Outcome<()> {
    add_all(conn, &[(thread, participant, deeds)])
}

/// The same of several people, each named once in a thread: thread, person,
/// deeds.
pub(crate) fn add_all(conn: &Connection, deeds: &[(i64, i64, i64)]) -> Outcome<()> {
    let columns = [Integer("thread"), Integer("participant"), Integer("deeds")];
    let sql = |added: &str| {
        format!(
            "INSERT INTO thread_people (thread, participant, deeds)
             SELECT thread, participant, deeds FROM {added} one WHERE true
             ON CONFLICT (thread, participant) DO UPDATE SET
               deeds = thread_people.deeds + excluded.deeds
             RETURNING thread, participant, deeds"
        )
    };
    let now = all_of(conn, deeds, &columns, sql, |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
    })?;
    // Who has no deed is not in the table, so these are new.
    let given: BTreeSet<_> = deeds.iter().copied().collect();
    let mut new = BTreeMap::<i64, i64>::new();
    for row in now.iter().filter(|row| given.contains(row)) {
        *new.entry(row.0).or_default() += 1;
    }
    for (thread, people) in new {
        let sql = "UPDATE threads SET participants_count = participants_count + ?2 WHERE seq = ?1";
        run(conn, sql, (thread, people))?;
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
