//! What commands tell those who follow live: kept by a driver until its
//! transaction is committed, then told to all who hear.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
};

use async_trait::async_trait;
use storage::{Changed, Changes, Live, LiveChange};
use tokio::sync::broadcast;

/// Most changes that a slow listener may be behind; it hears that it lost some
/// then.
const BEHIND: usize = 4096;

/// What the commands of one transaction told so far.
#[derive(Debug, Default)]
pub struct Told {
    changes: RefCell<Vec<LiveChange>>,
    before_command: Cell<usize>,
}

impl Told {
    /// Keeps a change.
    pub fn tell(&self, change: LiveChange) {
        self.changes.borrow_mut().push(change);
    }

    /// Begins a transaction.
    pub fn begin(&self) {
        self.changes.borrow_mut().clear();
        self.savepoint();
    }

    /// Begins a command.
    pub fn savepoint(&self) {
        self.before_command.set(self.changes.borrow().len());
    }

    /// Forgets what the command told.
    pub fn undo(&self) {
        self.changes.borrow_mut().truncate(self.before_command.get());
    }

    /// Takes all that was told, to pass it on; of many votes on one submission
    /// one is left, since they change the same tally.
    pub fn take(&self) -> Vec<LiveChange> {
        let mut changes = self.changes.take();
        self.before_command.set(0);
        let mut tallies = HashSet::new();
        changes.retain(|change| match &change.what {
            Changed::Tally { submission } => tallies.insert(submission.clone()),
            _ => true,
        });
        changes
    }
}

/// Tells all who hear in this process.
#[derive(Debug, Clone)]
pub struct Announcer(broadcast::Sender<Live>);

impl Default for Announcer {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }
}

impl Announcer {
    /// Tells it. It waits for nobody, and costs nothing where nobody hears.
    pub fn tell(&self, live: Live) {
        // An error would say that nobody hears.
        let _ = self.0.send(live);
    }

    /// Hears what is told from now on.
    #[must_use]
    pub fn hear(&self) -> Heard {
        Heard(self.0.subscribe())
    }
}

/// What an [`Announcer`] tells.
#[derive(Debug)]
pub struct Heard(broadcast::Receiver<Live>);

#[async_trait]
impl Changes for Heard {
    async fn next(&mut self) -> Option<Live> {
        match self.0.recv().await {
            Ok(live) => Some(live),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Live::Lost),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use storage::{Changed, ForumId, LiveChange};

    use super::Told;

    fn change(what: Changed) -> LiveChange {
        LiveChange { forum: ForumId(1), thread: Some("t".into()), what }
    }

    #[test]
    fn what_is_undone_is_not_told_and_a_tally_once() {
        let tally = |id: &str| change(Changed::Tally { submission: id.into() });
        let told = Told::default();
        told.begin();
        for what in [tally("a"), change(Changed::Thread), tally("b")] {
            told.savepoint();
            told.tell(tally("a"));
            told.tell(what);
        }
        told.savepoint();
        told.tell(tally("c"));
        told.undo();
        assert_eq!(told.take(), [tally("a"), change(Changed::Thread), tally("b")]);
        told.tell(tally("a"));
        told.begin();
        assert!(told.take().is_empty(), "a transaction that failed told nothing");
    }
}
