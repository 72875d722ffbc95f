//! What people are told by mail: whose digest is due, what it says, and the
//! link that ends it.

mod link;
mod render;
mod unsubscribe;
mod words;

use std::time::Duration;

use storage::StorageError;
pub use unsubscribe::{page, style, unsubscribe};

use crate::app::App;

/// So many digests are made at a time.
const AT_ONCE: u32 = 50;
/// How often it is looked who is due.
const LOOK: Duration = Duration::from_secs(15);

/// Makes mails of what is due, as long as the server runs.
pub async fn run(app: App) {
    let mut every = tokio::time::interval(LOOK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !app.is_closing() {
        every.tick().await;
        if let Err(error) = send_due(&app).await {
            tracing::warn!(%error, "digests were not made");
        }
    }
}

/// Makes mails of what is due now and puts them into the outbox; says how many
/// mails there were. Without a way out for mail nothing is done.
///
/// # Errors
/// Those of the database.
pub async fn send_due(app: &App) -> Result<usize, StorageError> {
    if app.mailer().is_none() {
        return Ok(0);
    }
    let mut sent = 0;
    loop {
        let now = app.now();
        let due = app.storage().due_digests(now, AT_ONCE).await?;
        for digest in &due {
            let mails = match app.room_of(digest.forum) {
                Some(room) => render::mails(app, room, digest, now),
                // A forum that is not served any more tells nobody.
                None => Vec::new(),
            };
            let count = mails.len();
            if app.storage().send_digest(digest, mails, now).await? {
                sent += count;
            }
        }
        if due.len() < AT_ONCE as usize {
            break;
        }
    }
    if sent > 0 {
        app.mail_waits().notify_one();
    }
    Ok(sent)
}

#[cfg(test)]
mod tests;
