//! Deleting one's account, with the choice of what becomes of one's texts.

use std::rc::Rc;

use contract::{AccountDeletion, ContentChoice};

use super::{Room, form::Form};
use crate::{
    components::{
        Ask, Do, dialog,
        dom::{El, div, el, p},
        field::{self, Choice},
        parts,
    },
    i18n::{Group, Key},
    reactive::ArcRwSignal,
};

/// The section that leads there.
pub(super) fn section(room: &Room) -> El {
    let open = ArcRwSignal::new(false);
    let (press, shown, built, asked) = (open.clone(), open.clone(), open, room.clone());
    let begin = parts::button("btn btn-danger", None, &room.t(Key::DeleteTitle), move || {
        press.set(true);
    });
    el("section", "stack")
        .add(room.section(Key::DeleteTitle))
        .add(p("", &room.t(Key::DeleteText)))
        .add(div("row").add(begin))
        .swap(
            move || shown.get().to_string(),
            move || built.get_untracked().then(|| confirm(&asked, &built)),
        )
}

fn confirm(room: &Room, open: &ArcRwSignal<bool>) -> El {
    let i18n = room.cx.i18n;
    let form = Form::new(room, "of-delete-");
    let choice = ArcRwSignal::new(ContentChoice::Keep);
    let options: Vec<Choice> = ContentChoice::ALL
        .iter()
        .map(|choice| Choice {
            value: choice.to_string(),
            word: i18n.word(Group::DeleteContent, choice.as_str()),
            note: String::new(),
        })
        .collect();
    let (read, write, chosen) = (choice.clone(), choice.clone(), choice);
    let is_chosen: Ask = Rc::new(move |word| read.get().as_str() == word);
    let choose: Do<(String, bool)> = Rc::new(move |(word, _)| {
        if let Ok(choice) = word.parse() {
            write.set(choice);
        }
    });
    let closes = open.clone();
    let close: Do<()> = Rc::new(move |()| closes.set(false));
    let (closing, asked, sends) = (close.clone(), room.clone(), form.clone());
    let keep = parts::button("btn", None, &i18n.t(Key::ActionCancel), move || closing(()));
    let go = parts::button("btn btn-danger", None, &i18n.t(Key::DeleteConfirm), move || {
        let room = asked.clone();
        let body = AccountDeletion { content: chosen.get_untracked() };
        let answer = room.api.send::<_, ()>("DELETE", "/v1/me", &body);
        sends.send(answer, Key::DeleteDone, move |()| {
            room.context.changed("account");
            room.context.navigate("back", "");
        });
    });
    let inside = div("stack")
        .add(p("", &i18n.t(Key::DeleteAsk)))
        .add(field::group(
            &i18n.t(Key::DeleteContent),
            "",
            field::choices("content", "of-delete-content", &options, &is_chosen, &choose),
        ))
        .add(form.outcome());
    dialog::dialog(&i18n.t(Key::DeleteTitle), inside, vec![keep, go], &close)
}
