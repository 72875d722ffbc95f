//! Dialogs of one submission: reporting, and taking one's own back.

use std::rc::Rc;

use contract::{FlagDraft, FlagReason};

use crate::{
    backend::Target,
    components::{
        Ask, Cx, Do, dialog,
        dom::{El, div, p},
        field::{self, Choice, Field},
        icons::Icon,
        notice::notice,
        parts,
    },
    i18n::{Group, Key},
    state::{App, Progress},
};

/// The id of the first reason, where the summary of problems would lead.
const REASON: &str = "of-reason";

/// The dialog in which something is reported.
pub(super) fn report(app: App, cx: &Cx, target: Target, on_close: &Do<()>) -> El {
    let i18n = cx.i18n;
    app.ui.open_report();
    let (reason, note, problem) = (app.ui.reason, app.ui.note, app.ui.missing);
    app.detail.reporting.set(Progress::Idle);

    let options: Vec<Choice> = FlagReason::ALL
        .iter()
        .map(|reason| Choice {
            value: reason.to_string(),
            word: i18n.word(Group::ReportReason, reason.as_str()),
            note: String::new(),
        })
        .collect();
    let chosen: Ask =
        Rc::new(move |word| reason.get().is_some_and(|reason| reason.as_str() == word));
    let choose: Do<(String, bool)> = Rc::new(move |(word, _)| {
        reason.set(word.parse().ok());
        problem.set(None);
    });
    let text = Field {
        id: "of-note",
        label: i18n.t(Key::ReportNote),
        hint: i18n.t(Key::ReportNoteHint),
        optional: true,
        max: Some(field::NOTE_MAX),
        long: true,
        value: Rc::new(move || note.get()),
        on_input: Rc::new(move |text| note.set(text)),
        error: Rc::new(move || {
            (problem.get() == Some(Key::FieldNoteRequired)).then(|| i18n.t(Key::FieldNoteRequired))
        }),
        say: Rc::new(move |words| app.say(&words)),
    };
    let state = div("").swap(
        move || match app.detail.reporting.get() {
            Progress::Failed(error) => error.code().to_owned(),
            Progress::Done => String::from("done"),
            _ => problem.get().map(|key| i18n.t(key)).unwrap_or_default(),
        },
        move || match (app.detail.reporting.get(), problem.get()) {
            (Progress::Failed(error), _) => {
                let already = error.code() == "conflict";
                let text = if already { i18n.t(Key::ReportAlready) } else { app.explain(&error) };
                Some(notice(
                    if already { "" } else { "notice-bad" },
                    Icon::Info,
                    "",
                    &text,
                    Vec::new(),
                ))
            }
            (Progress::Done, _) => {
                Some(notice("notice-good", Icon::Done, "", &i18n.t(Key::ReportSent), Vec::new()))
            }
            (_, Some(key)) => Some(notice("notice-bad", Icon::Alert, "", &i18n.t(key), Vec::new())),
            _ => None,
        },
    );
    let asked = move || app.detail.reporting.get() != Progress::Done;
    let form = div("stack")
        .add(field::group(
            &i18n.t(Key::ReportReason),
            "",
            field::choices("reason", REASON, &options, &chosen, &choose),
        ))
        .add(field::field(cx, &text))
        .show(asked);
    let send =
        parts::button("btn btn-primary", Some(Icon::Flag), &i18n.t(Key::ReportSend), move || {
            let written = note.get_untracked().trim().to_owned();
            let wrong = match reason.get_untracked() {
                None => Some(Key::FieldReasonRequired),
                Some(FlagReason::Other) if written.is_empty() => Some(Key::FieldNoteRequired),
                Some(reason) => {
                    app.report(target.clone(), FlagDraft { reason, note: written });
                    None
                }
            };
            if let Some(key) = wrong {
                app.alert(&i18n.t(key));
            }
            problem.set(wrong);
        })
        .show(asked)
        .attr_live("aria-busy", move || {
            (app.detail.reporting.get() == Progress::Busy).then(|| String::from("true"))
        });
    let closing = on_close.clone();
    let close = parts::button("btn", None, &i18n.t(Key::ActionClose), move || closing(()));
    dialog::dialog(
        &i18n.t(Key::ReportTitle),
        div("stack").add(form).add(state),
        vec![close, send],
        on_close,
    )
}

/// The dialog that asks before one's own submission is taken back.
pub(super) fn withdraw(app: App, cx: &Cx, on_close: &Do<()>) -> El {
    let i18n = cx.i18n;
    let state = div("").swap(
        move || {
            app.detail
                .withdrawing
                .with(|progress| progress.error().map(|error| error.code().to_owned()))
                .unwrap_or_default()
        },
        move || {
            let error = app.detail.withdrawing.with(|progress| progress.error().cloned())?;
            Some(notice("notice-bad", Icon::Alert, "", &app.explain(&error), Vec::new()))
        },
    );
    let closing = on_close.clone();
    let keep = parts::button("btn", None, &i18n.t(Key::ActionCancel), move || closing(()));
    let go = parts::button("btn btn-danger", None, &i18n.t(Key::SubmissionWithdraw), move || {
        app.withdraw();
    })
    .attr_live("aria-busy", move || {
        (app.detail.withdrawing.get() == Progress::Busy).then(|| String::from("true"))
    });
    let inside = div("stack").add(p("", &i18n.t(Key::SubmissionWithdrawConfirm))).add(state);
    dialog::dialog(&i18n.t(Key::SubmissionWithdraw), inside, vec![keep, go], on_close)
}
