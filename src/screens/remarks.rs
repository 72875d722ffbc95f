//! What stands above the form: a draft that was found, another tab, a browser
//! that keeps nothing, a newer version, a refusal.

use contract::ProblemCode;

use super::{compose::Form, words};
use crate::{
    backend::BackendError,
    components::{
        Cx,
        dom::{El, div, el},
        icons::Icon,
        notice::notice,
        parts, rich,
    },
    i18n::Key,
    state::App,
};

impl Form {
    /// A draft that was found, another tab, a browser that keeps nothing, a
    /// newer version.
    pub(super) fn notices(&self, step: u8) -> El {
        let (app, i18n, cx) = (self.app, self.cx.i18n, self.cx.clone());
        let found = move || {
            step == 0
                && app.compose.found.get()
                && app.compose.editing.with(Option::is_none)
                && app.compose.draft.with(|draft| !draft.title.is_empty() || !draft.body.is_empty())
        };
        let stale = move || {
            app.compose.sending.with(|progress| {
                matches!(
                    progress.error(),
                    Some(BackendError::Problem { code: ProblemCode::Stale, .. })
                )
            })
        };
        let refused = move || {
            app.compose.sending.with(|progress| match progress.error() {
                Some(BackendError::Problem { code: ProblemCode::Stale, .. }) | None => {
                    String::new()
                }
                Some(BackendError::Problem { fields, .. }) if !fields.is_empty() => String::new(),
                Some(error) => error.code().to_owned(),
            })
        };
        let told = refused;
        div("stack")
            .swap(
                move || found().to_string(),
                move || {
                    found().then(|| {
                        let discard = parts::button(
                            "btn btn-quiet",
                            None,
                            &i18n.t(Key::DraftDiscard),
                            move || app.discard_draft(),
                        );
                        notice(
                            "notice-brand",
                            Icon::Pen,
                            "",
                            &i18n.t(Key::DraftFound),
                            vec![discard],
                        )
                    })
                },
            )
            .swap(
                move || app.compose.unsaved.get().to_string(),
                move || {
                    app.compose.unsaved.get().then(|| {
                        notice(
                            "notice-wait",
                            Icon::Alert,
                            "",
                            &i18n.t(Key::DraftNotSaved),
                            Vec::new(),
                        )
                    })
                },
            )
            .swap(
                move || app.compose.elsewhere.get().to_string(),
                move || {
                    app.compose.elsewhere.get().then(|| {
                        notice(
                            "notice-wait",
                            Icon::Info,
                            "",
                            &i18n.t(Key::DraftElsewhere),
                            Vec::new(),
                        )
                    })
                },
            )
            .swap(move || stale().to_string(), move || stale().then(|| newer(app, &cx)))
            .swap(told, move || {
                let error = app.compose.sending.with(|progress| progress.error().cloned())?;
                (!refused().is_empty()).then(|| {
                    if matches!(error, BackendError::NewAccount { .. }) {
                        return words::refused(app, &error);
                    }
                    notice(
                        "notice-bad",
                        Icon::Alert,
                        &i18n.t(Key::ErrorTitle),
                        &words::unsent(app, &error),
                        Vec::new(),
                    )
                })
            })
    }
}

/// The submission was edited elsewhere: the newer text to look at, and a way
/// to save one's own over it. Nothing typed is lost.
fn newer(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let words = cx.clone();
    let shown = div("").swap(
        move || app.compose.newer.get().map(|item| item.version.to_string()).unwrap_or_default(),
        move || {
            let item = app.compose.newer.get()?;
            let text = div("stack")
                .add(
                    el(words.h(1), "card-title")
                        .attr("lang", &item.language)
                        .attr("dir", "auto")
                        .text(&item.title),
                )
                .add(rich::rich(&item.body, &item.language));
            Some(div("panel").add(text))
        },
    );
    let look = parts::button("btn", None, &i18n.t(Key::ComposeNewer), move || app.look_at_newer());
    notice("notice-wait", Icon::Info, "", &i18n.t(Key::ProblemStale), vec![look, shown])
}
