//! Mails: waiting in the database, sent in the background, and how they look.
//!
//! Nothing is sent within a request: whoever makes a mail due puts it into the
//! outbox in the same transaction, and [`run`] sends it, again and again until
//! it went out or is no longer worth it. No address and no text of a mail is
//! ever in the log.

mod code;
mod page;
mod smtp;

use std::time::Duration;

use async_trait::async_trait;
pub use code::{Code, code_mail};
pub use page::{Paragraph, page};
pub use smtp::Smtp;
use storage::MailRow;

use crate::app::App;

/// So many are taken at a time.
const AT_ONCE: u32 = 20;
/// For so long a taken mail is nobody else's, ms.
const HOLD_MS: i64 = 5 * 60_000;
/// How often the outbox is looked at when nothing wakes it.
const LOOK: Duration = Duration::from_secs(15);
/// Waits between tries, ms; after them always the last.
const WAITS_MS: [i64; 5] = [30_000, 2 * 60_000, 10 * 60_000, 3_600_000, 6 * 3_600_000];

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct MailError {
    /// Whether trying again makes no sense.
    pub permanent: bool,
    /// Why, without the address.
    pub cause: String,
}

/// Sends a mail; a trait so that tests need no network.
#[async_trait]
pub trait Mailer: std::fmt::Debug + Send + Sync {
    /// Sends it. `now_ms` is for its `Date`.
    async fn send(&self, mail: &MailRow, now_ms: i64) -> Result<(), MailError>;
}

/// Sends what is due, as long as the server runs.
pub async fn run(app: App) {
    while !app.is_closing() {
        if deliver(&app).await == 0 {
            // Whoever queues a mail wakes us; what was written by another
            // process waits for the next look.
            let _ = tokio::time::timeout(LOOK, app.mail_waits().notified()).await;
        }
    }
}

/// Sends what is due now; says how many mails there were.
pub async fn deliver(app: &App) -> usize {
    let Some(mailer) = app.mailer() else { return 0 };
    let taken = app.storage().take_mails(app.now(), HOLD_MS, AT_ONCE).await;
    let mails = taken.unwrap_or_else(|error| {
        tracing::warn!(%error, "the outbox could not be read");
        Vec::new()
    });
    for mail in &mails {
        let sent = mailer.send(mail, app.now()).await;
        let noted = match sent {
            Ok(()) => app.storage().mail_done(&mail.id).await,
            Err(error) => {
                let (tries, permanent) = (mail.tries + 1, error.permanent);
                tracing::warn!(id = mail.id, tries, permanent, %error, "a mail was not sent");
                if permanent {
                    app.storage().mail_done(&mail.id).await
                } else {
                    app.storage().mail_failed(&mail.id, app.now() + wait(mail.tries)).await
                }
            }
        };
        if let Err(error) = noted {
            tracing::warn!(%error, "the outbox could not be written");
        }
    }
    mails.len()
}

/// How long to wait after a mail was tried so often before, ms.
fn wait(tries: u32) -> i64 {
    let place = usize::try_from(tries).unwrap_or(usize::MAX).min(WAITS_MS.len() - 1);
    WAITS_MS.get(place).copied().unwrap_or(HOLD_MS)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use storage::NewMail;

    use super::*;
    use crate::testing::TestApp;

    async fn queue(test: &TestApp, id: &str, lasts_ms: i64) {
        let mail = NewMail {
            id: id.to_owned(),
            participant: None,
            address: "somebody@example.org".into(),
            language: "en".into(),
            subject: "A subject".into(),
            text: "A text".into(),
            html: "<p>A text</p>".into(),
            headers: vec![("List-Unsubscribe".into(), "<https://forum.example/u>".into())],
            now_ms: test.app.now(),
            expires_at: test.app.now() + lasts_ms,
        };
        let forum = test.app.room("default").expect("a forum").id;
        test.app.storage().queue_mail(forum, mail).await.expect("queued");
    }

    #[tokio::test]
    async fn a_mail_is_sent_once_and_tried_again_where_it_failed() {
        let test = TestApp::start().await;
        queue(&test, "m1", 3_600_000).await;
        test.sink.fail(2);
        assert!(test.mails().await.is_empty(), "the first try fails");
        assert!(test.mails().await.is_empty(), "and it waits");
        test.clock.advance(Duration::from_secs(30));
        assert!(test.mails().await.is_empty(), "the second try fails");
        test.clock.advance(Duration::from_mins(2));
        let sent = test.mails().await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].headers[0].0, "List-Unsubscribe");
        test.clock.advance(Duration::from_mins(30));
        assert!(test.mails().await.is_empty(), "it went out once");
    }

    #[tokio::test]
    async fn a_mail_that_is_no_longer_worth_it_or_refused_for_good_goes() {
        let test = TestApp::start().await;
        queue(&test, "late", 10_000).await;
        test.clock.advance(Duration::from_secs(10));
        assert!(test.mails().await.is_empty());
        queue(&test, "refused", 3_600_000).await;
        test.sink.refuse();
        test.mails().await;
        test.clock.advance(Duration::from_mins(30));
        assert!(test.mails().await.is_empty(), "it is not tried again");
    }

    #[test]
    fn waits_grow() {
        let waits: Vec<_> = (0..7).map(wait).collect();
        assert!(waits.is_sorted() && waits[6] == WAITS_MS[4], "{waits:?}");
    }
}
