//! The third step: who writes, as the sign-in says, and in which language.

use std::rc::Rc;

use super::compose::{Form, languages};
use crate::{
    components::{
        Do,
        dom::{El, div, el, p},
        icons::Icon,
        notice::notice,
        parts,
    },
    i18n::Key,
};

/// The step.
pub(super) fn about(form: &Form) -> El {
    let (app, i18n) = (form.app, form.cx.i18n);
    let cx = form.cx.clone();
    let who = div("").swap(
        move || app.session.me.get().map(|me| me.author.id.clone()).unwrap_or_default(),
        move || {
            Some(match app.session.me.get() {
                Some(me) => {
                    let author = &me.author;
                    let row = |key, text: String| {
                        let shown =
                            if text.is_empty() { i18n.t(Key::CommonNotGiven) } else { text };
                        [
                            el("dt", "").text(&i18n.t(key)),
                            el("dd", "").add(el("bdi", "").text(&shown)),
                        ]
                    };
                    let organisation =
                        author.organisation.as_ref().map(|organisation| organisation.name.clone());
                    let country =
                        author.country.as_ref().map(|id| i18n.term(&cx.forum.countries, id));
                    let rows = [
                        row(Key::ComposeAboutName, author.name.clone()),
                        row(Key::ComposeAboutOrganisation, organisation.unwrap_or_default()),
                        row(
                            Key::ComposeAboutSector,
                            author.sector.as_ref().map(|id| cx.sector(id)).unwrap_or_default(),
                        ),
                        row(Key::ComposeAboutCountry, country.unwrap_or_default()),
                    ];
                    div("panel")
                        .add(p("label", &i18n.t(Key::ComposeAboutAs)))
                        .add(el("dl", "pairs").add_all(rows.into_iter().flatten().collect()))
                        .add(p("hint", &i18n.t(Key::ComposeAboutHint)))
                }
                None => {
                    let sign_in =
                        parts::button("btn", None, &i18n.t(Key::SignInButton), move || {
                            app.needs_person();
                        });
                    notice(
                        "notice-brand",
                        Icon::Info,
                        "",
                        &i18n.t(Key::ComposeAboutSignIn),
                        vec![sign_in],
                    )
                }
            })
        },
    );
    let choose: Do<String> = Rc::new(move |tag| app.write(|draft| draft.language = tag));
    let chosen = move || app.compose.draft.with(|draft| draft.language.clone());
    let language = parts::select(
        "of-text-lang",
        &i18n.t(Key::ComposeNameLanguage),
        &languages(app),
        Rc::new(chosen),
        choose,
    );
    div("stack-l").add(who).add(div("").add(language))
}
