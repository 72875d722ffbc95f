//! The queue: list, the open thing, and the panel, side by side or one after
//! the other.

use contract::QueueKind;
use leptos::prelude::*;

use super::{filter, item, panel, rows};
use crate::{
    components::{
        icon::{Icon, icon},
        notice,
    },
    i18n::Key,
    state::{Desk, Load, QUEUE_TITLE, Route},
};

/// The screen.
pub(super) fn view(desk: Desk) -> AnyView {
    desk.keep_watch();
    let open = move || desk.moderation().queue.open.with(Option::is_some);
    let alone = move || desk.prefs.alone.get();
    view! {
        <main class="dk-main dk-queue" class:dk-open=open class:dk-alone=alone>
            <div class="dk-top">
                <h1 class="view-title" id=QUEUE_TITLE tabindex="-1">{desk.t(Key::MenuQueue)}</h1>
                <div class="row">
                    <button type="button" class="btn btn-quiet dk-wide" aria-pressed=move || alone().to_string()
                        on:click=move |_| desk.toggle_alone()>{desk.t(Key::QueueAlone)}</button>
                    <button type="button" class="btn btn-quiet" on:click=move |_| desk.show_help(true)>
                        {move || desk.t(if desk.prefs.shortcuts.get() { Key::ShortcutsOn } else { Key::ShortcutsOff })}
                    </button>
                </div>
            </div>
            {tabs(desk)}
            <div class="dk-cols">
                <section class="dk-list" aria-labelledby=QUEUE_TITLE>
                    {filter::view(desk)}
                    {remarks(desk)}
                    {rows::view(desk)}
                </section>
                <div class="dk-item">
                    <button type="button" class="btn btn-quiet dk-back" on:click=move |_| back(desk)>
                        {icon(Icon::Back)}<span>{desk.t(Key::QueueBack)}</span>
                    </button>
                    {item::view(desk)}
                </div>
                <div class="dk-side">{panel::view(desk)}{panel::held(desk)}</div>
                <div class="dk-more">{item::more(desk)}</div>
            </div>
        </main>
    }
    .into_any()
}

fn back(desk: Desk) {
    let kind = desk.moderation().queue.filter.with_untracked(|filter| filter.kind);
    let last = desk.moderation().queue.open.get_untracked();
    desk.go(Route::queue(kind));
    desk.close_item();
    match last {
        Some(target) => desk.focus(&crate::state::row_id(&target)),
        None => desk.focus(QUEUE_TITLE),
    }
}

fn tabs(desk: Desk) -> AnyView {
    let tab = |kind: QueueKind| {
        let current = move || {
            desk.moderation().queue.filter.with(|filter| (filter.kind == kind).then_some("page"))
        };
        let count = move || desk.words().number(desk.count(kind));
        let href = Route::queue(kind).hash();
        let name = desk.words().word("kind", kind.as_str());
        view! {
            <li><a href=href aria-current=current><span>{name}</span>" "<b class="num">{count}</b></a></li>
        }
        .into_any()
    };
    let tabs: Vec<AnyView> = QueueKind::ALL.iter().map(|kind| tab(*kind)).collect();
    view! { <nav class="dk-tabs" aria-label=desk.t(Key::QueueTabs)><ul>{tabs}</ul></nav> }
        .into_any()
}

/// What became of decisions that did not go through.
fn remarks(desk: Desk) -> AnyView {
    (move || {
        let remarks = desk.moderation().queue.remarks.get();
        (!remarks.is_empty()).then(|| {
            let lines: Vec<AnyView> =
                remarks.into_iter().map(|text| view! { <p>{text}</p> }.into_any()).collect();
            notice::notice("bad", Icon::Alert, view! {
                {lines}
                <p><button type="button" class="btn" on:click=move |_| desk.moderation().queue.remarks.set(vec![])>{desk.t(Key::ActionUnderstood)}</button></p>
            })
        })
    })
    .into_any()
}

/// What stands in the place of rows where there are none.
pub(super) fn nothing(desk: Desk) -> AnyView {
    match desk.moderation().queue.load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => {
            let text = error.say(desk.words());
            notice::notice(
                "bad",
                Icon::Alert,
                view! {
                    <p>{text}</p>
                    <p><button type="button" class="btn" on:click=move |_| desk.load_queue()>{desk.t(Key::ActionRetry)}</button></p>
                },
            )
        }
        Load::Ready if desk.moderation().queue.filter.with(|filter| filter.active() > 0) => {
            notice::empty(Icon::Info, desk.t(Key::QueueNoMatch), desk.t(Key::QueueNoMatchText))
        }
        Load::Ready => {
            notice::empty(Icon::Done, desk.t(Key::QueueEmpty), desk.t(Key::QueueEmptyText))
        }
    }
}
