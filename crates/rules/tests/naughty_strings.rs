//! The Big List of Naughty Strings through everything that takes text.
//!
//! The list lies beside the project (`../shared/data`); where it does not,
//! these tests have nothing to say.

use std::{fs, path::Path};

use contract::{
    CommentDraft, FieldCode, FlagDraft, FlagReason, Forum, Kind, Limits, Stance, SubmissionDraft,
    Term,
};
use rules::{Normalizer, rich_text, text, validate};

fn naughty() -> Vec<String> {
    let list =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/security/blns.json");
    fs::read_to_string(list)
        .map(|json| serde_json::from_str(&json).expect("a list of strings"))
        .unwrap_or_default()
}

fn forum() -> Forum {
    Forum {
        name: [("en".to_owned(), "Forum".to_owned())].into(),
        description: [].into(),
        languages: vec!["en".into()],
        default_language: "en".into(),
        time_zone: "Asia/Bangkok".into(),
        sectors: vec![],
        countries: vec![],
        themes: vec![],
        groups: vec![],
        kinds: vec![Term { id: "idea".into(), name: [].into() }],
        statuses: vec![],
        limits: Limits { title_max: 300, ..Limits::default() },
        capabilities: vec![],
        sign_in: vec![],
        providers: vec![],
        reasons: vec![],
        offices: vec![],
        answer_days: 30,
        demo: false,
    }
}

#[test]
fn every_string_is_taken_as_it_is_unless_it_shows_nothing() {
    let (forum, normalizer) = (forum(), &Normalizer::UNICODE);
    let mut blank = 0;
    for string in naughty() {
        let draft = SubmissionDraft {
            kind: Kind::Idea,
            title: string.clone(),
            body: string.clone(),
            language: "en".into(),
            theme: None,
            groups: vec![],
            links: vec![],
            organisation: None,
        };
        let comment = CommentDraft {
            body: string.clone(),
            stance: Stance::For,
            reply_to: None,
            language: None,
            organisation: None,
        };
        let flag = FlagDraft { reason: FlagReason::Spam, note: string.clone() };
        let codes = |errors: Vec<contract::FieldError>| {
            errors.into_iter().map(|error| (error.field, error.code)).collect::<Vec<_>>()
        };
        let required = |field: &str| {
            let blank = text::is_blank(&string).then_some(FieldCode::Required);
            blank.map(|code| (field.to_owned(), code)).into_iter().collect::<Vec<_>>()
        };
        blank += usize::from(text::is_blank(&string));
        let submission = validate::submission(&draft, &forum, normalizer);
        assert_eq!(codes(submission), required("title"), "{string:?}");
        let comment = validate::comment(&comment, &forum, normalizer);
        assert_eq!(codes(comment), required("body"), "{string:?}");
        assert_eq!(validate::flag(&flag, &forum, normalizer), [], "{string:?}");
    }
    // Empty, spaces, U+FEFF, and control characters alone.
    assert!(blank <= 6, "{blank} strings would be refused");
}

#[test]
fn every_string_is_shown_as_typed() {
    let changed: Vec<_> = naughty()
        .into_iter()
        .filter(|string| rich_text::plain(&rich_text::parse(string)) != *string)
        .collect();
    assert_eq!(changed, [] as [&str; 0]);
}
