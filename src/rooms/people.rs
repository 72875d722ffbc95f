//! The people of an organisation, and the invitations to join it.

use std::rc::Rc;

use contract::{Invitation, InvitationDraft, Member, MemberRole, OrganisationProfile, Page};

use super::{
    Room,
    api::{escape, query},
    form::Form,
    list::Pages,
};
use crate::{
    browser,
    components::{
        author,
        dom::{El, div, el, p, span},
        icons::Icon,
        notice::notice,
        parts,
    },
    i18n::{Group, Key},
    reactive::ArcRwSignal,
};

fn path(item: &OrganisationProfile, what: &str) -> String {
    ["/v1/organisations/", &escape(&item.id), "/", what].concat()
}

/// Who speaks for it.
pub(super) fn members(room: &Room, item: &Rc<OrganisationProfile>) -> El {
    let (asks, at) = (room.clone(), path(item, "members"));
    let pages =
        Pages::new(move |cursor| asks.api.get::<Page<Member>>(&query(&at, &[], cursor.as_deref())));
    let (built, whole, again) = (room.clone(), item.clone(), pages.clone());
    let list = pages.view(
        room,
        Key::OrganisationNobody,
        |item| item.author.id.clone(),
        move |item| member(&built, &whole, item, &again),
    );
    el("section", "stack").add(room.section(Key::OrganisationMembers)).add(list)
}

fn member(room: &Room, whole: &OrganisationProfile, item: &Member, pages: &Pages<Member>) -> El {
    let i18n = room.cx.i18n;
    let name = author::name(&room.cx, &item.author);
    let role = i18n.word(Group::OrganisationRole, item.role.as_str());
    let since = i18n.t_with(Key::OrganisationSince, &[("date", &i18n.date(&item.since))]);
    let line = p("card-by", "")
        .add(el("span", "").add(el("b", "").add(el("bdi", "").text(&name))))
        .add(span("", &role))
        .add(span("", &since));
    let me = room.me.as_ref().is_some_and(|me| me.author.id == item.author.id);
    let card = div("card").add(line);
    if !me && whole.my_role != Some(MemberRole::Delegate) {
        return card;
    }
    let form = Form::new(room, "");
    let (sends, asked, again) = (form.clone(), room.clone(), pages.clone());
    let at = [&path(whole, "members"), "/", &escape(&item.author.id)].concat();
    let key = if me { Key::OrganisationLeave } else { Key::OrganisationRemove };
    let end = parts::button("btn btn-quiet", None, &room.t(key), move || {
        let (room, again) = (asked.clone(), again.clone());
        sends.send(room.api.delete(&at), Key::FormSaved, move |()| {
            if me {
                room.context.changed("me");
                room.context.navigate("organisations", "");
            } else {
                again.reload();
            }
        });
    });
    // Whom it is about, for who hears the button alone.
    let end = if me { end } else { end.add(span("sr", &[": ", &name].concat())) };
    card.add(form.outcome()).add(div("actions flush").add(end))
}

/// The invitations that are out, and new ones.
pub(super) fn invitations(room: &Room, item: &Rc<OrganisationProfile>) -> El {
    let (asks, at) = (room.clone(), path(item, "invitations"));
    let pages = Pages::new(move |cursor| {
        asks.api.get::<Page<Invitation>>(&query(&at, &[], cursor.as_deref()))
    });
    let (built, whole, again) = (room.clone(), item.clone(), pages.clone());
    let list = pages.view(
        room,
        Key::InvitationsNone,
        |item| item.id.clone(),
        move |item| invitation(&built, &whole, item, &again),
    );
    let form = Form::new(room, "of-invite-");
    let role = ArcRwSignal::new(MemberRole::Member.to_string());
    let options = MemberRole::ALL.iter().rev().map(|role| {
        (role.to_string(), room.cx.i18n.word(Group::OrganisationRoleText, role.as_str()))
    });
    let options: Vec<_> = options.collect();
    let choose = form.select("of-invite-role", Key::InvitationsRole, &options, &role);
    let code = ArcRwSignal::<Option<String>>::default();
    let (sends, asked, at) = (form.clone(), room.clone(), path(item, "invitations"));
    let fresh = code.clone();
    let make = form.button(Key::InvitationsMake, move || {
        let Ok(role) = role.get_untracked().parse::<MemberRole>() else { return };
        let answer = asked.api.send::<_, Invitation>("POST", &at, &InvitationDraft { role });
        let (shown, again) = (fresh.clone(), pages.clone());
        sends.send(answer, Key::InvitationsMade, move |invitation| {
            shown.set(invitation.code);
            again.reload();
        });
    });
    el("section", "stack")
        .add(room.section(Key::InvitationsTitle))
        .add(p("muted", &room.t(Key::InvitationsText)))
        .add(choose)
        .add(div("row").add(make))
        .add(form.outcome())
        .add(shown(room, &code))
        .add(list)
}

/// The code of a new invitation: shown once.
fn shown(room: &Room, code: &ArcRwSignal<Option<String>>) -> El {
    let (name, told, room) = (code.clone(), code.clone(), room.clone());
    div("").swap(
        move || name.get().unwrap_or_default(),
        move || {
            let code = told.get_untracked()?;
            let (copied, said) = (code.clone(), room.clone());
            let copy =
                parts::button("btn", Some(Icon::Link), &room.t(Key::ActionCopy), move || {
                    browser::copy(&copied);
                    said.context.say(&said.t(Key::ActionCopied));
                });
            let number = p("number ref", &code);
            let text = room.t(Key::InvitationsOnce);
            Some(notice("notice-brand", Icon::Info, "", &text, vec![number, copy]))
        },
    )
}

fn invitation(
    room: &Room,
    whole: &OrganisationProfile,
    item: &Invitation,
    pages: &Pages<Invitation>,
) -> El {
    let i18n = room.cx.i18n;
    let role = i18n.word(Group::OrganisationRole, item.role.as_str());
    let until = i18n.t_with(Key::InvitationsUntil, &[("date", &i18n.date(&item.expires_at))]);
    let form = Form::new(room, "");
    let (sends, asked, again) = (form.clone(), room.clone(), pages.clone());
    let at = [&path(whole, "invitations"), "/", &escape(&item.id)].concat();
    let end = parts::button("btn btn-quiet", None, &room.t(Key::InvitationsTake), move || {
        let again = again.clone();
        sends.send(asked.api.delete(&at), Key::FormSaved, move |()| again.reload());
    });
    div("card")
        .add(p("card-by", "").add(span("", &role)).add(span("", &until)))
        .add(form.outcome())
        .add(div("actions flush").add(end))
}
