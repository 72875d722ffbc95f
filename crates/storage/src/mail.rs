//! Port: mails that wait to be sent.

use async_trait::async_trait;
use contract::Id;

use crate::{ForumId, ParticipantId, Result};

/// A mail to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Id; also its `Message-ID`, so that one that is sent twice is seen once.
    pub id: Id,
    /// Whose it is: it goes with their account.
    pub participant: Option<ParticipantId>,
    /// Where to.
    pub address: String,
    /// BCP 47 tag.
    pub language: String,
    /// Subject, on one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// More headers, such as `List-Unsubscribe`.
    pub headers: Vec<(String, String)>,
    /// Now, ms.
    pub now_ms: i64,
    /// After this it is no longer worth sending, ms.
    pub expires_at: i64,
}

/// A mail that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Id.
    pub id: Id,
    /// Where to.
    pub address: String,
    /// BCP 47 tag.
    pub language: String,
    /// Subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// More headers.
    pub headers: Vec<(String, String)>,
    /// How often it was tried before.
    pub tries: u32,
    /// After this it is no longer worth sending, ms.
    pub expires_at: i64,
}

/// Mails that wait to be sent.
#[async_trait]
pub trait MailStorage: Send + Sync + 'static {
    /// Puts a mail into the outbox.
    async fn queue_mail(&self, forum: ForumId, mail: NewMail) -> Result<()>;

    /// Takes mails that are due, oldest first; nobody else gets them for
    /// `hold_ms`. Mails that are no longer worth sending are deleted.
    async fn take_mails(&self, now_ms: i64, hold_ms: i64, limit: u32) -> Result<Vec<MailRow>>;

    /// Deletes a mail that went out or was given up.
    async fn mail_done(&self, id: &str) -> Result<()>;

    /// Notes that a mail is to be tried again at `next_at`.
    async fn mail_failed(&self, id: &str, next_at: i64) -> Result<()>;
}
