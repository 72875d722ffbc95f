//! The third step: who writes, as the sign-in says, and in which language.

use std::rc::Rc;

use contract::Author;

use super::{
    compose::{Form, offered},
    deeds::speaks_for,
};
use crate::{
    components::{
        Cx, Do,
        dom::{El, div, el, p},
        icons::Icon,
        notice::notice,
        parts,
    },
    i18n::Key,
    state::App,
};

/// The step.
pub(super) fn about(form: &Form) -> El {
    let (app, i18n) = (form.app, form.cx.i18n);
    let cx = form.cx.clone();
    let who = div("").swap(
        move || app.session.me.get().map(|me| me.author.id.clone()).unwrap_or_default(),
        move || {
            let known = app.session.me.get().map(|me| person(&cx, &me.author));
            Some(known.unwrap_or_else(|| nobody(app)))
        },
    );
    let choose: Do<String> = Rc::new(move |tag| app.write(|draft| draft.language = tag));
    let chosen = move || app.compose.draft.with(|draft| draft.language.clone());
    let language = parts::select(
        "of-text-lang",
        &i18n.t(Key::ComposeNameLanguage),
        &offered(app),
        Rc::new(chosen),
        choose,
    );
    let speaks = speaks_for(
        app,
        "of-text-for",
        Rc::new(move || {
            app.compose.draft.with(|draft| draft.organisation.clone()).unwrap_or_default()
        }),
        Rc::new(move |id: String| {
            app.write(|draft| draft.organisation = Some(id).filter(|id| !id.is_empty()));
        }),
    )
    .filter(|_| app.compose.editing.with_untracked(Option::is_none));
    div("stack-l").add(who).add_opt(speaks).add(div("").add(language))
}

/// The person that the sign-in names.
fn person(cx: &Cx, author: &Author) -> El {
    let i18n = cx.i18n;
    let organisation = author.organisation.as_ref().map(|organisation| organisation.name.clone());
    let sector = author.sector.as_ref().map(|id| cx.sector(id));
    let country = author.country.as_ref().map(|id| i18n.term(&cx.forum.countries, id));
    let rows = [
        (Key::ComposeAboutName, author.name.clone()),
        (Key::ComposeAboutOrganisation, organisation.unwrap_or_default()),
        (Key::ComposeAboutSector, sector.unwrap_or_default()),
        (Key::ComposeAboutCountry, country.unwrap_or_default()),
    ];
    let list = rows.into_iter().fold(el("dl", "pairs"), |list, (key, text)| {
        let shown = if text.is_empty() { i18n.t(Key::CommonNotGiven) } else { text };
        list.add(el("dt", "").text(&i18n.t(key))).add(el("dd", "").add(el("bdi", "").text(&shown)))
    });
    div("panel")
        .add(p("label", &i18n.t(Key::ComposeAboutAs)))
        .add(list)
        .add(p("hint", &i18n.t(Key::ComposeAboutHint)))
}

/// Nobody is signed in yet: the draft stays meanwhile.
fn nobody(app: App) -> El {
    let i18n = app.i18n;
    let sign_in = parts::button("btn", None, &i18n.t(Key::SignInButton), move || {
        app.needs_person();
    });
    notice("notice-brand", Icon::Info, "", &i18n.t(Key::ComposeAboutSignIn), vec![sign_in])
}
