//! Opening a consultation, and changing one.

use contract::{Limits, ResultsRule, ThreadKind, ThreadPromise, VotingMode};
use leptos::prelude::*;
use rules::validate::{SUMMARY_MAX, THREAD_BODY_MAX};

use super::{
    field::{Choice, Look, checks, flag, input, radios, select},
    form::{foot, form, part},
    listing::failed,
    threads::{chips, see},
};
use crate::{
    components::{
        icon::{Icon, icon},
        notice,
    },
    i18n::Key,
    state::{
        Desk, Load, Route, Screen, TITLE,
        thread_form::{Bound, SURE, binding, in_language, slug},
    },
};

/// The form, once it is here.
pub(super) fn view(desk: Desk) -> AnyView {
    let load = Memo::new(move |_| desk.official().editor.load.get());
    let thread = desk.official().thread;
    let is_new = move || thread.with(Option::is_none);
    let title = move || {
        desk.t(if desk.route.with(Route::is_new) {
            Key::ThreadNewTitle
        } else {
            Key::ThreadEditTitle
        })
    };
    let body = move || match load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => failed(desk, &error, move || desk.open_route()),
        // What is saved has bound itself anew.
        Load::Ready => {
            let bound = desk.bound();
            form(desk, title(), fields(desk, bound.as_ref(), is_new()), move || desk.save_thread())
        }
    };
    let back = Route::of(Screen::Threads).hash();
    let now = move || {
        let thread = thread.get()?;
        Some(view! {
            <div class="row"><div class="chips">{chips(desk, &thread)}</div>{see(desk, &thread)}</div>
        })
    };
    view! {
        <main class="dk-main stack dk-form-main">
            <a class="back" href=back>{icon(Icon::Back)}<span>{desk.t(Key::MenuThreads)}</span></a>
            <h1 class="view-title" id=TITLE tabindex="-1">{title}</h1>
            {now}
            {body}
        </main>
    }
    .into_any()
}

fn fields(desk: Desk, bound: Option<&Bound>, is_new: bool) -> AnyView {
    view! {
        {question(desk, is_new)}
        {promise(desk, bound)}
        {dates(desk)}
        {voting(desk, bound)}
        {taking_part(desk, bound)}
        {moderation(desk)}
        {sure(desk)}
        {foot(desk, if is_new { Key::ThreadOpen } else { Key::ThreadSave }, true, ().into_any())}
    }
    .into_any()
}

/// Whether a thread may not become what a choice says.
fn refuses(desk: Desk, bound: Option<&Bound>, name: &str, value: &str) -> bool {
    bound.is_some_and(|bound| bound.refuses(name, value, &desk.clock()))
}

/// The choices that the contract has words for, with what the messages say.
fn choices(
    desk: Desk,
    bound: Option<&Bound>,
    name: &str,
    group: &str,
    words: &[&'static str],
) -> Vec<Choice> {
    words
        .iter()
        .map(|word| Choice {
            text: desk.words().word(&[group, ".text"].concat(), word),
            locked: refuses(desk, bound, name, word),
            ..Choice::of(word, &desk.words().word(group, word))
        })
        .collect()
}

fn question(desk: Desk, is_new: bool) -> AnyView {
    let words = desk.words();
    let title_max = desk.of_forum(|forum| forum.limits.title_max);
    let languages = desk.forum_languages();
    let own = |name: &str, key: Key, hint: Key, max: u32, rows: u32| {
        let hint = desk.t(hint).to_owned();
        let optional = rows > 2;
        input(
            desk,
            name,
            desk.t(key),
            Look { hint, max, rows, optional, own_language: true, ..Look::default() },
        )
    };
    let named: Vec<(String, String)> =
        languages.iter().map(|tag| (tag.clone(), words.language(tag))).collect();
    let language = is_new.then(|| {
        select(desk, "language", desk.t(Key::ThreadLanguage), String::new(), named.clone())
    });
    let kind = is_new.then(|| {
        let kinds: Vec<&str> = ThreadKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let kinds = choices(desk, None, "kind", "thread.kind", &kinds);
        radios(desk, "kind", desk.t(Key::ThreadKind), String::new(), kinds)
    });
    let short = is_new.then(|| {
        let hint = desk.t(Key::ThreadSlugHint).to_owned();
        input(desk, "slug", desk.t(Key::ThreadSlug), Look { hint, max: 80, ..Look::default() })
    });
    // The short name follows the title until somebody writes another one.
    if is_new {
        Effect::new(move |before: Option<String>| {
            let title = desk.official().editor.get("title");
            let now = untrack(|| desk.official().editor.get("slug"));
            let (was, is) = (before.as_deref().map(slug).unwrap_or_default(), slug(&title));
            if was == now && is != now {
                desk.type_in("slug", &is);
            }
            title
        });
    }
    let others = move || {
        let own = desk.official().editor.get("language");
        let others = languages.iter().filter(|tag| **tag != own);
        others.map(|tag| translation(desk, tag, title_max)).collect::<Vec<_>>()
    };
    let inside = view! {
        {language}
        {kind}
        {own("title", Key::ThreadTitle, Key::ThreadTitleHint, title_max, 2)}
        {own("summary", Key::ThreadSummary, Key::ThreadSummaryHint, SUMMARY_MAX, 3)}
        {own("body", Key::ThreadBody, Key::FormatHint, THREAD_BODY_MAX, 7)}
        {short}
        {others}
    };
    part(desk.t(Key::ThreadPartQuestion), "", inside.into_any())
}

/// The same texts in another language of the forum, behind a disclosure.
fn translation(desk: Desk, tag: &str, title_max: u32) -> AnyView {
    let words = desk.words();
    let name = words.language(tag);
    let text = |field: &str, key: Key, max: u32, rows: u32| {
        let label = words.with(Key::ThreadIn, &[("what", desk.t(key)), ("language", &name)]);
        let look = Look { max, rows, lang: tag.to_owned(), optional: true, ..Look::default() };
        input(desk, &in_language(field, tag), &label, look)
    };
    let has = untrack(|| {
        ["title", "summary", "body"]
            .iter()
            .any(|field| !desk.official().editor.get(&in_language(field, tag)).is_empty())
    });
    let summary = words.with(Key::ThreadTranslation, &[("language", &name)]);
    view! {
        <details class="more" open=has>
            <summary><span>{summary}</span></summary>
            <div class="more-body stack">
                {text("title", Key::ThreadTitle, title_max, 2)}
                {text("summary", Key::ThreadSummary, SUMMARY_MAX, 3)}
                {text("body", Key::ThreadBody, THREAD_BODY_MAX, 7)}
            </div>
        </details>
    }
    .into_any()
}

fn promise(desk: Desk, bound: Option<&Bound>) -> AnyView {
    let levels: Vec<&str> = ThreadPromise::ALL.iter().map(|level| level.as_str()).collect();
    let levels = choices(desk, bound, "promise", "promise", &levels);
    let hint = desk.t(Key::ThreadPromiseHint).to_owned();
    let inside = radios(desk, "promise", desk.t(Key::ThreadPromise), hint, levels);
    part(desk.t(Key::ThreadPartPromise), "", inside)
}

fn dates(desk: Desk) -> AnyView {
    let date = |name: &str, key: Key, hint: Key| {
        let hint = desk.t(hint).to_owned();
        input(desk, name, desk.t(key), Look { hint, kind: "datetime-local", ..Look::default() })
    };
    let zone = desk.of_forum(|forum| forum.time_zone.clone());
    let hint = desk.words().with(Key::ThreadDatesHint, &[("zone", &zone)]);
    let inside = view! {
        <div class="dk-dates">
            {date("opens_at", Key::ThreadOpens, Key::ThreadOpensHint)}
            {date("voting_opens_at", Key::ThreadVotingOpens, Key::ThreadVotingOpensHint)}
            {date("closes_at", Key::ThreadCloses, Key::ThreadClosesHint)}
        </div>
    };
    part(desk.t(Key::ThreadPartDates), &hint, inside.into_any())
}

fn voting(desk: Desk, bound: Option<&Bound>) -> AnyView {
    let modes: Vec<&str> = VotingMode::ALL.iter().map(|mode| mode.as_str()).collect();
    let modes = choices(desk, bound, "voting.mode", "voting.mode", &modes);
    let rules: Vec<&str> = ResultsRule::ALL.iter().map(|rule| rule.as_str()).collect();
    let rules = choices(desk, bound, "voting.results", "voting.results", &rules);
    let number = move |name: &str, key: Key, hint: Key| {
        let hint = desk.t(hint).to_owned();
        input(
            desk,
            name,
            desk.t(key),
            Look { hint, kind: "number", optional: true, ..Look::default() },
        )
    };
    let supports = Memo::new(move |_| {
        desk.official().editor.get("voting.mode") == VotingMode::Support.as_str()
    });
    let budget = move || {
        supports.get().then(|| number("voting.budget", Key::ThreadBudget, Key::ThreadBudgetHint))
    };
    let inside = view! {
        {radios(desk, "voting.mode", desk.t(Key::ThreadMode), String::new(), modes)}
        {budget}
        {number("voting.answer_at", Key::ThreadAnswerAt, Key::ThreadAnswerAtHint)}
        {radios(desk, "voting.results", desk.t(Key::ThreadResults), desk.t(Key::OneWayResults).to_owned(), rules)}
    };
    part(desk.t(Key::ThreadPartVoting), "", inside.into_any())
}

fn taking_part(desk: Desk, bound: Option<&Bound>) -> AnyView {
    let words = desk.words();
    let languages = desk.forum_languages();
    let languages =
        languages.iter().map(|tag| Choice::of(tag, &words.language(tag))).collect::<Vec<_>>();
    let sectors = desk.of_forum(|forum| {
        let sectors = forum.sectors.iter();
        sectors.map(|term| Choice::of(&term.id, &words.pick(&term.name))).collect::<Vec<_>>()
    });
    // Names that are not shown stay so: there the box is on and locked.
    let locked = refuses(desk, bound, "anonymous", "");
    let rules = Look {
        hint: desk.t(Key::FormatHint).to_owned(),
        max: Limits::THREAD_RULES_MAX,
        rows: 4,
        optional: true,
        own_language: true,
        ..Look::default()
    };
    let inside = view! {
        {input(desk, "rules", desk.t(Key::ThreadRules), rules)}
        {checks(desk, "sectors", desk.t(Key::ThreadSectors), desk.t(Key::ThreadSectorsHint).to_owned(), sectors)}
        {checks(desk, "languages", desk.t(Key::ThreadLanguages), desk.t(Key::ThreadLanguagesHint).to_owned(), languages)}
        {flag(desk, "anonymous", desk.t(Key::ThreadAnonymousLabel), desk.t(Key::OneWayAnonymous), locked)}
    };
    part(desk.t(Key::ThreadPartPeople), "", inside.into_any())
}

fn moderation(desk: Desk) -> AnyView {
    let one = |name: &str, key: Key, hint: Key| flag(desk, name, desk.t(key), desk.t(hint), false);
    let inside = view! {
        {one("premoderated", Key::ThreadPremoderatedLabel, Key::ThreadPremoderatedHint)}
        {one("newcomers_held", Key::ThreadNewcomers, Key::ThreadNewcomersHint)}
        {one("pinned", Key::ThreadPin, Key::ThreadPinHint)}
        {one("locked", Key::ThreadLock, Key::ThreadLockHint)}
    };
    part(desk.t(Key::ThreadPartModeration), "", inside.into_any())
}

/// What cannot be taken back is named again and confirmed before it is saved.
fn sure(desk: Desk) -> AnyView {
    let editor = desk.official().editor;
    let names = Memo::new(move |_| editor.was.with(|was| editor.now.with(|now| binding(was, now))));
    (move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let lines: Vec<AnyView> = names
                .into_iter()
                .map(|name| {
                    let key =
                        if name == "anonymous" { Key::SureAnonymous } else { Key::SureResults };
                    view! { <li>{desk.t(key)}</li> }.into_any()
                })
                .collect();
            notice::notice(
                "wait",
                Icon::Lock,
                view! {
                    <p class="notice-title">{desk.t(Key::SureTitle)}</p>
                    <ul class="dk-bullets">{lines}</ul>
                    {flag(desk, SURE, desk.t(Key::SureLabel), "", false)}
                },
            )
        })
    })
    .into_any()
}
