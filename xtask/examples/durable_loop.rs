//! What `cargo xtask bench` holds the votes against: a plain loop of durable upserts, one
//! transaction each, with the same settings of `SQLite` and on the same disk.
//! Prints upserts per second.

use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: durable_loop DATABASE")?;
    let database = rusqlite::Connection::open(path)?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE vote (submission INTEGER, participant INTEGER, value INTEGER,
                            PRIMARY KEY (submission, participant)) WITHOUT ROWID;",
    )?;
    let mut upsert = database.prepare(
        "INSERT INTO vote VALUES (?1, ?2, ?3)
         ON CONFLICT (submission, participant) DO UPDATE SET value = excluded.value",
    )?;
    let start = Instant::now();
    let mut done = 0_u32;
    while start.elapsed() < Duration::from_secs(5) {
        upsert.execute([done % 20, done % 64, done % 3])?;
        done += 1;
    }
    println!("{:.0}", f64::from(done) / start.elapsed().as_secs_f64());
    Ok(())
}
