//! The submissions of a thread: search, filters, order, cards, more.

use std::{rc::Rc, sync::Arc};

use contract::{Capability, Kind, Sort, Status, Submission, Thread, VotingMode};
use rules::{phases::has_ended, results};

use super::{
    ballot,
    languages::language_name,
    thread::{takes_submissions, write_button},
    words,
};
use crate::{
    backend::ListQuery,
    components::{
        Ask, Cx, Do, card,
        dom::{El, div, el, focus, span},
        field::Choice,
        filter::{self, FilterProps, Section},
        icons::Icon,
        notice::{empty, skeleton},
        parts,
    },
    i18n::{Group, Key, Plural},
    reactive::RwSignal,
    state::{App, Progress},
};

/// Submissions that another page brings.
const PAGE: u64 = 10;
/// Everything below the head of a thread.
pub(super) fn board(app: App, cx: &Cx, thread: &Arc<Thread>) -> El {
    let open = app.ui.filters;
    let writes = takes_submissions(app, thread);
    let mut board = div(if writes { "board" } else { "board board-read" });
    if writes {
        board = board.add(div("board-new").add(write_button(app, "btn btn-primary btn-wide")));
    }
    let panel = filters(app, cx).then(|| panel(app, cx, open));
    board.add(tools(app, cx, thread, open)).add_opt(panel).add(results(app, cx, thread))
}

/// Whether there is anything to filter by.
fn filters(app: App, cx: &Cx) -> bool {
    mine(app) || !sections(app, cx).is_empty()
}

/// Whether a person can ask for their own.
fn mine(app: App) -> bool {
    app.can_filter("mine") && app.session.me.with_untracked(Option::is_some)
}

fn change(app: App, change: impl FnOnce(&mut ListQuery)) {
    let mut query = app.list.query.get_untracked();
    change(&mut query);
    app.set_query(query);
}

fn tools(app: App, cx: &Cx, thread: &Thread, open: RwSignal<bool>) -> El {
    let i18n = cx.i18n;
    let mut tools = div("tools");
    if app.can(Capability::Search) {
        let search: Do<String> =
            Rc::new(move |text| change(app, |query| text.trim().clone_into(&mut query.q)));
        tools = tools.add(filter::search(
            cx,
            Rc::new(move || app.list.query.with(|query| query.q.clone())),
            &search,
        ));
    }
    if filters(app, cx) {
        tools = tools.add(filter::button(
            cx,
            Rc::new(move || open.get()),
            Rc::new(move || app.list.query.with(ListQuery::active)),
            move || open.update(|open| *open = !*open),
        ));
    }
    let options: Vec<(String, String)> = Sort::ALL
        .iter()
        .filter(|sort| offers(app, thread, **sort))
        .map(|sort| (sort.to_string(), i18n.word(Group::Sort, sort.as_str())))
        .collect();
    let choose: Do<String> = Rc::new(move |word| {
        change(app, |query| {
            query.sort = word.parse().ok();
            query.seed = if query.sort == Some(Sort::Random) { seed() } else { 0 };
        });
    });
    let chosen =
        move || app.list.query.with(|query| query.sort.unwrap_or(Sort::Newest).to_string());
    tools.add(parts::select("of-sort", &i18n.t(Key::SortLabel), &options, Rc::new(chosen), choose))
}

/// Whether an order is of use here and tells nothing that is hidden.
fn offers(app: App, thread: &Thread, sort: Sort) -> bool {
    let open = results::check_sort(sort, thread.voting.results, thread.phase).is_ok();
    let known = sort != Sort::Unseen || app.session.me.with_untracked(Option::is_some);
    open && known && app.can_sort(sort)
}

/// Which shuffle.
fn seed() -> u32 {
    crate::browser::chance(1 << 24).max(1)
}

/// The kinds of filter that this forum has words for.
fn sections(app: App, cx: &Cx) -> Vec<Section> {
    let i18n = cx.i18n;
    let forum = &cx.forum;
    let choice =
        |value: &str, word: String| Choice { value: value.to_owned(), word, note: String::new() };
    let terms = |terms: &[contract::Term]| -> Vec<Choice> {
        terms.iter().map(|term| choice(&term.id, i18n.pick(&term.name).1)).collect()
    };
    let kinds = Kind::ALL
        .iter()
        .map(|kind| choice(kind.as_str(), cx.name(&forum.kinds, Group::Kind, kind.as_str())));
    let statuses = Status::ALL.iter().map(|status| {
        choice(status.as_str(), cx.name(&forum.statuses, Group::Status, status.as_str()))
    });
    let languages = forum.languages.iter().map(|tag| choice(tag, language_name(tag)));
    [
        ("theme", Key::FilterTheme, terms(&forum.themes)),
        ("group", Key::FilterGroup, terms(&forum.groups)),
        ("kind", Key::FilterKind, kinds.collect()),
        ("sector", Key::FilterSector, terms(&forum.sectors)),
        ("country", Key::FilterCountry, terms(&forum.countries)),
        ("status", Key::FilterStatus, statuses.collect()),
        ("language", Key::FilterLanguage, languages.collect()),
    ]
    .into_iter()
    .filter(|(name, _, options)| options.len() > 1 && app.can_filter(name))
    .map(|(name, legend, options)| Section { name, legend: i18n.t(legend), options })
    .collect()
}

fn words_of(query: &ListQuery, name: &str) -> Vec<String> {
    let text = query
        .texts()
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
        .unwrap_or_default();
    text.split(',').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

fn choose(app: App) -> Do<(&'static str, String, bool)> {
    Rc::new(move |(name, value, on)| {
        change(app, |query| match name {
            "mine" => query.mine = on,
            "q" => query.q.clear(),
            _ => {
                let mut words = words_of(query, name);
                words.retain(|word| *word != value);
                if on {
                    words.push(value);
                }
                if let Some(text) = query.text_mut(name) {
                    *text = words.join(",");
                }
            }
        });
    })
}

fn panel(app: App, cx: &Cx, open: RwSignal<bool>) -> El {
    let i18n = cx.i18n;
    let is_chosen: Ask = Rc::new(move |pair| {
        let (name, value) = pair.split_once(':').unwrap_or((pair, ""));
        app.list.query.with(|query| words_of(query, name).iter().any(|word| word == value))
    });
    let props = FilterProps {
        sections: sections(app, cx),
        is_chosen,
        choose: choose(app),
        open: Rc::new(move || open.get()),
    };
    let clear =
        parts::button("btn btn-quiet", None, &i18n.t(Key::FilterClear), move || clear_filters(app))
            .show(move || app.list.query.with(ListQuery::active) > 0);
    let show =
        parts::button("btn filter-btn", None, &i18n.t(Key::FilterApply), move || open.set(false));
    let mut foot = vec![show, clear];
    if mine(app) {
        let choose = choose(app);
        let mine = el("input", "").attr("type", "checkbox");
        let element = mine.0.clone();
        crate::components::dom::live(move || {
            crate::components::dom::put_checked(&element, app.list.query.with(|query| query.mine));
        });
        let element = mine.0.clone();
        let mine = mine.on("change", move |_| {
            choose(("mine", String::new(), crate::components::dom::checked(&element)));
        });
        foot.insert(0, el("label", "check").add(mine).add(span("", &i18n.t(Key::FilterMine))));
    }
    filter::panel(cx, &props, foot)
}

fn clear_filters(app: App) {
    change(app, |query| {
        *query = ListQuery { sort: query.sort, seed: query.seed, ..ListQuery::default() };
    });
}

/// Another text where a card must be built anew.
fn card_key(item: &Submission) -> String {
    [
        &item.id,
        "|",
        &item.version.to_string(),
        "|",
        &item.comments_count.to_string(),
        item.status.as_str(),
        item.state.as_str(),
        item.state_reason.as_deref().unwrap_or_default(),
    ]
    .concat()
}

fn results(app: App, cx: &Cx, thread: &Arc<Thread>) -> El {
    let i18n = cx.i18n;
    let heading =
        el(cx.h(1), "section-title").attr("tabindex", "-1").text_live(move || {
            match app.list.total.get() {
                Some(total) => i18n.plural(Plural::ListResults, total),
                None => i18n.t(Key::ListTitle),
            }
        });
    let (words, left) = (cx.clone(), thread.voting.mode == VotingMode::Support);
    let budget = span("meta", "")
        .text_live(move || {
            app.list
                .votes_left
                .get()
                .map(|left| i18n.plural(Plural::VoteLeft, left.into()))
                .unwrap_or_default()
        })
        .show(move || left && app.list.votes_left.get().is_some());
    let hint = el("p", "meta").text_live(move || sort_hint(app, left)).show(move || {
        app.list
            .query
            .with(|query| matches!(query.sort, Some(Sort::Support | Sort::Broad | Sort::Random)))
    });
    let chips = div("").swap(
        move || {
            let query = app.list.query.get();
            [query.texts().map(|(_, text)| text.to_owned()).join("|"), query.mine.to_string()]
                .concat()
        },
        move || {
            let chosen = chosen_words(app, &words);
            (!chosen.is_empty()).then(|| filter::chosen(&words, &chosen, &choose(app)))
        },
    );
    let (cards, shown, asked) = (cx.clone(), thread.clone(), thread.clone());
    let list = el("ol", "cards list").each(
        move || app.list.items.with(|items| items.iter().map(|item| card_key(item)).collect()),
        move |key| {
            let id = key.split('|').next().unwrap_or_default();
            let items = app.list.items.get();
            let item = items.iter().find(|item| item.id == id);
            el("li", "").add_opt(
                item.map(|item| card::card(&cards, item, &ballot::card(app, &cards, &shown, item))),
            )
        },
    );
    let busy = list
        .show(move || app.list.items.with(|items| !items.is_empty()))
        .attr_live("aria-busy", move || {
            (app.list.progress.get() == Progress::Busy).then(|| String::from("true"))
        });
    div("results")
        .add(div("result").add(heading.clone()).add(budget).add(fresh(app, &heading)))
        .add(hint)
        .add(chips)
        .add(busy)
        .add(end(app, cx, &asked, &heading))
}

/// What came since. It stands where nothing moves when it comes.
fn fresh(app: App, top: &El) -> El {
    let (i18n, top) = (app.i18n, top.0.clone());
    let count = move || app.list.fresh.with(Vec::len) as u64;
    el("button", "btn fresh")
        .attr("type", "button")
        .text_live(move || i18n.plural(Plural::ListFresh, count()))
        .show(move || count() > 0)
        .click(move || {
            // The button goes with what it shows; the focus must not.
            focus(&top);
            app.show_fresh();
        })
}

fn sort_hint(app: App, support_mode: bool) -> String {
    match app.list.query.with(|query| query.sort) {
        Some(Sort::Support) if support_mode => app.i18n.t(Key::SortSupportModeHint),
        Some(sort) => app.i18n.word(Group::Sort, &[sort.as_str(), ".hint"].concat()),
        None => String::new(),
    }
}

/// What is chosen: the word to show, the filter, its value.
fn chosen_words(app: App, cx: &Cx) -> Vec<(String, &'static str, String)> {
    let query = app.list.query.get();
    let mut list = Vec::new();
    if !query.q.is_empty() {
        list.push((["“", &query.q, "”"].concat(), "q", String::new()));
    }
    for section in sections(app, cx) {
        for value in words_of(&query, section.name) {
            let word = section
                .options
                .iter()
                .find(|option| option.value == value)
                .map(|option| option.word.clone());
            list.push((word.unwrap_or_else(|| value.clone()), section.name, value));
        }
    }
    if query.mine {
        list.push((cx.i18n.t(Key::FilterMine), "mine", String::new()));
    }
    list
}

/// What stands at the end of the list: more, nothing, an error; and the way to
/// write, once more.
fn end(app: App, cx: &Cx, thread: &Arc<Thread>, heading: &El) -> El {
    let i18n = cx.i18n;
    let name = move || {
        let none = app.list.items.with(Vec::is_empty);
        match app.list.progress.get() {
            Progress::Failed(error) => ["error ", error.code()].concat(),
            Progress::Done if none => String::from("empty"),
            _ if none => String::from("wait"),
            _ if app.list.next.with(Option::is_some) => String::from("more"),
            _ => String::from("end"),
        }
    };
    let (thread, top) = (thread.clone(), heading.clone());
    div("end-place").swap(name, move || {
        let writes = takes_submissions(app, &thread);
        Some(match (app.list.progress.get(), name().as_str()) {
            (Progress::Failed(error), _) => words::failure(app, &error, move || app.refresh()),
            (_, "wait") => skeleton(&i18n.t(Key::AppLoading), 3),
            (_, "empty") => nothing(app, &thread, &top),
            (_, "more") => div("end")
                .add(more(app))
                .add_opt(writes.then(|| write_button(app, "btn btn-outline"))),
            _ => div("end").add_opt(writes.then(|| write_button(app, "btn btn-outline"))),
        })
    })
}

fn more(app: App) -> El {
    let i18n = app.i18n;
    let word = span("", "").text_live(move || {
        let shown = app.list.items.with(Vec::len) as u64;
        match app.list.total.get() {
            Some(total) if total > shown => i18n.plural(Plural::ListMore, PAGE.min(total - shown)),
            _ => i18n.t(Key::ListMoreUnknown),
        }
    });
    let count = span("meta num", "").text_live(move || {
        let shown = app.list.items.with(Vec::len) as u64;
        let (shown, total) =
            (i18n.number(shown), app.list.total.get().map(|total| i18n.number(total)));
        total
            .map(|total| i18n.t_with(Key::ListShown, &[("shown", &shown), ("total", &total)]))
            .unwrap_or_default()
    });
    let button = el("button", "btn")
        .attr("type", "button")
        .add(word)
        .click(move || app.load_more())
        .attr_live("aria-busy", move || {
            (app.list.progress.get() == Progress::Busy).then(|| String::from("true"))
        });
    div("row").add(button).add(count)
}

fn nothing(app: App, thread: &Thread, top: &El) -> El {
    let i18n = app.i18n;
    let query = app.list.query.get();
    if query.active() > 0 || !query.q.is_empty() {
        let top = top.0.clone();
        let clear = parts::button("btn", None, &i18n.t(Key::FilterClear), move || {
            // The button goes with what it clears; the focus must not.
            focus(&top);
            clear_filters(app);
        });
        return empty(Icon::Search, &i18n.t(Key::ListNoMatch), "", vec![clear]);
    }
    if query.sort == Some(Sort::Unseen) {
        return empty(Icon::Done, &i18n.t(Key::ListAllSeen), "", Vec::new());
    }
    if has_ended(thread.phase) || !takes_submissions(app, thread) {
        return empty(Icon::Talk, &i18n.t(Key::ListEmptyClosed), "", Vec::new());
    }
    empty(Icon::Talk, &i18n.t(Key::ListEmpty), "", vec![write_button(app, "btn btn-outline")])
}
