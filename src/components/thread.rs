//! A thread: its texts in the reader's language, its phase, its card.

use contract::{Capability, Phase, ResultsRule, Thread, Voting, VotingMode};

use super::{
    Cx,
    chip::chip,
    dom::{El, div, el, p, span},
    icons::Icon,
    parts,
};
use crate::i18n::{Group, Key, Plural};

/// A thread's texts as they are shown: in the reader's language where the host
/// translated them.
pub struct Texts<'a> {
    /// The question.
    pub title: &'a str,
    /// One or two sentences.
    pub summary: &'a str,
    /// The whole introduction.
    pub body: &'a str,
    /// The language that these texts stand in.
    pub lang: &'a str,
}

/// Chooses the texts to show.
#[must_use]
pub fn texts<'a>(cx: &Cx, thread: &'a Thread) -> Texts<'a> {
    let lang = cx.i18n.lang();
    match thread.translations.iter().find(|text| text.language == lang) {
        Some(text) if thread.language != lang => Texts {
            title: &text.title,
            summary: &text.summary,
            body: &text.body,
            lang: &text.language,
        },
        _ => Texts {
            title: &thread.title,
            summary: &thread.summary,
            body: &thread.body,
            lang: &thread.language,
        },
    }
}

/// The phase as a chip, with what it means.
#[must_use]
pub fn phase(cx: &Cx, phase: Phase) -> El {
    let (tone, mark) = match phase {
        Phase::Upcoming => ("chip-wait", Icon::Clock),
        Phase::Collecting => ("chip-good", Icon::Pen),
        Phase::Open => ("chip-good", Icon::Talk),
        Phase::Voting => ("chip-brand", Icon::Up),
        Phase::Closed => ("", Icon::Lock),
        Phase::Answered => ("chip-official", Icon::Host),
    };
    chip(tone, mark, &cx.i18n.word(Group::Phase, phase.as_str()))
}

/// Phase, and how long it lasts.
#[must_use]
pub fn marks(cx: &Cx, thread: &Thread) -> El {
    let mut row = div("chips").add(phase(cx, thread.phase));
    if thread.pinned {
        row = row.add(chip("chip-plain", Icon::Pin, &cx.i18n.t(Key::ThreadPinned)));
    }
    if let Some(when) = when(cx, thread) {
        row = row.add(span("meta", &when));
    }
    row
}

/// Until when, or from when.
fn when(cx: &Cx, thread: &Thread) -> Option<String> {
    let dated = |key, at: &String| cx.i18n.t_with(key, &[("date", &cx.i18n.date(at))]);
    match (thread.phase, &thread.opens_at, &thread.closes_at) {
        (Phase::Upcoming, Some(opens), _) => Some(dated(Key::ThreadOpensOn, opens)),
        (Phase::Closed | Phase::Answered, _, Some(closes)) => Some(cx.i18n.days_left(closes)),
        (Phase::Closed | Phase::Answered | Phase::Upcoming, ..) => None,
        (phase, _, Some(closes)) => {
            let key =
                if phase == Phase::Voting { Key::ThreadVotingUntil } else { Key::ThreadOpenUntil };
            Some([dated(key, closes), " · ".to_owned(), cx.i18n.days_left(closes)].concat())
        }
        (_, _, None) => Some(cx.i18n.t(Key::ThreadOpenAlways)),
    }
}

/// Counts over the thread.
#[must_use]
pub fn facts(cx: &Cx, thread: &Thread) -> El {
    let counts = thread.counts;
    [
        (Plural::CountSubmissions, Some(counts.submissions)),
        (Plural::CountVotes, counts.votes),
        (Plural::CountComments, Some(counts.comments)),
        (Plural::CountParticipants, Some(counts.participants)),
    ]
    .into_iter()
    .filter_map(|(plural, n)| n.map(|n| (plural, n)))
    .fold(p("facts num", ""), |line, (plural, n)| line.add(span("", &cx.i18n.plural(plural, n))))
}

/// Where the thread's open data is, as JSON and as CSV.
#[must_use]
pub fn open_data(cx: &Cx, [json, csv]: &[String; 2]) -> El {
    let link = |word: &str, href: &str| {
        el("a", "facts-link")
            .attr("href", href)
            .attr("target", "_blank")
            .attr("rel", "noopener")
            .text(word)
    };
    p("facts", "")
        .add(span("", &cx.i18n.t(Key::ThreadOpenData)))
        .add(link("JSON", json))
        .add(link("CSV", csv))
}

/// The host's promise, and behind it what else there is to know.
#[must_use]
pub fn promise(cx: &Cx, thread: &Thread) -> El {
    let word = cx.i18n.word(Group::Promise, thread.promise.as_str());
    let title = el("span", "")
        .add(el("b", "").text(&[&cx.i18n.t(Key::PromiseTitle), ": ", &word].concat()))
        .add(span("promise-more", &cx.i18n.t(Key::ThreadAbout)));
    el("details", "more promise").add(el("summary", "").add(title))
}

/// The promise in a sentence.
#[must_use]
pub fn promise_text(cx: &Cx, thread: &Thread) -> El {
    p("", &cx.i18n.word(Group::Promise, &[thread.promise.as_str(), ".text"].concat()))
}

/// How it works here: what is checked, how votes count, when results show.
#[must_use]
pub fn rules(cx: &Cx, thread: &Thread) -> El {
    let t = |key| cx.i18n.t(key);
    let voting = thread.voting;
    let mut lines = vec![
        cx.i18n.word(Group::Phase, &[thread.phase.as_str(), ".hint"].concat()),
        t(if thread.premoderated { Key::RulesPremoderated } else { Key::RulesPostmoderated }),
    ];
    if thread.newcomers_held && !thread.premoderated {
        lines.push(t(Key::RulesNewcomers));
    }
    if thread.anonymous {
        lines.push(t(Key::RulesAnonymous));
    }
    if cx.votes(voting.mode) {
        lines.push(votes(cx, voting));
        lines.push(t(match voting.results {
            ResultsRule::Always => Key::RulesResultsAlways,
            ResultsRule::AfterVote => Key::RulesResultsAfterVote,
            ResultsRule::AfterClose => Key::RulesResultsAfterClose,
        }));
    }
    if let Some(at) = voting.answer_at {
        lines.push(cx.i18n.plural(Plural::RulesAnswerAt, at.into()));
    }
    el("ul", "").add_all(lines.iter().map(|line| el("li", "").text(line)).collect())
}

/// How votes count, and what can be done with one that is cast.
fn votes(cx: &Cx, voting: Voting) -> String {
    let t = |key| cx.i18n.t(key);
    match (voting.mode, voting.budget, cx.vote_rule(voting.mode)) {
        (.., Some(rule)) => rule,
        (VotingMode::Opinion, ..) => t(Key::RulesOpinion),
        (VotingMode::Support, None, _) => t(Key::RulesSupport),
        (VotingMode::Support, Some(budget), _) => {
            cx.i18n.plural(Plural::RulesBudget, budget.into())
        }
    }
}

/// What this forum does not offer, in one line; none where it offers all that
/// a participant could look for.
#[must_use]
pub fn missing(cx: &Cx) -> Option<El> {
    let i18n = cx.i18n;
    let names = [
        (Capability::Submit, Key::MissingSubmit),
        (Capability::Comments, Key::MissingComments),
        (Capability::Search, Key::MissingSearch),
        (Capability::Flags, Key::MissingFlags),
        (Capability::Sectors, Key::MissingSectors),
        (Capability::History, Key::MissingHistory),
        (Capability::Export, Key::MissingExport),
    ];
    let names = names.into_iter().filter(|(what, _)| !cx.can(*what));
    let names: Vec<String> = names.map(|(_, key)| i18n.t(key)).collect();
    (!names.is_empty())
        .then(|| p("meta", &i18n.t_with(Key::MissingTitle, &[("names", &names.join(", "))])))
}

/// A thread in the list of threads.
#[must_use]
pub fn card(cx: &Cx, thread: &Thread, href: &str, open: impl Fn() + 'static) -> El {
    let texts = texts(cx, thread);
    let id = ["t-", &thread.id].concat();
    let link = parts::link("", href, open)
        .attr("id", &id)
        .attr("lang", texts.lang)
        .attr("dir", "auto")
        .text(texts.title);
    el("article", "card thread-card")
        .attr("aria-labelledby", &id)
        .attr("part", "card")
        .add(marks(cx, thread))
        .add(el(cx.h(1), "card-title").add(link))
        .add(p("card-text", texts.summary).attr("lang", texts.lang).attr("dir", "auto"))
        .add(facts(cx, thread))
}
