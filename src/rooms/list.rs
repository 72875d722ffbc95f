//! Lists that come in pages.

use std::rc::Rc;

use contract::Page;

use super::Room;
use crate::{
    backend::{Answer, BackendError},
    components::{
        dom::{El, div, el},
        icons::Icon,
        notice::{empty, skeleton},
        parts,
    },
    i18n::Key,
    reactive::ArcRwSignal,
};

/// How a page is asked for, by its cursor.
type Ask<T> = Rc<dyn Fn(Option<String>) -> Answer<Page<T>>>;

/// A list that comes in pages.
pub(super) struct Pages<T: 'static> {
    /// What is loaded.
    pub(super) items: ArcRwSignal<Vec<Rc<T>>>,
    next: ArcRwSignal<Option<String>>,
    /// `Ok(false)` while it loads.
    state: ArcRwSignal<Result<bool, BackendError>>,
    ask: Ask<T>,
}

impl<T> Clone for Pages<T> {
    fn clone(&self) -> Self {
        Self {
            items: self.items.clone(),
            next: self.next.clone(),
            state: self.state.clone(),
            ask: self.ask.clone(),
        }
    }
}

impl<T> Pages<T> {
    /// A list whose first page is on its way.
    pub(super) fn new(ask: impl Fn(Option<String>) -> Answer<Page<T>> + 'static) -> Self {
        let pages = Self {
            items: ArcRwSignal::default(),
            next: ArcRwSignal::default(),
            state: ArcRwSignal::new(Ok(false)),
            ask: Rc::new(ask),
        };
        pages.load(None);
        pages
    }

    /// Loads the first page anew.
    pub(super) fn reload(&self) {
        self.load(None);
    }

    fn load(&self, cursor: Option<String>) {
        let pages = self.clone();
        self.state.set(Ok(false));
        wasm_bindgen_futures::spawn_local(async move {
            let first = cursor.is_none();
            match (pages.ask)(cursor).await {
                Ok(page) => {
                    pages.items.update(|items| {
                        if first {
                            items.clear();
                        }
                        items.extend(page.items.into_iter().map(Rc::new));
                    });
                    pages.next.set(page.next_cursor);
                    pages.state.set(Ok(true));
                }
                Err(error) => pages.state.set(Err(error)),
            }
        });
    }

    /// The list, and what stands at its end. `key` tells items apart; `nothing`
    /// is said where there are none.
    pub(super) fn view(
        &self,
        room: &Room,
        nothing: Key,
        key: fn(&T) -> String,
        build: impl Fn(&T) -> El + 'static,
    ) -> El {
        let (items, find) = (self.items.clone(), self.items.clone());
        let any = self.items.clone();
        let list = el("ol", "cards")
            .each(
                move || items.with(|items| items.iter().map(|item| key(item)).collect()),
                move |name| {
                    let items = find.get();
                    let item = items.iter().find(|item| key(item) == name);
                    el("li", "").add_opt(item.map(|item| build(item)))
                },
            )
            .show(move || any.with(|items| !items.is_empty()));
        let (pages, room) = (self.clone(), room.clone());
        let (state, more, items) = (self.state.clone(), self.next.clone(), self.items.clone());
        let name = move || {
            let none = items.with(Vec::is_empty);
            match state.get() {
                Err(error) => error.code().to_owned(),
                Ok(true) if none => String::from("empty"),
                Ok(false) if none => String::from("wait"),
                _ if more.with(Option::is_some) => String::from("more"),
                _ => String::new(),
            }
        };
        let told = name.clone();
        let end = div("").swap(name, move || {
            let again = pages.clone();
            Some(match told().as_str() {
                "" => return None,
                "wait" => skeleton(&room.t(Key::AppLoading), 1),
                "empty" => empty(Icon::Talk, &room.t(nothing), "", Vec::new()),
                "more" => parts::button("btn", None, &room.t(Key::ListMoreUnknown), move || {
                    again.load(again.next.get_untracked());
                }),
                _ => {
                    let error = pages.state.get().err()?;
                    let retry = parts::button("btn", None, &room.t(Key::ActionRetry), move || {
                        again.reload();
                    });
                    div("stack").add(room.error(&error)).add(retry)
                }
            })
        });
        div("stack").add(list).add(end)
    }
}
