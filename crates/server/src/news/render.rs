//! The mails of a digest.

use contract::Digest;
use storage::{DueDigest, InboxRow, NewMail};

use super::{link::Links, words::Tongue};
use crate::{
    app::{App, Room},
    mail::{Paragraph, page},
};

/// Who wants each thing at once gets a mail for each, unless so many wait.
const APART_MAX: usize = 5;
/// After this news are no news any more, ms.
const WORTH_MS: i64 = 3 * 24 * 60 * 60 * 1000;

/// The mails of a digest; none without an address or anything to tell.
pub(super) fn mails(app: &App, room: &Room, digest: &DueDigest, now: i64) -> Vec<NewMail> {
    let Some(address) = &digest.address else { return Vec::new() };
    let apart = digest.digest == Digest::Immediate && digest.items.len() <= APART_MAX;
    let size = if apart { 1 } else { digest.items.len().max(1) };
    let mail = |items| mail(app, room, digest, address, items, now);
    digest.items.chunks(size).map(mail).collect()
}

fn mail(
    app: &App,
    room: &Room,
    digest: &DueDigest,
    address: &str,
    items: &[InboxRow],
    now: i64,
) -> NewMail {
    let tongue = Tongue::of(&digest.language);
    let forum = room.name(tongue.tag());
    let links = Links::new(app, room);
    let count = items.len() as u64 + u64::from(digest.more);
    let subject = match items {
        [one] if digest.more == 0 => tongue.sentence(one),
        _ => tongue.several(count, forum),
    };
    let mut parts = Vec::with_capacity(items.len() * 2 + 4);
    for item in items {
        parts.push(Paragraph::Link(tongue.sentence(item), links.item(item)));
        parts.push(Paragraph::Note(tongue.date(item.at, &room.forum.time_zone)));
    }
    if digest.more > 0 {
        parts.push(Paragraph::Text(tongue.more(digest.more)));
    }
    let unsubscribe = links.unsubscribe(&digest.person_id);
    parts.push(Paragraph::Link(tongue.all().to_owned(), links.inbox()));
    parts.push(Paragraph::Note(tongue.why(forum, digest.digest)));
    parts.push(Paragraph::Link(tongue.stop().to_owned(), unsubscribe.clone()));
    let (text, html) = page(tongue.tag(), forum, &parts);
    let header = |name: &str, value: String| (name.to_owned(), value);
    NewMail {
        id: app.sources().new_id(),
        participant: Some(digest.participant),
        address: address.to_owned(),
        language: tongue.tag().to_owned(),
        subject,
        text,
        html,
        headers: vec![
            header("List-Unsubscribe", format!("<{unsubscribe}>")),
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            header("Auto-Submitted", "auto-generated".to_owned()),
            header("Precedence", "bulk".to_owned()),
        ],
        now_ms: now,
        expires_at: now + WORTH_MS,
    }
}
