//! Addresses in mails: to what a mail is about, and to the end of all mails.

use contract::TargetKind;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use storage::InboxRow;

use crate::{
    app::{App, Room},
    http::answer::hex,
};

/// Makes addresses for one forum.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    app: &'a App,
    room: &'a Room,
}

impl<'a> Links<'a> {
    /// For a forum.
    #[must_use]
    pub const fn new(app: &'a App, room: &'a Room) -> Self {
        Self { app, room }
    }

    /// Where a person goes on from an item.
    #[must_use]
    pub fn item(&self, item: &InboxRow) -> String {
        match (&item.submission_id, item.target.kind) {
            (Some(id), _) => self.view("submission", id),
            (None, TargetKind::Thread) => self.view("thread", &item.target.id),
            (None, TargetKind::Submission) => self.view("submission", &item.target.id),
            (None, TargetKind::Comment | TargetKind::Organisation) => self.inbox(),
        }
    }

    /// The person's inbox.
    #[must_use]
    pub fn inbox(&self) -> String {
        self.view("inbox", "")
    }

    /// A view of the widget on the page where the forum stands. Its own page
    /// of this server holds no views in its address.
    fn view(&self, view: &str, id: &str) -> String {
        let page = match &self.room.page {
            Some(page) => page.clone(),
            None if self.room.base().is_empty() => format!("{}/", self.app.public_url()),
            None => return format!("{}{}/embed", self.app.public_url(), self.room.base()),
        };
        let (page, fragment) = match page.split_once('#') {
            Some((page, fragment)) => (page.to_owned(), format!("#{fragment}")),
            None => (page, String::new()),
        };
        let mark = if page.contains('?') { '&' } else { '?' };
        let id = if id.is_empty() { String::new() } else { format!("&of-id={id}") };
        format!("{page}{mark}of-view={view}{id}{fragment}")
    }

    /// Ends all digests of a person: a page for people, one POST for mail
    /// programs.
    #[must_use]
    pub fn unsubscribe(&self, person: &str) -> String {
        let (public, base) = (self.app.public_url(), self.room.base());
        format!("{public}{base}/unsubscribe?token={}", self.token(person))
    }

    fn token(&self, person: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.app.unsubscribe_key()) else {
            return String::new();
        };
        for part in [self.room.slug.as_str(), "\n", person] {
            mac.update(part.as_bytes());
        }
        let signature = mac.finalize().into_bytes();
        format!("{person}.{}", hex(signature.get(..16).unwrap_or_default()))
    }

    /// The person whom a token speaks of, if this server signed it for this
    /// forum.
    #[must_use]
    pub fn person<'t>(&self, token: &'t str) -> Option<&'t str> {
        let (person, _) = token.split_once('.')?;
        let real = self.token(person);
        // Every byte is compared, so that the time tells nothing.
        let differs = real.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        (differs == 0 && real.len() == token.len()).then_some(person)
    }
}
