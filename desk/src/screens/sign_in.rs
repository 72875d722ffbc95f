//! Nobody is signed in, or somebody who has nothing to do here.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, notice},
    i18n::Key,
    state::Desk,
};

/// The ways to sign in.
pub(super) fn view(desk: Desk, was_in: bool) -> AnyView {
    let blocked = RwSignal::new(false);
    let ended = was_in
        .then(|| notice::notice("wait", Icon::Info, view! { <p>{desk.t(Key::SignInEnded)}</p> }));
    let open = move |_| blocked.set(!desk.open_sign_in());
    let own = move || {
        desk.has_sign_in().then(|| {
            view! {
                <p><button type="button" class="btn btn-primary" on:click=open>{desk.t(Key::SignInButton)}</button></p>
                {move || blocked.get().then(|| notice::notice("bad", Icon::Alert, view! { <p>{desk.t(Key::SignInBlocked)}</p> }))}
            }
        })
    };
    view! {
        <main class="dk-main dk-sign-in stack">
            <h1 class="view-title">{desk.t(Key::SignInTitle)}</h1>
            {ended}
            <p class="muted">{desk.t(Key::SignInText)}</p>
            {own}
            {move || demo(desk)}
        </main>
    }
    .into_any()
}

/// The pretended identities of a demonstration.
fn demo(desk: Desk) -> AnyView {
    let identities = desk.session.identities.get();
    if identities.is_empty() {
        let none = !desk.has_sign_in();
        return none
            .then(|| notice::notice("", Icon::Info, view! { <p>{desk.t(Key::SignInNone)}</p> }))
            .into_any();
    }
    let words = desk.words();
    let buttons: Vec<AnyView> = identities
        .iter()
        .cloned()
        .map(|identity| {
            let (name, about) = (identity.name.clone(), words.pick(&identity.description));
            view! {
                <li>
                    <button type="button" class="btn btn-wide dk-identity" on:click=move |_| desk.take_identity(&identity)>
                        <b><bdi>{name}</bdi></b><span class="muted">{about}</span>
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="demo-title">
            <h2 class="section-title" id="demo-title">{desk.t(Key::SignInDemo)}</h2>
            <p class="muted">{desk.t(Key::SignInDemoText)}</p>
            <ul class="dk-identities">{buttons}</ul>
        </section>
    }
    .into_any()
}

/// Signed in, and neither moderator nor official.
pub(super) fn refused(desk: Desk) -> AnyView {
    view! {
        <main class="dk-main dk-sign-in stack">
            <h1 class="view-title">{desk.t(Key::RefusedTitle)}</h1>
            <p>{desk.t(Key::RefusedText)}</p>
            <p><button type="button" class="btn" on:click=move |_| desk.sign_out()>{desk.t(Key::SignInOther)}</button></p>
            {move || demo(desk)}
        </main>
    }
    .into_any()
}
