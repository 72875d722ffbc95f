//! The ways into the rooms, and the place where one stands.

use contract::{Capability, ProblemCode, Role};

use super::{thread::gone, words};
use crate::{
    backend::BackendError,
    components::{
        Cx,
        dom::{El, div, el, p, span},
        icons::{Icon, icon},
        parts,
    },
    i18n::{Key, Plural},
    reactive::{ArcRwSignal, untrack},
    state::{App, Part, Progress, Route},
};

/// The place of a room.
pub(super) fn room(app: App, cx: &Cx, name: &str, id: &str) -> El {
    if !app.has_rooms() {
        return gone(app, cx, &app.explain(&BackendError::problem(ProblemCode::NotFound)));
    }
    let part = Part::Room(name.to_owned(), id.to_owned());
    div("view").add(place(app, part))
}

/// What was decided about a submission or comment of one's own, what says the
/// same, and what its answer said before: rare, and so a part of its own.
pub(super) fn deeds(app: App, what: &[&str]) -> El {
    place(app, Part::Room(String::from("deeds"), what.join(" ")))
}

/// A place for a part: grey lines while it loads, and why it does not.
pub(super) fn place(app: App, part: Part) -> El {
    let progress = ArcRwSignal::new(Progress::Busy);
    let (going, shown) = (progress.clone(), progress.clone());
    let box_ = div("part");
    let inside = box_.0.clone();
    // Again with another count: the part is loaded once more.
    let again = ArcRwSignal::new(0_u32);
    let tries = again.clone();
    let held = el("div", "").swap(
        move || tries.get().to_string(),
        move || {
            app.open_part(part.clone(), inside.as_ref(), progress.clone());
            None
        },
    );
    let state = div("").swap(
        move || match going.get() {
            Progress::Busy => String::from("wait"),
            Progress::Failed(error) => error.code().to_owned(),
            _ => String::new(),
        },
        move || match shown.get() {
            Progress::Busy => Some(p("meta", &app.i18n.t(Key::AppLoading))),
            Progress::Failed(error) => {
                let again = again.clone();
                Some(words::failure(app, &error, move || {
                    again.update(|tries| *tries = tries.wrapping_add(1));
                }))
            }
            _ => None,
        },
    );
    div("").add(held).add(state).add(box_)
}

fn to(app: App, name: &str, word: &str) -> El {
    let route = Route::Room { name: name.to_owned(), id: String::new() };
    parts::link("", &app.href(&route), move || app.go(route.clone())).text(word)
}

/// The inbox in the head, with how much is new in it.
pub(super) fn inbox_link(app: App) -> El {
    let i18n = app.i18n;
    let unread = move || app.session.me.with(|me| me.as_ref().map(|me| me.unread));
    div("inbox").swap(
        move || {
            let shown = app.can(Capability::Inbox);
            unread().filter(|_| shown).map(|n| n.to_string()).unwrap_or_default()
        },
        move || {
            let unread = untrack(unread).filter(|_| untrack(|| app.can(Capability::Inbox)))?;
            let word = i18n.t(Key::RoomInbox);
            let link = to(app, "inbox", "").attr("class", "back").add(icon(Icon::Talk));
            if unread == 0 {
                return Some(link.add(span("", &word)));
            }
            let more = i18n.plural(Plural::RoomInboxUnread, unread.into());
            let badge = span("unread num", &i18n.number(unread.into())).attr("aria-hidden", "true");
            Some(link.add(span("", &word)).add(span("sr", &[" ", &more].concat())).add(badge))
        },
    )
}

/// The rooms that this backend has, for this person.
pub(super) fn links(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let shown = move || -> Vec<(&'static str, Key)> {
        let known = app.session.me.with(Option::is_some);
        [
            (Capability::Account, known, "account", Key::RoomAccount),
            (Capability::Organisations, true, "organisations", Key::RoomOrganisations),
            (Capability::Answers, true, "ledger", Key::RoomLedger),
            (Capability::Recognitions, true, "recognitions", Key::RoomRecognitions),
            (Capability::Moderation, true, "log", Key::RoomLog),
        ]
        .into_iter()
        .filter(|(what, now, ..)| *now && app.has_rooms() && app.can(*what))
        .map(|(.., name, key)| (name, key))
        .collect()
    };
    div("").swap(
        move || shown().iter().map(|(name, _)| *name).collect(),
        move || {
            let list = untrack(shown);
            (!list.is_empty()).then(|| {
                let list = list.into_iter().fold(el("ul", "rooms"), |list, (name, key)| {
                    list.add(el("li", "").add(to(app, name, &i18n.t(key))))
                });
                el("nav", "rooms-nav").attr("aria-label", &i18n.t(Key::RoomNav)).add(list)
            })
        },
    )
}

/// What a moderator can do about something, where it stands: a button that
/// opens it below.
pub(super) fn moderate(app: App, kind: &'static str, id: &str) -> El {
    let (name, id) = ([kind, " ", id].concat(), id.to_owned());
    let open = app.ui.moderating;
    let (here, now, press) = (name.clone(), name.clone(), name);
    let is_moderator = move || {
        app.can(Capability::Moderation)
            && app
                .session
                .me
                .with(|me| me.as_ref().is_some_and(|me| me.roles.contains(&Role::Moderator)))
    };
    div("").swap(
        move || is_moderator().to_string(),
        move || {
            if !untrack(is_moderator) {
                return None;
            }
            let (now, press, here, id) = (now.clone(), press.clone(), here.clone(), id.clone());
            let shown = here.clone();
            let button = el("button", "btn btn-quiet")
                .attr("type", "button")
                .add(icon(Icon::Lock))
                .add(span("", &app.i18n.t(Key::ModerateOpen)))
                .attr_live("aria-expanded", move || Some(open.with(|at| *at == now).to_string()))
                .click(move || {
                    let opened = open.with_untracked(|at| *at == press);
                    open.set(if opened { String::new() } else { press.clone() });
                });
            Some(div("").add(button).swap(
                move || open.with(|at| *at == here).to_string(),
                move || {
                    open.with_untracked(|at| *at == shown)
                        .then(|| place(app, Part::Actions(kind, id.clone())))
                },
            ))
        },
    )
}
