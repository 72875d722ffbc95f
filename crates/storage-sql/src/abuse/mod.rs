//! Limits of pace that outlive a restart, the pace of new accounts, and what
//! patterns of abuse are found in.

mod deeds;
mod newcomer;
mod pace;
mod port;

pub(crate) use deeds::recent;
pub(crate) use newcomer::check as check_new_account;
pub(crate) use pace::load as load_pace;
use storage::DEEDS_KEPT_MS;

use crate::{fault::Outcome, row::run, sql::Connection};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Forgets what is not needed any more; answers how many rows that were.
pub(crate) fn sweep(conn: &Connection, now_ms: i64) -> Outcome<u64> {
    let old = now_ms - DEEDS_KEPT_MS;
    let mut gone = run(conn, "DELETE FROM deeds WHERE at <= ?1", [old])?;
    gone += run(conn, "DELETE FROM deed_subjects WHERE last_at <= ?1", [old])?;
    gone += run(conn, "DELETE FROM address_keys WHERE day < ?1", [old.div_euclid(DAY)])?;
    gone += run(conn, "DELETE FROM pace WHERE until_ms <= ?1", [now_ms])?;
    gone += run(conn, "DELETE FROM first_posts WHERE last_at <= ?1", [now_ms - DAY])?;
    Ok(gone as u64)
}
