//! Each field wrong in turn, and the error that it gives.

use contract::{
    AppealDraft, AppealState, CommentDraft, FieldError, FlagDraft, FlagReason, Forum, Judgement,
    Kind, Limits, Link, OrganisationPatch, Phase, ResultsRule, Stance, SubmissionDraft,
    SubmissionPatch, Term, Thread, ThreadDraft, ThreadKind, ThreadPatch, ThreadPromise,
    ThreadTranslation, Voting, VotingMode,
};
use proptest::prelude::*;
use rules::{Normalizer, phases::Schedule, validate};

const N: &Normalizer = &Normalizer::UNICODE;

fn terms(ids: &[&str]) -> Vec<Term> {
    ids.iter().map(|id| Term { id: (*id).to_owned(), name: [].into() }).collect()
}

fn forum() -> Forum {
    Forum {
        name: [].into(),
        description: [].into(),
        languages: vec!["en".into(), "th".into()],
        default_language: "en".into(),
        time_zone: "Asia/Bangkok".into(),
        sectors: terms(&["cso", "business"]),
        countries: terms(&["TH"]),
        themes: terms(&["health"]),
        groups: terms(&["older", "youth"]),
        kinds: terms(&["idea", "concern"]),
        statuses: vec![],
        limits: Limits { title_max: 10, body_max: 20, comment_max: 15, links_max: 2 },
        capabilities: vec![],
        sign_in: vec![],
        providers: vec![],
        reasons: vec![],
        offices: vec![],
        answer_days: 30,
        demo: false,
    }
}

fn submission() -> SubmissionDraft {
    SubmissionDraft {
        kind: Kind::Idea,
        title: "A title".into(),
        body: String::new(),
        language: "th".into(),
        theme: Some("health".into()),
        groups: vec!["older".into(), "youth".into()],
        links: vec![link("https://example.org"), link("mailto:a@example.org")],
        organisation: None,
    }
}

fn link(url: &str) -> Link {
    Link { url: url.into(), label: String::new() }
}

fn thread() -> ThreadDraft {
    ThreadDraft {
        slug: "post-pandemic-2021".into(),
        kind: ThreadKind::Proposals,
        title: "Recovery".into(),
        summary: String::new(),
        body: String::new(),
        language: "en".into(),
        translations: vec![translation("th")],
        promise: ThreadPromise::Consult,
        opens_at: Some("2021-08-01T00:00:00Z".into()),
        voting_opens_at: Some("2021-08-01T00:00:00Z".into()),
        closes_at: Some("2021-09-01T00:00:00+07:00".into()),
        voting: Voting {
            mode: VotingMode::Support,
            budget: Some(5),
            results: ResultsRule::Always,
            answer_at: Some(100),
        },
        rules: String::new(),
        languages: vec![],
        sectors: vec![],
        anonymous: false,
        premoderated: false,
        newcomers_held: false,
        pinned: false,
        locked: false,
    }
}

fn translation(language: &str) -> ThreadTranslation {
    ThreadTranslation {
        language: language.into(),
        title: "ฟื้นฟู".into(),
        summary: String::new(),
        body: String::new(),
    }
}

fn short(errors: Vec<FieldError>) -> String {
    let errors: Vec<_> = errors
        .into_iter()
        .map(|error| {
            assert!(error.message.ends_with('.'), "a sentence: {}", error.message);
            format!("{} {}", error.field, error.code)
        })
        .collect();
    errors.join(", ")
}

#[test]
fn submissions() {
    type Change = fn(&mut SubmissionDraft);
    let cases: &[(Change, &str)] = &[
        (|_| (), ""),
        (|s| s.kind = Kind::Question, "kind unknown"),
        (|s| s.title.clear(), "title required"),
        (|s| s.title = " \u{200b}\u{feff}".into(), "title required"),
        (|s| s.title = "ten letter".into(), ""),
        (|s| s.title = "eleven lett".into(), "title too_long"),
        // Ten after NFC, twenty before.
        (|s| s.title = "e\u{301}".repeat(10), ""),
        (|s| s.title = "e\u{301}".repeat(11), "title too_long"),
        (|s| s.title = "a".repeat(10_000), "title too_long"),
        (|s| s.title = "a\0b".into(), "title invalid"),
        (|s| s.body = "กำลังใจจากชุมชนนะ".into(), ""),
        (|s| s.body = "ก".repeat(21), "body too_long"),
        (|s| s.body = "\u{1}\u{202e}\u{fffe}\r\n\t".into(), ""),
        (|s| s.body = "\0".into(), "body invalid"),
        (|s| s.language.clear(), "language required"),
        (|s| s.language = "fr".into(), "language unknown"),
        (|s| s.theme = None, ""),
        (|s| s.theme = Some(String::new()), "theme unknown"),
        (|s| s.theme = Some("Health".into()), "theme unknown"),
        (|s| s.groups.clear(), ""),
        (|s| s.groups = vec!["older".into(), "men".into()], "groups[1] unknown"),
        (|s| s.groups = vec!["older".into(); 2], "groups[1] repeated"),
        (|s| s.groups = vec!["older".into(); 3], "groups too_many"),
        (|s| s.links = vec![link("http://a.org"); 3], "links too_many"),
        (|s| s.links = vec![link("http://a.org"); 2], "links[1].url repeated"),
        (|s| s.links = vec![link("")], "links[0].url required"),
        (|s| s.links = vec![link("javascript:alert(1)")], "links[0].url invalid"),
        (|s| s.links = vec![link("http://a.org/\0")], "links[0].url invalid"),
        (
            |s| s.links[1].url = format!("http://a.org/{}", "x".repeat(2000)),
            "links[1].url too_long",
        ),
        (|s| s.links[0].label = "x".repeat(121), "links[0].label too_long"),
        (|s| s.links[0].label = "\0".into(), "links[0].label invalid"),
        (
            |s| {
                s.links[0].url = "x".into();
                s.title.clear();
                s.theme = Some("x".into());
            },
            "title required, theme unknown, links[0].url invalid",
        ),
    ];
    for (change, expected) in cases {
        let mut draft = submission();
        change(&mut draft);
        assert_eq!(short(validate::submission(&draft, &forum(), N)), *expected, "{draft:?}");
        // An edit to the same values has the same errors.
        let patch = SubmissionPatch {
            kind: Some(draft.kind),
            title: Some(draft.title.clone()),
            body: Some(draft.body.clone()),
            theme: draft.theme.clone(),
            groups: Some(draft.groups.clone()),
            links: Some(draft.links.clone()),
        };
        let only_drafts = expected.starts_with("language") || draft.theme.as_deref() == Some("");
        let expected = if only_drafts { "" } else { expected };
        assert_eq!(short(validate::submission_patch(&patch, &forum(), N)), expected, "{patch:?}");
    }
    let nothing = SubmissionPatch::default();
    assert_eq!(validate::submission_patch(&nothing, &forum(), N), []);
}

#[test]
fn comments() {
    for (body, language, expected) in [
        ("I agree", None, ""),
        ("I agree", Some("th"), ""),
        ("I agree", Some("fr"), "language unknown"),
        (" \n", None, "body required"),
        ("sixteen letters!", None, "body too_long"),
        ("a\0", None, "body invalid"),
    ] {
        let draft = CommentDraft {
            body: body.into(),
            stance: Stance::For,
            reply_to: None,
            language: language.map(str::to_owned),
            organisation: None,
        };
        assert_eq!(short(validate::comment(&draft, &forum(), N)), expected, "{body:?}");
    }
}

#[test]
fn flags() {
    let long = "x".repeat(501);
    for (reason, note, expected) in [
        (FlagReason::Spam, "", ""),
        (FlagReason::Other, "why", ""),
        (FlagReason::Other, " ", "note required"),
        (FlagReason::Other, &long, "note too_long"),
        (FlagReason::Spam, "\0", "note invalid"),
    ] {
        let draft = FlagDraft { reason, note: note.into() };
        assert_eq!(short(validate::flag(&draft, &forum(), N)), expected, "{reason} {note:?}");
    }
}

#[test]
fn appeals() {
    use AppealState::{Open, Overturned, Upheld};
    let long = "x".repeat(2_001);
    for (text, expected) in
        [("Why?", ""), (" ", "text required"), (&long, "text too_long"), ("\0a", "text invalid")]
    {
        let draft = AppealDraft { text: text.into() };
        assert_eq!(short(validate::appeal(&draft, &forum(), N)), expected, "{text:?}");
    }
    for (outcome, answer, note, expected) in [
        (Upheld, "It insults.", "", ""),
        (Overturned, "", "", ""),
        // Who upholds a decision says why.
        (Upheld, " ", "", "answer required"),
        (Open, "", "", "outcome unknown"),
        (Overturned, &long, &long, "answer too_long, note too_long"),
        (Upheld, "\0a", "\0", "answer invalid, note invalid"),
    ] {
        let judgement = Judgement { outcome, answer: answer.into(), note: note.into() };
        assert_eq!(short(validate::judgement(&judgement, &forum(), N)), expected, "{outcome}");
    }
}

#[test]
fn threads() {
    type Change = fn(&mut ThreadDraft);
    let cases: &[(Change, &str)] = &[
        (|_| (), ""),
        (|t| t.slug.clear(), "slug required"),
        (|t| t.slug = "Recovery".into(), "slug invalid"),
        (|t| t.slug = "a--b".into(), "slug invalid"),
        (|t| t.slug = "-a".into(), "slug invalid"),
        (|t| t.slug = "ฟื้นฟู".into(), "slug invalid"),
        (|t| t.slug = "a/../b".into(), "slug invalid"),
        (|t| t.slug = "a".repeat(81), "slug invalid"),
        (|t| t.slug = "0198c0de-7c1d-7b3a-9f6e-2f1f0a4d9b11".into(), "slug invalid"),
        (|t| t.title = " ".into(), "title required"),
        (|t| t.title = "eleven lett".into(), "title too_long"),
        (|t| t.summary = "x".repeat(501), "summary too_long"),
        (|t| t.body = "x".repeat(10_001), "body too_long"),
        (|t| t.language = "fr".into(), "language unknown"),
        (|t| t.translations[0] = translation("en"), "translations[0].language repeated"),
        (|t| t.translations[0] = translation("fr"), "translations[0].language unknown"),
        (|t| t.translations[0].title.clear(), "translations[0].title required"),
        (|t| t.opens_at = Some("yesterday".into()), "opens_at invalid"),
        (|t| t.opens_at = None, ""),
        (|t| t.opens_at = Some("2021-08-02T00:00:00Z".into()), "voting_opens_at invalid"),
        (|t| t.closes_at = None, ""),
        (|t| t.closes_at = Some("2021-08-01T00:00:00Z".into()), "closes_at invalid"),
        (|t| t.voting_opens_at = Some("2021-10-01T00:00:00Z".into()), "closes_at invalid"),
        (|t| t.voting.budget = Some(0), "voting.budget invalid"),
        (|t| t.voting.mode = VotingMode::Opinion, "voting.budget invalid"),
        (|t| t.voting.answer_at = Some(0), "voting.answer_at invalid"),
    ];
    for (change, expected) in cases {
        let mut draft = thread();
        change(&mut draft);
        assert_eq!(short(validate::thread(&draft, &forum(), N)), *expected, "{draft:?}");
    }
}

fn stored(draft: ThreadDraft) -> Thread {
    Thread {
        id: String::new(),
        slug: draft.slug,
        kind: draft.kind,
        title: draft.title,
        summary: draft.summary,
        body: draft.body,
        language: draft.language,
        translations: draft.translations,
        promise: draft.promise,
        phase: Phase::Open,
        opens_at: draft.opens_at,
        voting_opens_at: draft.voting_opens_at,
        closes_at: draft.closes_at,
        voting: draft.voting,
        rules: draft.rules,
        languages: draft.languages,
        sectors: draft.sectors,
        anonymous: draft.anonymous,
        premoderated: draft.premoderated,
        newcomers_held: draft.newcomers_held,
        pinned: draft.pinned,
        locked: draft.locked,
        counts: contract::Counts::default(),
        response: None,
        created_at: String::new(),
        version: 1,
    }
}

#[test]
fn thread_changes_are_held_against_what_stays() {
    let current = stored(thread());
    let dates = |opens: &str, closes: &str| ThreadPatch {
        opens_at: (!opens.is_empty()).then(|| opens.to_owned()),
        closes_at: (!closes.is_empty()).then(|| closes.to_owned()),
        ..ThreadPatch::default()
    };
    for (patch, expected) in [
        (ThreadPatch::default(), ""),
        (ThreadPatch { locked: Some(true), ..ThreadPatch::default() }, ""),
        (ThreadPatch { title: Some(" ".into()), ..ThreadPatch::default() }, "title required"),
        (dates("", "2021-12-01T00:00:00Z"), ""),
        (dates("", "2021-07-01T00:00:00Z"), "closes_at invalid"),
        (dates("2021-07-01T00:00:00Z", ""), ""),
        (dates("2021-12-01T00:00:00Z", ""), "voting_opens_at invalid, closes_at invalid"),
        (dates("", "never"), "closes_at invalid"),
    ] {
        assert_eq!(short(validate::thread_patch(&patch, &current, &forum(), N)), expected);
    }
}

#[test]
fn the_schedule_of_a_thread_is_read_from_its_dates() {
    let schedule = Schedule::of(&stored(thread()));
    assert_eq!(schedule.phase(0), Phase::Upcoming);
    assert_eq!(schedule.phase(1_630_000_000_000), Phase::Voting);
    assert_eq!(schedule.phase(1_630_429_200_000), Phase::Closed);
}

proptest! {
    #[test]
    fn any_text_is_taken_or_refused(title: String, body: String, url: String, language: String) {
        let draft = SubmissionDraft { title, body, language, links: vec![link(&url)], ..submission() };
        for error in validate::submission(&draft, &forum(), N) {
            prop_assert!(!error.field.is_empty() && !error.message.is_empty());
        }
    }
}

#[test]
fn a_website_is_a_web_address() {
    for (website, fits) in [
        ("", true),
        ("https://baanklang.example", true),
        ("HTTP://baanklang.example/ไทย", true),
        ("mailto:a@b.example", false),
        ("MAILTO:a@b.example", false),
        ("javascript:alert(1)", false),
        ("baanklang.example", false),
    ] {
        let patch = OrganisationPatch { website: Some(website.into()), ..Default::default() };
        let errors = validate::organisation_patch(&patch, &forum(), N);
        assert_eq!(errors.is_empty(), fits, "{website}");
    }
}

#[test]
fn a_name_shows_something_on_one_line() {
    for (name, fits) in [
        ("Baan Klang", true),
        ("<script>alert(1)</script>", true),
        ("\u{200b} ", false),
        ("Baan\nKlang", false),
        ("Baan\u{7}Klang", false),
        (&"x".repeat(121), false),
    ] {
        let patch = OrganisationPatch { name: Some(name.into()), ..Default::default() };
        let errors = validate::organisation_patch(&patch, &forum(), N);
        assert_eq!(errors.is_empty(), fits, "{name:?}");
    }
}
