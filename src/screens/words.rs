//! Problems in words, and where to go from them.

use contract::{Capability, FieldError, ProblemCode};

use crate::{
    backend::BackendError,
    components::{
        dom::{El, div, p},
        icons::{Icon, icon},
        notice::notice,
        parts,
    },
    i18n::{Group, Key, Plural},
    state::App,
};

/// An error as a notice, with a button to try again where that may help.
pub(super) fn failure(app: App, error: &BackendError, retry: impl Fn() + 'static) -> El {
    let i18n = app.i18n;
    let (tone, mark, title) = match error {
        BackendError::Offline | BackendError::Timeout => {
            ("notice-wait", Icon::Offline, Key::OfflineTitle)
        }
        _ => ("notice-bad", Icon::Alert, Key::ErrorTitle),
    };
    let again = error.is_unreadable() || error.is_passing() || *error == BackendError::Storage;
    let actions = if again {
        vec![parts::button("btn", None, &i18n.t(Key::ActionRetry), retry)]
    } else {
        Vec::new()
    };
    notice(tone, mark, &i18n.t(title), &app.explain(error), actions)
}

/// Why something was not sent; a new account sees how long it waits.
pub(super) fn refused(app: App, error: &BackendError) -> El {
    if !matches!(error, BackendError::NewAccount { .. }) {
        return notice("notice-bad", Icon::Alert, "", &unsent(app, error), Vec::new());
    }
    let i18n = app.i18n;
    let words = move || i18n.plural(Plural::ProblemNewAccountWait, app.ui.wait.get().into());
    div("notice notice-wait")
        .add(icon(Icon::Clock))
        .add(div("notice-body").add(p("", "").text_live(words)))
}

/// Why something new was not taken, and that it may be there all the same.
pub(super) fn unsent(app: App, error: &BackendError) -> String {
    let why = app.explain(error);
    if error.is_doubtful() && app.lacks(Capability::Idempotency) {
        return [&why, " ", &app.i18n.t(Key::OutboxAsks)].concat();
    }
    why
}

/// True where something is not there, or not any more, whoever asks.
pub(super) fn is_gone(error: &BackendError) -> bool {
    matches!(
        error,
        BackendError::Problem { code: ProblemCode::NotFound | ProblemCode::Withdrawn, .. }
    )
}

/// A field that a backend refused, in words: by its own message where we have
/// one for it, else by what is wrong in general.
pub(super) fn field_words(app: App, error: &FieldError) -> String {
    let i18n = app.i18n;
    let base = error.field.split(['[', '.']).next().unwrap_or_default();
    let own = [base, ".", error.code.as_str()].concat();
    let known = i18n.word(Group::Field, &own);
    if known != own {
        return known;
    }
    let name = i18n.word(Group::ComposeName, base);
    let filled = [("field", name.as_str())];
    match error.code {
        contract::FieldCode::TooLong => i18n.plural_with(Plural::FieldTooLong, 0, &filled),
        contract::FieldCode::TooMany => i18n.plural_with(Plural::FieldTooMany, 0, &filled),
        contract::FieldCode::Required => i18n.t_with(Key::FieldRequired, &filled),
        contract::FieldCode::Invalid => i18n.t_with(Key::FieldInvalid, &filled),
        contract::FieldCode::Unknown => i18n.t_with(Key::FieldUnknown, &filled),
        contract::FieldCode::Repeated => i18n.t_with(Key::FieldRepeated, &filled),
    }
}
