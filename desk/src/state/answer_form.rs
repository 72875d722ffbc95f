//! The form of an official answer: from the contract's shapes to fields and
//! back, and what is missing in it.

use contract::Status;
use rules::answers;

use super::{
    fields::Fields,
    moments::{Clock, day, end_of_day},
    wrong::Wrong,
};
use crate::{
    i18n::Key,
    shapes::{Answer, AnswerDraft},
};

/// The parts of an answer that are written.
pub const PARTS: [&str; 3] = ["heard", "action", "body"];

/// A form for a new answer to these submissions.
#[must_use]
pub fn fresh(submissions: &[String], language: &str) -> Fields {
    let mut fields = Fields::of([("language", language)]);
    fields.choose("submissions", submissions);
    fields
}

/// What stands in the form of an answer.
#[must_use]
pub fn of(answer: &Answer, clock: Clock<'_>) -> Fields {
    let mut fields = Fields::of([
        ("status", answer.status.as_str()),
        ("heard", &answer.heard),
        ("action", &answer.action),
        ("body", &answer.body),
        ("office", answer.office.as_deref().unwrap_or_default()),
        ("due_at", &day(answer.due_at.as_deref(), clock)),
        ("language", &answer.language),
    ]);
    let ids: Vec<String> = answer.submissions.iter().map(|one| one.id.clone()).collect();
    fields.choose("submissions", &ids);
    fields
}

/// What was decided, once that is chosen.
#[must_use]
pub fn status(fields: &Fields) -> Option<Status> {
    fields.get("status").parse().ok()
}

/// What is sent to the server.
#[must_use]
pub fn draft(fields: &Fields, clock: Clock<'_>) -> AnswerDraft {
    AnswerDraft {
        submissions: fields.words("submissions"),
        status: status(fields).unwrap_or(Status::UnderReview),
        heard: fields.text("heard"),
        action: fields.text("action"),
        body: fields.text("body"),
        office: fields.some("office"),
        due_at: end_of_day(fields.get("due_at"), clock),
        language: fields.text("language"),
    }
}

/// What is missing: for a draft what it answers and what was decided, and to
/// publish it something that it says.
#[must_use]
pub fn wrong(fields: &Fields, publish: bool) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if fields.get("submissions").is_empty() {
        wrong.push(Wrong::of("submissions", Key::AnswerSubmissionsRequired));
    }
    if status(fields).is_none() {
        wrong.push(Wrong::of("status", Key::AnswerStatusRequired));
    }
    if publish && PARTS.iter().all(|part| rules::text::is_blank(fields.get(part))) {
        wrong.push(Wrong::of("heard", Key::AnswerSaysNothing));
    }
    wrong
}

/// Whether an answer of this form would pay what is owed.
#[must_use]
pub fn settles(fields: &Fields) -> bool {
    status(fields).is_some_and(answers::settles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(ms: i64) -> i64 {
        ms + 7 * 3_600_000
    }

    fn form() -> Fields {
        let mut fields = fresh(&["b".into(), "a".into()], "th");
        fields.put("status", "partly_accepted");
        fields.put("heard", " You asked for people. ");
        fields.put("due_at", "2021-08-27");
        fields
    }

    #[test]
    fn a_form_is_sent_as_it_was_meant() {
        let draft = draft(&form(), &clock);
        assert_eq!(draft.submissions, ["a", "b"]);
        assert_eq!(
            (draft.status, draft.heard.as_str()),
            (Status::PartlyAccepted, "You asked for people.")
        );
        assert_eq!(draft.due_at.as_deref(), Some("2021-08-27T16:59:00.000Z"));
        assert_eq!((draft.office, draft.language.as_str()), (None, "th"));
    }

    #[test]
    fn an_answer_comes_back_from_its_form() {
        let author = contract::Author {
            id: "o".into(),
            name: "Anong".into(),
            organisation: None,
            sector: None,
            country: None,
            official: true,
        };
        let reference = |id: &str| contract::SubmissionRef {
            id: id.into(),
            reference: "OF-1".into(),
            title: "T".into(),
            language: "th".into(),
            thread_id: "t".into(),
        };
        let sent = draft(&form(), &clock);
        let answer = Answer {
            id: "x".into(),
            state: contract::AnswerState::Draft,
            status: sent.status,
            heard: sent.heard.clone(),
            action: String::new(),
            body: String::new(),
            office: None,
            due_at: sent.due_at.clone(),
            language: "th".into(),
            submissions: vec![reference("b"), reference("a")],
            author,
            version: 1,
            changed: false,
            edited_at: String::new(),
            published_at: None,
        };
        assert_eq!(draft(&of(&answer, &clock), &clock), sent);
    }

    #[test]
    fn what_is_missing_is_said() {
        let fields = |form: &Fields, publish| -> Vec<String> {
            wrong(form, publish).into_iter().map(|one| one.field).collect()
        };
        assert_eq!(fields(&fresh(&[], "th"), true), ["submissions", "status", "heard"]);
        assert_eq!(fields(&fresh(&["a".into()], "th"), false), ["status"]);
        assert!(fields(&form(), true).is_empty());
        assert!(settles(&form()));
        let mut looking = form();
        looking.put("status", "under_review");
        assert!(!settles(&looking) && !settles(&Fields::default()));
    }
}
