//! Whether an answer is one to what was asked. A backend that mixes things up,
//! or leads from page to page in a circle, is told apart here from one that
//! answers; the shapes themselves are judged where they are read (`wire`).

use contract::{Comment, Page, Submission, Thread};

use super::BackendError;

/// Bytes of a cursor, which travels in an address.
const LONGEST_CURSOR: usize = 4_096;

type Judged<T> = Result<T, BackendError>;

fn same(asked: &str, answered: &str) -> bool {
    asked.eq_ignore_ascii_case(answered)
}

fn only_if<T>(fits: bool, answer: T) -> Judged<T> {
    if fits { Ok(answer) } else { Err(BackendError::Unexpected) }
}

/// The submission with this id.
pub fn submission(id: &str, answer: Submission) -> Judged<Submission> {
    only_if(same(id, &answer.id), answer)
}

/// The thread of this id or slug.
pub fn thread(key: &str, answer: Thread) -> Judged<Thread> {
    only_if(same(key, &answer.id) || same(key, &answer.slug), answer)
}

/// A comment on this submission.
pub fn comment(submission: &str, answer: Comment) -> Judged<Comment> {
    only_if(same(submission, &answer.submission_id), answer)
}

/// A page of comments on this submission.
pub fn comments(
    submission: &str,
    sent: Option<&str>,
    answer: Page<Comment>,
) -> Judged<Page<Comment>> {
    let fits = answer.items.iter().all(|comment| same(submission, &comment.submission_id));
    only_if(fits, answer).and_then(|answer| page(sent, answer))
}

/// The page behind a cursor: the next one is another.
pub fn page<T>(sent: Option<&str>, answer: Page<T>) -> Judged<Page<T>> {
    let next = answer.next_cursor.as_deref();
    let fits = next
        .is_none_or(|next| !next.is_empty() && next.len() <= LONGEST_CURSOR && sent != Some(next));
    only_if(fits, answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_does_not_lead_to_itself() {
        let led = |sent: Option<&str>, next: Option<&str>| {
            let next_cursor = next.map(str::to_owned);
            page(sent, Page::<()> { items: Vec::new(), next_cursor, total: None }).is_ok()
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
