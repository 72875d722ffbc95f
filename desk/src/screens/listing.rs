//! What a list shows while it is on its way, empty, or not to be had.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, notice},
    i18n::Key,
    state::{ApiError, Desk, Listing, Load},
};

/// What stands where there is nothing: an icon, a title, and a text.
pub(super) type Nothing = (Icon, Key, Key);

/// A list with the ways to try again and to more.
pub(super) fn listing<T: Clone + Send + Sync>(
    desk: Desk,
    list: Listing<T>,
    nothing: Nothing,
    again: impl Fn() + Copy + Send + Sync + 'static,
    more: impl Fn() + Copy + Send + Sync + 'static,
    row: impl Fn(&T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let items = move || match list.load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => failed(desk, &error, again),
        Load::Ready => {
            let items = list.items.get();
            if items.is_empty() {
                let (icon, title, text) = nothing;
                return notice::empty(icon, desk.t(title), desk.t(text));
            }
            let rows: Vec<AnyView> = items.iter().map(&row).collect();
            view! { <ol class="dk-log">{rows}</ol> }.into_any()
        }
    };
    view! { {items}{move || to_more(desk, list.next.with(Option::is_some), more)} }.into_any()
}

/// Why something is not here, with the way to try again.
pub(super) fn failed(
    desk: Desk,
    error: &ApiError,
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let why = error.say(desk.words());
    notice::notice("bad", Icon::Alert, retry(desk, why, again))
}

fn retry(desk: Desk, why: String, again: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    view! {
        <p>{why}</p>
        <p><button type="button" class="btn" on:click=move |_| again()>{desk.t(Key::ActionRetry)}</button></p>
    }
    .into_any()
}

fn to_more(
    desk: Desk,
    there_is: bool,
    more: impl Fn() + Copy + Send + Sync + 'static,
) -> Option<AnyView> {
    there_is.then(|| {
        view! { <p><button type="button" class="btn" on:click=move |_| more()>{desk.t(Key::QueueMore)}</button></p> }
            .into_any()
    })
}

/// What failed about one item of a list.
pub(super) fn remark<T: Clone + Send + Sync>(list: Listing<T>, id: String) -> AnyView {
    (move || {
        let (about, why) = list.remark.get()?;
        (about == id).then(|| notice::notice("bad", Icon::Alert, view! { <p>{why}</p> }))
    })
    .into_any()
}

/// The head of a screen: its name, what it is for, and what can be begun there.
pub(super) fn head(desk: Desk, title: Key, text: Key, begin: Option<(String, Key)>) -> AnyView {
    let begin = begin.map(|(href, key)| {
        view! { <a class="btn btn-primary" href=href>{desk.t(key)}</a> }.into_any()
    });
    view! {
        <div class="dk-top">
            <h1 class="view-title" id=crate::state::TITLE tabindex="-1">{desk.t(title)}</h1>
            {begin}
        </div>
        <p class="muted dk-about">{desk.t(text)}</p>
    }
    .into_any()
}
