//! The form of a thread: from the contract's shapes to fields and back, what is
//! wrong with it, and what of it is promised and cannot be changed any more.

use contract::{
    FieldCode, ResultsRule, ThreadDraft, ThreadKind, ThreadPatch, ThreadPromise, ThreadTranslation,
    Voting, VotingMode,
};
use rules::{
    phases::has_ended,
    promise::{self, Happened, Promised, has_begun, strictness},
    time::parse_ms,
};

use super::{
    fields::Fields,
    moments::{Clock, moment, shown},
    wrong::Wrong,
};
use crate::{i18n::Key, shapes::Thread};

/// That the official has read what cannot be taken back.
pub const SURE: &str = "sure";
/// The dates of a thread.
pub const DATES: [&str; 3] = ["opens_at", "voting_opens_at", "closes_at"];
/// The texts that stand in each of a thread's languages.
const TEXTS: [&str; 3] = ["title", "summary", "body"];

/// The name of a text in another language than the thread's.
#[must_use]
pub fn in_language(name: &str, language: &str) -> String {
    format!("{name}.{language}")
}

/// A form for a new thread.
#[must_use]
pub fn fresh(language: &str) -> Fields {
    Fields::of([
        ("language", language),
        ("kind", ThreadKind::Proposals.as_str()),
        ("promise", ThreadPromise::Consult.as_str()),
        ("voting.mode", VotingMode::Opinion.as_str()),
        ("voting.results", ResultsRule::Always.as_str()),
    ])
}

/// What stands in the form of a thread.
#[must_use]
pub fn of(thread: &Thread, clock: Clock<'_>) -> Fields {
    let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut fields = Fields::of([
        ("slug", &thread.slug),
        ("kind", thread.kind.as_str()),
        ("language", &thread.language),
        ("title", &thread.title),
        ("summary", &thread.summary),
        ("body", &thread.body),
        ("promise", thread.promise.as_str()),
        ("opens_at", &shown(thread.opens_at.as_deref(), clock)),
        ("voting_opens_at", &shown(thread.voting_opens_at.as_deref(), clock)),
        ("closes_at", &shown(thread.closes_at.as_deref(), clock)),
        ("voting.mode", thread.voting.mode.as_str()),
        ("voting.budget", &number(thread.voting.budget)),
        ("voting.results", thread.voting.results.as_str()),
        ("voting.answer_at", &number(thread.voting.answer_at)),
        ("rules", &thread.rules),
    ]);
    for translation in &thread.translations {
        let texts = [&translation.title, &translation.summary, &translation.body];
        for (name, text) in TEXTS.into_iter().zip(texts) {
            fields.put(&in_language(name, &translation.language), text);
        }
    }
    fields.choose("languages", &thread.languages);
    fields.choose("sectors", &thread.sectors);
    for (name, on) in [
        ("anonymous", thread.anonymous),
        ("premoderated", thread.premoderated),
        ("newcomers_held", thread.newcomers_held),
        ("pinned", thread.pinned),
        ("locked", thread.locked),
    ] {
        fields.switch(name, on);
    }
    fields
}

/// The texts in the forum's other languages, where there are any.
fn translations(fields: &Fields, languages: &[String]) -> Vec<ThreadTranslation> {
    let others = languages.iter().filter(|tag| *tag != fields.get("language"));
    others
        .map(|tag| {
            let [title, summary, body] = TEXTS.map(|name| fields.text(&in_language(name, tag)));
            ThreadTranslation { language: tag.clone(), title, summary, body }
        })
        .filter(|one| ![&one.title, &one.summary, &one.body].iter().all(|text| text.is_empty()))
        .collect()
}

fn voting(fields: &Fields) -> Voting {
    let mode = fields.get("voting.mode").parse().unwrap_or(VotingMode::Opinion);
    let number = |name: &str| fields.text(name).parse().ok();
    Voting {
        mode,
        // Only supports are counted; what was typed before the mode changed stays on screen alone.
        budget: number("voting.budget").filter(|_| mode == VotingMode::Support),
        results: fields.get("voting.results").parse().unwrap_or(ResultsRule::Always),
        answer_at: number("voting.answer_at"),
    }
}

/// The thread that is to be opened.
#[must_use]
pub fn draft(fields: &Fields, languages: &[String], clock: Clock<'_>) -> ThreadDraft {
    let date = |name: &str| moment(fields.get(name), clock);
    ThreadDraft {
        slug: fields.text("slug"),
        kind: fields.get("kind").parse().unwrap_or(ThreadKind::Proposals),
        title: fields.text("title"),
        summary: fields.text("summary"),
        body: fields.text("body"),
        language: fields.text("language"),
        translations: translations(fields, languages),
        promise: fields.get("promise").parse().unwrap_or(ThreadPromise::Consult),
        opens_at: date("opens_at"),
        voting_opens_at: date("voting_opens_at"),
        closes_at: date("closes_at"),
        voting: voting(fields),
        rules: fields.text("rules"),
        languages: fields.words("languages"),
        sectors: fields.words("sectors"),
        anonymous: fields.is("anonymous"),
        premoderated: fields.is("premoderated"),
        newcomers_held: fields.is("newcomers_held"),
        pinned: fields.is("pinned"),
        locked: fields.is("locked"),
    }
}

/// What is to be changed: only what differs.
#[must_use]
pub fn patch(was: &Fields, now: &Fields, languages: &[String], clock: Clock<'_>) -> ThreadPatch {
    let differs = |name: &str| was.get(name) != now.get(name);
    let text = |name: &str| differs(name).then(|| now.text(name));
    let date = |name: &str| differs(name).then(|| moment(now.get(name), clock)).flatten();
    let words = |name: &str| differs(name).then(|| now.words(name));
    let switch = |name: &str| differs(name).then(|| now.is(name));
    let (before, after) = (translations(was, languages), translations(now, languages));
    let (votes, vote) = (voting(was), voting(now));
    ThreadPatch {
        title: text("title"),
        summary: text("summary"),
        body: text("body"),
        promise: differs("promise").then(|| now.get("promise").parse().ok()).flatten(),
        opens_at: date("opens_at"),
        voting_opens_at: date("voting_opens_at"),
        closes_at: date("closes_at"),
        rules: text("rules"),
        languages: words("languages"),
        sectors: words("sectors"),
        translations: (before != after).then_some(after),
        voting: (votes != vote).then_some(vote),
        anonymous: switch("anonymous"),
        newcomers_held: switch("newcomers_held"),
        premoderated: switch("premoderated"),
        pinned: switch("pinned"),
        locked: switch("locked"),
    }
}

/// What stands in the forms of a thread and is promised to people.
fn promised(fields: &Fields, clock: Clock<'_>) -> Promised {
    Promised {
        voting: voting(fields),
        level: fields.get("promise").parse().unwrap_or(ThreadPromise::Inform),
        anonymous: fields.is("anonymous"),
        closes_at: moment(fields.get("closes_at"), clock).as_deref().and_then(parse_ms),
    }
}

/// What a thread has bound itself to, so that the form can say it before the
/// server refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    was: Fields,
    happened: Happened,
}

impl Bound {
    /// As a thread stands at a moment, ms. How many supports one person gave
    /// only the server knows.
    #[must_use]
    pub fn of(thread: &Thread, now: i64, clock: Clock<'_>) -> Self {
        let happened = Happened {
            begun: has_begun(thread.phase, thread.counts.participants),
            ended: has_ended(thread.phase),
            voted: thread.counts.votes.unwrap_or_default() > 0,
            most_given: 0,
            now,
        };
        Self { was: of(thread, clock), happened }
    }

    /// Whether a field may not become this.
    #[must_use]
    pub fn refuses(&self, name: &str, text: &str, clock: Clock<'_>) -> bool {
        let mut after = self.was.clone();
        after.put(name, text);
        let promised = |fields| promised(fields, clock);
        promise::check(&promised(&self.was), &promised(&after), &self.happened).is_err()
    }
}

/// Fields in which this form would bind the thread for good and the one before
/// did not.
#[must_use]
pub fn binding(was: &Fields, now: &Fields) -> Vec<&'static str> {
    let hides = |fields: &Fields| strictness(voting(fields).results);
    let mut names = Vec::new();
    if hides(now) > hides(was) {
        names.push("voting.results");
    }
    if now.is("anonymous") && !was.is("anonymous") {
        names.push("anonymous");
    }
    names
}

/// What is wrong with the form as far as this is known here: a promise that
/// would be broken, a date that would be taken away, and what everybody can
/// see. Everything else the server says.
#[must_use]
pub fn wrong(was: &Fields, now: &Fields, bound: Option<&Bound>, clock: Clock<'_>) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut fail = |field: &str, key: Key| wrong.push(Wrong::of(field, key));
    let needed: &[&str] = if bound.is_some() { &["title"] } else { &["title", "slug"] };
    for name in needed {
        if now.text(name).is_empty() {
            fail(name, Key::FieldRequired);
        }
    }
    for name in ["voting.budget", "voting.answer_at"] {
        let is_number = now.text(name).parse::<u32>().is_ok_and(|number| number > 0);
        if !now.get(name).is_empty() && !is_number {
            fail(name, Key::FieldNumber);
        }
    }
    for name in DATES {
        if bound.is_some() && now.get(name).is_empty() && !was.get(name).is_empty() {
            fail(name, Key::FieldDateStays);
        }
    }
    if let Some(bound) = bound {
        let names = ["promise", "closes_at", "voting.mode", "voting.budget", "voting.results"];
        for name in names.into_iter().chain(["voting.answer_at", "anonymous"]) {
            let changed = was.get(name) != now.get(name);
            if changed && bound.refuses(name, now.get(name), clock) {
                fail(name, Key::FieldPromised);
            }
        }
    }
    if !binding(was, now).is_empty() && !now.is(SURE) {
        fail(SURE, Key::ThreadSureRequired);
    }
    wrong
}

/// The field of the form that the server names.
#[must_use]
pub fn place(server: &str, fields: &Fields, languages: &[String]) -> String {
    let (list, rest) = server.split_once('[').unwrap_or((server, ""));
    let Some((at, name)) = rest.split_once(']').filter(|_| list == "translations") else {
        return list.to_owned();
    };
    let others = translations(fields, languages);
    let language = at.parse().ok().and_then(|at: usize| others.get(at));
    let name = name.trim_start_matches('.');
    language.map_or_else(|| list.to_owned(), |one| in_language(name, &one.language))
}

/// What a code of the server means at a field of a thread, where that is more
/// than it means everywhere.
#[must_use]
pub fn meaning(field: &str, code: FieldCode) -> Option<Key> {
    Some(match (field, code) {
        ("slug", FieldCode::Invalid) => Key::ThreadSlugInvalid,
        ("voting_opens_at", FieldCode::Invalid) => Key::ThreadVotingInvalid,
        ("closes_at", FieldCode::Invalid) => Key::ThreadClosesInvalid,
        ("closes_at", FieldCode::Required) => Key::ThreadClosesRequired,
        _ => return None,
    })
}

/// A short name for the address, made of a title; empty where the title has
/// too few Latin letters.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let cut = slug.len() >= 60;
    let slug = if cut { slug.rsplit_once('-').map_or(&*slug, |(whole, _)| whole) } else { &slug };
    let slug = slug.trim_end_matches('-');
    let letters = slug.bytes().filter(u8::is_ascii_alphabetic).count();
    if letters < 4 { String::new() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use contract::{Counts, Phase};

    use super::*;

    const OPENS: &str = "2021-08-26T02:00:00.000Z";
    const CLOSES: &str = "2021-09-30T16:59:00.000Z";

    fn clock(ms: i64) -> i64 {
        ms + 7 * 3_600_000
    }

    fn languages() -> Vec<String> {
        vec!["en".into(), "th".into()]
    }

    fn thread() -> Thread {
        let translation = ThreadTranslation {
            language: "th".into(),
            title: "ถาม".into(),
            summary: String::new(),
            body: String::new(),
        };
        Thread {
            id: "t".into(),
            slug: "care".into(),
            kind: ThreadKind::Proposals,
            title: "Care".into(),
            summary: "S".into(),
            body: "B".into(),
            language: "en".into(),
            translations: vec![translation],
            promise: ThreadPromise::Involve,
            phase: Phase::Open,
            opens_at: Some(OPENS.into()),
            voting_opens_at: None,
            closes_at: Some(CLOSES.into()),
            voting: Voting {
                mode: VotingMode::Support,
                budget: Some(5),
                results: ResultsRule::AfterVote,
                answer_at: Some(60),
            },
            rules: "R".into(),
            languages: vec!["th".into()],
            sectors: vec!["ngo".into(), "cso".into()],
            anonymous: true,
            premoderated: true,
            newcomers_held: false,
            pinned: true,
            locked: false,
            counts: Counts { votes: Some(7), ..Counts::default() },
            version: 3,
        }
    }

    fn wrong_fields(change: impl FnOnce(&mut Fields)) -> Vec<String> {
        let (thread, mut now) = (thread(), of(&thread(), &clock));
        let was = now.clone();
        change(&mut now);
        let bound = Bound::of(&thread, 1_630_000_000_000, &clock);
        let wrong = wrong(&was, &now, Some(&bound), &clock);
        wrong.into_iter().map(|one| one.field).collect()
    }

    #[test]
    fn a_thread_comes_back_from_its_form() {
        let (thread, fields) = (thread(), of(&thread(), &clock));
        assert_eq!(fields.get("opens_at"), "2021-08-26T09:00");
        assert_eq!(fields.get("closes_at"), "2021-09-30T23:59");
        let draft = draft(&fields, &languages(), &clock);
        assert_eq!((draft.opens_at, draft.closes_at), (thread.opens_at, thread.closes_at));
        assert_eq!((draft.voting, draft.promise), (thread.voting, thread.promise));
        assert_eq!(draft.translations, thread.translations);
        assert_eq!(draft.sectors, ["cso", "ngo"]);
        assert!(draft.anonymous && draft.premoderated && draft.pinned && !draft.locked);
    }

    #[test]
    fn only_what_differs_is_sent() {
        let was = of(&thread(), &clock);
        assert_eq!(patch(&was, &was, &languages(), &clock), ThreadPatch::default());
        let mut now = was.clone();
        now.put("title", " Care for all ");
        now.put("title.th", "");
        now.put("closes_at", "2021-10-01T12:00");
        now.put("voting.answer_at", "50");
        now.switch("pinned", false);
        let patch = patch(&was, &now, &languages(), &clock);
        assert_eq!(patch.title.as_deref(), Some("Care for all"));
        assert_eq!(patch.closes_at.as_deref(), Some("2021-10-01T05:00:00.000Z"));
        assert_eq!(patch.voting.and_then(|voting| voting.answer_at), Some(50));
        assert_eq!(patch.voting.and_then(|voting| voting.budget), Some(5));
        assert_eq!((patch.translations, patch.pinned), (Some(vec![]), Some(false)));
        assert_eq!((patch.summary, patch.opens_at, patch.anonymous), (None, None, None));
    }

    #[test]
    fn what_was_promised_is_refused_before_it_is_sent() {
        let none: [&str; 0] = [];
        assert_eq!(wrong_fields(|_| ()), none);
        assert_eq!(wrong_fields(|now| now.switch("anonymous", false)), ["anonymous"]);
        assert_eq!(wrong_fields(|now| now.put("voting.results", "always")), ["voting.results"]);
        assert_eq!(wrong_fields(|now| now.put("voting.mode", "opinion")), ["voting.mode"]);
        assert_eq!(wrong_fields(|now| now.put("voting.answer_at", "")), ["voting.answer_at"]);
        assert_eq!(wrong_fields(|now| now.put("promise", "inform")), ["promise"]);
        assert_eq!(wrong_fields(|now| now.put("promise", "empower")), none);
        assert_eq!(wrong_fields(|now| now.put("closes_at", "2021-09-01T00:00")), ["closes_at"]);
        assert_eq!(wrong_fields(|now| now.put("opens_at", "")), ["opens_at"]);
        assert_eq!(wrong_fields(|now| now.put("title", " ")), ["title"]);
        assert_eq!(wrong_fields(|now| now.put("voting.budget", "0")), ["voting.budget"]);
    }

    #[test]
    fn what_binds_for_good_is_confirmed_first() {
        assert_eq!(wrong_fields(|now| now.put("voting.results", "after_close")), [SURE]);
        let sure = |now: &mut Fields| {
            now.put("voting.results", "after_close");
            now.switch(SURE, true);
        };
        assert!(wrong_fields(sure).is_empty());
        let (was, mut now) = (fresh("th"), fresh("th"));
        now.switch("anonymous", true);
        assert_eq!(binding(&was, &now), ["anonymous"]);
        let fields: Vec<String> =
            wrong(&was, &now, None, &clock).into_iter().map(|one| one.field).collect();
        assert_eq!(fields, ["title", "slug", SURE]);
    }

    #[test]
    fn the_servers_names_are_those_of_the_form() {
        let fields = of(&thread(), &clock);
        let check = |server: &str, ours: &str| {
            assert_eq!(place(server, &fields, &languages()), ours);
        };
        check("closes_at", "closes_at");
        check("languages[0]", "languages");
        check("translations[0].summary", "summary.th");
        check("translations[7].summary", "translations");
        assert_eq!(meaning("closes_at", FieldCode::Required), Some(Key::ThreadClosesRequired));
        assert_eq!(meaning("title", FieldCode::Required), None);
    }

    #[test]
    fn a_short_name_is_made_of_latin_letters() {
        assert_eq!(
            slug("Care for older persons: what first?"),
            "care-for-older-persons-what-first"
        );
        assert_eq!(slug("การฟื้นฟูหลังการระบาดใหญ่ 2564"), "");
        assert_eq!(slug(&"word ".repeat(30)), ["word"; 12].join("-"));
        assert!(rules::validate::is_slug(&slug("  -- 4 Years -- ")));
    }
}
