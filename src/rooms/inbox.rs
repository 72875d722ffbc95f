//! What a person was told.

use contract::{Inbox, InboxItem, InboxKind, InboxRead};

use super::{Room, api::query, list::Pages};
use crate::{
    components::{
        chip::chip,
        dom::{El, div, el, p, span},
        icons::{Icon, icon},
    },
    i18n::{Group, Key},
};

/// The room.
pub(super) fn view(room: &Room) -> El {
    let asks = room.clone();
    let pages = Pages::new(move |cursor| {
        let room = asks.clone();
        let first = cursor.is_none();
        let answer = room.api.get::<Inbox>(&query("/v1/me/inbox", &[], cursor.as_deref()));
        Box::pin(async move {
            let inbox = answer.await?;
            // What stands on screen now has been seen.
            if let Some(newest) = inbox.page.items.first().filter(|_| first && inbox.unread > 0) {
                let seen = InboxRead { up_to: newest.id.clone() };
                let read = room.api.send::<_, ()>("POST", "/v1/me/inbox/read", &seen);
                wasm_bindgen_futures::spawn_local(async move {
                    if read.await.is_ok() {
                        room.context.changed("me");
                    }
                });
            }
            Ok(inbox.page)
        })
    });
    let built = room.clone();
    let list =
        pages.view(room, Key::InboxEmpty, |item| item.id.clone(), move |item| one(&built, item));
    div("stack-l")
        .add(room.heading(&room.t(Key::InboxTitle)))
        .add(p("", "").add(room.link("", "mail", "").text(&room.t(Key::MailTitle))))
        .add(list)
}

fn one(room: &Room, item: &InboxItem) -> El {
    let words = sentence(room, item);
    let mut head = div("chips").add(icon(mark(item.kind)));
    if !item.read {
        head = head.add(chip("chip-brand", Icon::Info, &room.t(Key::InboxNew)));
    }
    head = head.add(el("span", "meta").add(room.day(&item.at)));
    let text = match (&item.submission_id, item.kind) {
        (Some(id), _) => room.link("", "submission", id).text(&words),
        (None, InboxKind::Organisation) => {
            room.link("", "organisation", &item.target.id).text(&words)
        }
        (None, InboxKind::Announced) if item.target.kind == contract::TargetKind::Thread => {
            room.link("", "thread", &item.target.id).text(&words)
        }
        _ => span("", &words),
    };
    el("article", "card").add(head).add(p("card-text-full", "").add(text.attr("dir", "auto")))
}

const fn mark(kind: InboxKind) -> Icon {
    match kind {
        InboxKind::Decided | InboxKind::AppealJudged => Icon::Info,
        InboxKind::EditRequested => Icon::Pen,
        InboxKind::DuplicateProposed => Icon::Link,
        InboxKind::Answered | InboxKind::Announced => Icon::Host,
        InboxKind::Commented => Icon::Talk,
        InboxKind::Recognised => Icon::Star,
        InboxKind::Organisation => Icon::Done,
    }
}

/// What the item tells, in the reader's language.
fn sentence(room: &Room, item: &InboxItem) -> String {
    let i18n = room.cx.i18n;
    let word = item.word.as_deref().unwrap_or_default();
    let shown = match item.kind {
        InboxKind::Answered => room.cx.name(&room.cx.forum.statuses, Group::Status, word),
        _ => word.to_owned(),
    };
    let values = [("title", item.title.as_str()), ("word", shown.as_str())];
    let own = [item.kind.as_str(), ".", word].concat();
    i18n.word_with(Group::InboxKind, &own, &values)
        .or_else(|| i18n.word_with(Group::InboxKind, item.kind.as_str(), &values))
        .unwrap_or_else(|| item.title.clone())
}
