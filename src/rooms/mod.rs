//! The rooms: inbox, mail, account, organisations, answers owed, recognitions,
//! the public log. A module of its own, which the widget loads when one is
//! opened, so that the first visit does not pay for it.
//!
//! A room knows the contract, the components and the API; of the widget it knows
//! the context that it was handed.

mod account;
mod api;
mod context;
mod deeds;
mod delete;
mod form;
mod inbox;
mod ledger;
mod list;
mod log;
mod mail;
mod organisation;
mod organisations;
mod people;
mod recognitions;
mod register;
mod verdict;
mod wire;

use std::{cell::RefCell, rc::Rc, sync::Arc};

use contract::{Forum, Me};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use self::{api::Api, context::Context};
use crate::{
    backend::BackendError,
    components::{
        Cx,
        dom::{self, El, Mounted, div, el},
        icons::Icon,
        notice::{notice, skeleton},
        parts,
        timing::focus_soon,
    },
    i18n::{Group, I18n, Key},
    reactive::ArcRwSignal,
};

thread_local! {
    /// Words of rooms that are closed: used again, since they are never freed.
    static FREE: RefCell<Vec<I18n>> = const { RefCell::new(Vec::new()) };
}

/// A room in a view. Dropping it (`free()` in JavaScript) ends it.
#[wasm_bindgen]
pub struct Mount {
    view: Option<Mounted>,
    i18n: I18n,
}

impl Drop for Mount {
    fn drop(&mut self) {
        self.view.take();
        FREE.with_borrow_mut(|free| free.push(self.i18n));
    }
}

/// What everything in a room shares.
#[derive(Clone)]
struct Room(Rc<Inner>);

struct Inner {
    cx: Cx,
    api: Api,
    context: Context,
    /// What it shows, where it shows one thing.
    id: String,
    /// The person, where there is one.
    me: Option<Rc<Me>>,
}

impl std::ops::Deref for Room {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What a room needs before it can be shown.
type Ready = Option<Result<(Arc<Forum>, Option<Rc<Me>>), BackendError>>;

/// Puts the room `name` into `container`. `context` is what the widget hands
/// over (src/state/parts.rs).
#[wasm_bindgen]
#[must_use]
pub fn mount_room(
    container: &HtmlElement,
    _root: &ShadowRoot,
    context: &JsValue,
    name: &str,
    param: &str,
) -> Mount {
    let i18n = FREE.with_borrow_mut(Vec::pop).unwrap_or_default();
    let context = Context::new(context);
    i18n.set(&context.text("lang"), &context.part("messages"));
    let api = Api::new(&context);
    let ready = ArcRwSignal::<Ready>::default();
    let (name, id) = (name.to_owned(), param.to_owned());
    // Within another view there is no place to keep.
    let within = name == "deeds";
    load(&api, &ready);
    let view = dom::mount(container, || {
        let (shown, tried) = (ready.clone(), ready.clone());
        div("room stack-l").swap(
            move || match shown.get() {
                None => String::from("wait"),
                Some(Ok(_)) => String::from("room"),
                Some(Err(error)) => error.code().to_owned(),
            },
            move || {
                Some(match tried.get() {
                    None if within => return None,
                    None => skeleton(&i18n.t(Key::AppLoading), 1),
                    Some(Err(error)) => {
                        let (api, ready) = (api.clone(), tried.clone());
                        let again =
                            parts::button("btn", None, &i18n.t(Key::ActionRetry), move || {
                                load(&api, &ready);
                            });
                        let text = explain(i18n, &error);
                        notice("notice-bad", Icon::Alert, "", &text, vec![again])
                    }
                    Some(Ok((forum, me))) => {
                        i18n.set_zone(&forum.time_zone);
                        let cx = Cx { i18n, forum, level: context.level() };
                        let (api, context, id) = (api.clone(), context.clone(), id.clone());
                        Room(Rc::new(Inner { cx, api, context, id, me })).view(&name)
                    }
                })
            },
        )
    });
    Mount { view: Some(view), i18n }
}

fn load(api: &Api, ready: &ArcRwSignal<Ready>) {
    let (api, ready) = (api.clone(), ready.clone());
    ready.set(None);
    wasm_bindgen_futures::spawn_local(async move {
        let forum = api.get::<Forum>("/v1/forum").await;
        let me = api.me().await;
        ready.set(Some(match (forum, me) {
            (Ok(forum), Ok(me)) => Ok((Arc::new(forum), me.map(Rc::new))),
            // Who is not known may still read what is public.
            (Ok(forum), Err(BackendError::Unauthorised)) => Ok((Arc::new(forum), None)),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }));
    });
}

/// An error as a sentence with what to do next.
fn explain(i18n: I18n, error: &BackendError) -> String {
    let key = match error {
        BackendError::Offline => Key::ErrorNetwork,
        BackendError::Timeout => Key::ErrorTimeout,
        BackendError::Unexpected => Key::ErrorUnreadable,
        BackendError::Oversized => Key::ErrorOversized,
        BackendError::Storage => Key::ErrorStorage,
        BackendError::Unauthorised => Key::ProblemTokenRequired,
        BackendError::NewAccount { .. } => Key::ProblemNewAccount,
        BackendError::RateLimited { retry_after } => {
            return i18n.plural(crate::i18n::Plural::ProblemRateLimited, u64::from(*retry_after));
        }
        BackendError::Problem { code, .. } => return i18n.word(Group::Problem, code.as_str()),
    };
    i18n.t(key)
}

impl Room {
    fn t(&self, key: Key) -> String {
        self.cx.i18n.t(key)
    }

    fn view(&self, name: &str) -> El {
        let personal = matches!(name, "inbox" | "mail" | "account" | "register");
        if personal && self.me.is_none() {
            return self.asks_to_sign_in();
        }
        match name {
            "deeds" => deeds::view(self),
            "inbox" => inbox::view(self),
            "mail" => mail::view(self),
            "account" => account::view(self),
            "register" => register::view(self),
            "organisation" => organisation::view(self),
            "organisations" => organisations::view(self),
            "ledger" => ledger::view(self),
            "recognitions" => recognitions::view(self),
            _ => log::view(self),
        }
    }

    fn asks_to_sign_in(&self) -> El {
        let room = self.clone();
        let sign_in =
            parts::button("btn btn-primary", None, &self.t(Key::SignInButton), move || {
                room.context.sign_in();
            });
        let text = self.t(Key::ProblemTokenRequired);
        let title = self.heading(&self.t(Key::SignInTitle));
        div("stack-l").add(title).add(notice("notice-brand", Icon::Info, "", &text, vec![sign_in]))
    }

    /// The heading of the room; after a step it takes the focus.
    fn heading(&self, text: &str) -> El {
        let heading = el(self.cx.h(0), "view-title").attr("tabindex", "-1").text(text);
        if self.context.takes_focus() {
            focus_soon(&heading.0);
        }
        heading
    }

    /// A heading within the room.
    fn section(&self, key: Key) -> El {
        el(self.cx.h(1), "section-title").text(&self.t(key))
    }

    fn error(&self, error: &BackendError) -> El {
        notice("notice-bad", Icon::Alert, "", &explain(self.cx.i18n, error), Vec::new())
    }

    /// A link to another view of the widget.
    fn link(&self, class: &str, view: &'static str, id: &str) -> El {
        let (room, id) = (self.clone(), id.to_owned());
        parts::link(class, "#", move || room.context.navigate(view, &id))
    }

    fn day(&self, at: &str) -> El {
        crate::components::author::time(at, &self.cx.i18n.date(at))
    }
}
