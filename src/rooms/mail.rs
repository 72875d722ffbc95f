//! What mail a person gets, in which language, and how often.

use std::rc::Rc;

use contract::{Digest, InboxKind, MailSettings};

use super::{Room, form::Form};
use crate::{
    components::{
        Ask, Do,
        dom::{El, div, p},
        field::{self, Choice},
        notice::skeleton,
    },
    i18n::{Group, Key},
    reactive::ArcRwSignal,
};

/// Languages of mails, each in its own words.
const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("th", "ไทย")];

/// The room.
pub(super) fn view(room: &Room) -> El {
    let loaded =
        ArcRwSignal::<Option<Result<MailSettings, crate::backend::BackendError>>>::default();
    let (asked, answer) = (loaded.clone(), room.api.get::<MailSettings>("/v1/me/mail"));
    wasm_bindgen_futures::spawn_local(async move { asked.set(Some(answer.await)) });
    let (shown, built) = (loaded.clone(), room.clone());
    div("stack-l").add(room.heading(&room.t(Key::MailTitle))).swap(
        move || match loaded.get() {
            None => String::from("wait"),
            Some(Ok(_)) => String::from("form"),
            Some(Err(error)) => error.code().to_owned(),
        },
        move || {
            Some(match shown.get() {
                None => skeleton(&built.t(Key::AppLoading), 1),
                Some(Ok(settings)) => form(&built, settings),
                Some(Err(error)) => built.error(&error),
            })
        },
    )
}

fn choice(value: &str, word: String) -> Choice {
    Choice { value: value.to_owned(), word, note: String::new() }
}

fn form(room: &Room, settings: MailSettings) -> El {
    let i18n = room.cx.i18n;
    let form = Form::new(room, "of-mail-");
    let value = ArcRwSignal::new(settings);
    let digests: Vec<Choice> = Digest::ALL
        .iter()
        .map(|digest| choice(digest.as_str(), i18n.word(Group::MailDigest, digest.as_str())))
        .collect();
    let (read, write) = (value.clone(), value.clone());
    let is_digest: Ask =
        Rc::new(move |word| read.with(|settings| settings.digest.as_str() == word));
    let set_digest: Do<(String, bool)> = Rc::new(move |(word, _)| {
        if let Ok(digest) = word.parse() {
            write.update(|settings| settings.digest = digest);
        }
    });
    let kinds: Vec<Choice> = InboxKind::ALL
        .iter()
        .map(|kind| choice(kind.as_str(), i18n.word(Group::MailKind, kind.as_str())))
        .collect();
    let (read, write) = (value.clone(), value.clone());
    let is_kind: Ask = Rc::new(move |word| {
        read.with(|settings| settings.kinds.iter().any(|kind| kind.as_str() == word))
    });
    let set_kind: Do<(String, bool)> = Rc::new(move |(word, on)| {
        let Ok(kind) = word.parse::<InboxKind>() else { return };
        write.update(|settings| {
            settings.kinds.retain(|other| *other != kind);
            if on {
                settings.kinds.push(kind);
            }
        });
    });
    let language = ArcRwSignal::new(value.with_untracked(|settings| settings.language.clone()));
    let options = LANGUAGES.map(|(tag, name)| (tag.to_owned(), name.to_owned()));
    let (room, chosen, sends) = (room.clone(), language.clone(), form.clone());
    let save = form.button(Key::FormSave, move || {
        let mut settings = value.get_untracked();
        settings.language = chosen.get_untracked();
        let answer = room.api.send::<_, MailSettings>("PUT", "/v1/me/mail", &settings);
        sends.send(answer, Key::FormSaved, |_| ());
    });
    div("stack-l")
        .add(p("muted", &i18n.t(Key::MailHint)))
        .add(field::group(
            &i18n.t(Key::MailDigest),
            "",
            field::choices("digest", "of-mail-digest", &digests, &is_digest, &set_digest),
        ))
        .add(field::group(
            &i18n.t(Key::MailKinds),
            "",
            field::choices("", "of-mail-kinds", &kinds, &is_kind, &set_kind),
        ))
        .add(form.select("of-mail-language", Key::MailLanguage, &options, &language))
        .add(form.outcome())
        .add(div("form-actions").add(save))
}
