//! Whether an answer is one to what was asked. A backend that mixes things up,
//! or leads from page to page in a circle, is told apart here from one that
//! answers; the shapes themselves are judged where they are read (`wire`).

use contract::{Comment, Page, Submission, Thread};

use super::BackendError;

/// Bytes of a cursor, which travels in an address.
const LONGEST_CURSOR: usize = 4_096;

/// An answer that is judged where it stands: one that does not fit becomes
/// [`BackendError::Unexpected`] there. (The shapes are large; handing them on
/// and back costs code at every place.)
type Answered<T> = Result<T, BackendError>;

fn same(asked: &str, answered: &str) -> bool {
    asked.eq_ignore_ascii_case(answered)
}

fn only_if<T>(answer: &mut Answered<T>, fits: impl FnOnce(&T) -> bool) {
    if answer.as_ref().is_ok_and(|answer| !fits(answer)) {
        *answer = Err(BackendError::Unexpected);
    }
}

/// The submission with this id.
pub fn submission(id: &str, answer: &mut Answered<Submission>) {
    only_if(answer, |answer| same(id, &answer.id));
}

/// The thread of this id or slug.
pub fn thread(key: &str, answer: &mut Answered<Thread>) {
    only_if(answer, |answer| same(key, &answer.id) || same(key, &answer.slug));
}

/// A comment on this submission.
pub fn comment(submission: &str, answer: &mut Answered<Comment>) {
    only_if(answer, |answer| same(submission, &answer.submission_id));
}

/// A page of comments on this submission.
pub fn comments(submission: &str, sent: Option<&str>, answer: &mut Answered<Page<Comment>>) {
    only_if(answer, |answer| {
        answer.items.iter().all(|comment| same(submission, &comment.submission_id))
    });
    page(sent, answer);
}

/// The page behind a cursor: the next one is another.
pub fn page<T>(sent: Option<&str>, answer: &mut Answered<Page<T>>) {
    only_if(answer, |answer| leads_on(sent, answer.next_cursor.as_deref()));
}

fn leads_on(sent: Option<&str>, next: Option<&str>) -> bool {
    next.is_none_or(|next| !next.is_empty() && next.len() <= LONGEST_CURSOR && sent != Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_does_not_lead_to_itself() {
        let led = |sent: Option<&str>, next: Option<&str>| {
            let next_cursor = next.map(str::to_owned);
            let mut answer = Ok(Page::<()> { items: Vec::new(), next_cursor, total: None });
            page(sent, &mut answer);
            answer.is_ok()
        };
        assert!(led(None, None));
        assert!(led(None, Some("a")));
        assert!(led(Some("a"), Some("b")));
        assert!(led(Some("a"), None));
        assert!(!led(Some("a"), Some("a")));
        assert!(!led(None, Some("")));
        assert!(!led(None, Some(&"a".repeat(LONGEST_CURSOR + 1))));
    }

    #[test]
    fn ids_are_the_same_in_any_case_of_letters() {
        assert!(same("0197a", "0197A"));
        assert!(!same("0197a", "0197b"));
    }
}
