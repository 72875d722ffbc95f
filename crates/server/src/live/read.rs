//! What an event says: read from the storage as nobody in particular reads it.

use contract::{Comment, GoneEvent, GoneKind, Id, ResponseEvent, TallyChange, TallyEvent};
use serde::Serialize;
use storage::{Changed, ForumId, LiveChange, StorageError, SubmissionView};

use crate::{
    api::{announcement, render},
    app::App,
};

/// An event before it has an id.
#[derive(Debug)]
pub struct Event {
    /// Its name.
    pub kind: &'static str,
    /// Its data, one line of JSON.
    pub data: String,
}

impl Event {
    fn new(kind: &'static str, data: &impl Serialize) -> Result<Self, StorageError> {
        let data = serde_json::to_string(data);
        let data = data.map_err(|error| StorageError::Inconsistent(error.to_string()))?;
        Ok(Self { kind, data })
    }

    fn gone(kind: GoneKind, id: &str, submission_id: Option<&Id>) -> Result<Self, StorageError> {
        let gone = GoneEvent { kind, id: id.to_owned(), submission_id: submission_id.cloned() };
        Self::new("gone", &gone)
    }
}

/// What to send of a change; none where there is nothing for everybody to see.
///
/// # Errors
/// Those of the database: what changed is not known then.
pub async fn event(app: &App, change: &LiveChange) -> Result<Option<Event>, StorageError> {
    let (forum, thread) = (change.forum, change.thread.as_ref());
    match &change.what {
        Changed::Thread => {
            let Some(thread) = thread else { return Ok(None) };
            let row = found(app.storage().thread(forum, thread).await)?;
            row.map(|row| Event::new("thread", &render::thread(row, app.now()))).transpose()
        }
        Changed::Submission { id, was_public } => {
            let Some(view) = public(app, forum, thread, id).await? else {
                return gone(*was_public, GoneKind::Submission, id, None);
            };
            let Some(room) = app.room_of(forum) else { return Ok(None) };
            let now = app.now();
            let shown = render::submission(view.submission, &view.thread, &room.forum, now);
            Event::new("submission", &shown).map(Some)
        }
        Changed::Response { submission } => {
            let Some(view) = public(app, forum, thread, submission).await? else {
                return Ok(None);
            };
            let (row, submission_id) = (view.submission, submission.clone());
            let event = row.response.map(|response| ResponseEvent {
                submission_id,
                status: row.status,
                response: render::response(response),
            });
            event.map(|event| Event::new("response", &event)).transpose()
        }
        Changed::Comment { id, submission, was_public } => {
            let Some(row) = found(app.storage().public_comment(forum, id).await)? else {
                return gone(*was_public, GoneKind::Comment, id, Some(submission));
            };
            let comment: Comment = render::comment(row);
            Event::new("comment", &comment).map(Some)
        }
        Changed::Announcement { id, was_public } => {
            let row = found(app.storage().announcement(forum, id).await)?;
            let Some(row) = row.filter(|row| row.thread_id.as_ref() == thread) else {
                return gone(*was_public, GoneKind::Announcement, id, None);
            };
            Event::new("announcement", &announcement(row)).map(Some)
        }
        // They wait to be sent together.
        Changed::Tally { .. } | Changed::Everything => Ok(None),
    }
}

/// That something is not there any more, for those who saw it.
fn gone(
    was_public: bool,
    kind: GoneKind,
    id: &Id,
    submission: Option<&Id>,
) -> Result<Option<Event>, StorageError> {
    was_public.then(|| Event::gone(kind, id, submission)).transpose()
}

/// The tallies of submissions of a thread, of those that everybody may see now;
/// none where there is no such.
///
/// # Errors
/// Those of the database.
pub async fn tallies(
    app: &App,
    forum: ForumId,
    thread: &Id,
    submissions: &[Id],
) -> Result<Option<Event>, StorageError> {
    let Some(room) = app.room_of(forum) else { return Ok(None) };
    let mut items = Vec::new();
    for id in submissions {
        let Some(view) = public(app, forum, Some(thread), id).await? else { continue };
        let shown = render::submission(view.submission, &view.thread, &room.forum, app.now());
        if let Some(tally) = shown.tally {
            items.push(TallyChange { submission_id: shown.id, tally });
        }
    }
    (!items.is_empty()).then(|| Event::new("tally", &TallyEvent { items })).transpose()
}

/// A submission that everybody sees in this thread.
async fn public(
    app: &App,
    forum: ForumId,
    thread: Option<&Id>,
    id: &str,
) -> Result<Option<SubmissionView>, StorageError> {
    let view = found(app.storage().submission(forum, id, None).await)?;
    Ok(view.filter(|view| Some(&view.thread.id) == thread))
}

/// What is not there, or not to be seen, as nothing.
fn found<T>(read: Result<T, StorageError>) -> Result<Option<T>, StorageError> {
    match read {
        Ok(row) => Ok(Some(row)),
        Err(StorageError::NotFound | StorageError::Withdrawn) => Ok(None),
        Err(error) => Err(error),
    }
}
