//! The threads that are followed.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use contract::Id;
use storage::ForumId;
use tokio::sync::watch;

use super::{
    feed::{Feed, Listener},
    seats::{Full, Most, Seat, Seats},
};
use crate::{http::problem::ApiError, sources::Sources};

/// Time between two `tally` events of a thread, ms: at most four a second.
const TALLY_EVERY_MS: i64 = 250;
/// Most tallies that are read for one event; others wait for the next.
const TALLIES_MAX: usize = 20;
/// How long the events of a thread are kept for somebody who comes back, after
/// the last has gone, ms.
const KEPT_MS: i64 = 30_000;
/// When to try again where there are as many connections as there may be, s.
const TRY_AGAIN_S: u64 = 30;

/// A thread of a forum.
type Key = (ForumId, Id);

/// All threads that are followed, and how many follow.
#[derive(Debug, Default)]
pub struct Hub {
    threads: Mutex<HashMap<Key, Followed>>,
    seats: Seats,
    ended: watch::Sender<bool>,
}

#[derive(Debug)]
struct Followed {
    feed: Arc<Feed>,
    /// Submissions whose votes changed since their tally was sent, those that
    /// wait longest first.
    voted: VecDeque<Id>,
    /// When a tally may be sent again, ms.
    tally_at: i64,
    /// Since when nobody listens, ms.
    left_at: Option<i64>,
}

/// Tallies of a thread that are due.
#[derive(Debug)]
pub struct Due {
    /// The forum.
    pub forum: ForumId,
    /// The thread.
    pub thread: Id,
    /// Where to send them.
    pub feed: Arc<Feed>,
    /// The submissions.
    pub submissions: Vec<Id>,
}

impl Hub {
    /// Room for a connection of an address.
    ///
    /// # Errors
    /// 429 where the address has as many as it may, and 503 where all are taken.
    pub fn seat(&self, address: i64, most: Most) -> Result<Seat, ApiError> {
        let (refusal, detail) = match self.seats.take(address, most) {
            Ok(seat) => return Ok(seat),
            Err(Full::Address) => {
                (ApiError::rate_limited(TRY_AGAIN_S), "Too many live connections from one address.")
            }
            Err(Full::All) => (ApiError::unavailable(), "All live connections are taken."),
        };
        Err(ApiError { detail: Some(detail.to_owned()), retry_after: Some(TRY_AGAIN_S), ..refusal })
    }

    /// Connections that are open.
    #[must_use]
    pub fn listeners(&self) -> u64 {
        self.seats.taken()
    }

    /// Listens to a thread from now on, or from after the id that was read
    /// last.
    #[must_use]
    pub fn listen(
        &self,
        forum: ForumId,
        thread: &str,
        last: Option<&str>,
        sources: &Sources,
    ) -> Listener {
        let mut threads = self.lock();
        let followed = threads.entry((forum, thread.to_owned())).or_insert_with(|| {
            let feed = Arc::new(Feed::new(start(sources)));
            Followed { feed, voted: VecDeque::new(), tally_at: 0, left_at: None }
        });
        followed.left_at = None;
        followed.feed.listen(last)
    }

    /// The feeds of a thread, or of all threads of a forum, that are followed.
    #[must_use]
    pub fn feeds(&self, forum: ForumId, thread: Option<&str>) -> Vec<Arc<Feed>> {
        let threads = self.lock();
        match thread {
            Some(thread) => {
                let followed = threads.get(&(forum, thread.to_owned()));
                followed.map(|followed| Arc::clone(&followed.feed)).into_iter().collect()
            }
            None => threads
                .iter()
                .filter(|((of, _), _)| *of == forum)
                .map(|(_, followed)| Arc::clone(&followed.feed))
                .collect(),
        }
    }

    /// Notes that votes on a submission changed, where its thread is followed.
    pub fn voted(&self, forum: ForumId, thread: &str, submission: &str) {
        if let Some(followed) = self.lock().get_mut(&(forum, thread.to_owned()))
            && !followed.voted.iter().any(|id| id == submission)
        {
            followed.voted.push_back(submission.to_owned());
        }
    }

    /// Whether tallies wait to be sent.
    #[must_use]
    pub fn has_votes(&self) -> bool {
        self.lock().values().any(|followed| !followed.voted.is_empty())
    }

    /// Takes the tallies that may be sent now.
    #[must_use]
    pub fn due(&self, now: i64) -> Vec<Due> {
        let mut due = Vec::new();
        for ((forum, thread), followed) in self.lock().iter_mut() {
            if followed.voted.is_empty() || now < followed.tally_at {
                continue;
            }
            followed.tally_at = now + TALLY_EVERY_MS;
            let count = followed.voted.len().min(TALLIES_MAX);
            due.push(Due {
                forum: *forum,
                thread: thread.clone(),
                feed: Arc::clone(&followed.feed),
                submissions: followed.voted.drain(..count).collect(),
            });
        }
        due
    }

    /// Tells everybody to read everything again.
    pub fn lose(&self) {
        self.lock().values().for_each(|followed| followed.feed.lose());
    }

    /// Forgets threads that nobody has followed for a while.
    pub fn forget(&self, now: i64) {
        self.lock().retain(|_, followed| {
            if followed.feed.is_followed() {
                followed.left_at = None;
                return true;
            }
            now - *followed.left_at.get_or_insert(now) < KEPT_MS
        });
    }

    /// Ends every stream.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Becomes true when streams are to end.
    #[must_use]
    pub fn ended(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Followed>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the ids of a feed begin: after those of any feed that this thread had
/// before, and far from those that another server gives it, so that an id which
/// is not of this feed is known as such.
fn start(sources: &Sources) -> u64 {
    let now = u64::try_from(sources.clock.now_ms()).unwrap_or(0);
    (now << 20) | u64::from(sources.random.next_u31() >> 11)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::{Counting, FixedClock};

    const FORUM: ForumId = ForumId(1);

    fn sources() -> (Arc<FixedClock>, Sources) {
        let (clock, chance) = (Arc::new(FixedClock::default()), Arc::new(Counting::default()));
        (clock.clone(), Sources { clock, ids: chance.clone(), random: chance })
    }

    fn due(hub: &Hub, sources: &Sources) -> Vec<Vec<Id>> {
        hub.due(sources.clock.now_ms()).into_iter().map(|due| due.submissions).collect()
    }

    #[test]
    fn tallies_are_due_four_times_a_second_each_once_and_in_turn() {
        let (clock, sources) = sources();
        let hub = Hub::default();
        hub.voted(FORUM, "t", "nobody follows");
        assert!(!hub.has_votes());
        let _listener = hub.listen(FORUM, "t", None, &sources);
        for id in ["a", "b", "a"] {
            hub.voted(FORUM, "t", id);
        }
        assert_eq!(due(&hub, &sources), [["a", "b"]]);
        let many: Vec<_> = (0..=TALLIES_MAX).map(|n| n.to_string()).collect();
        for id in &many {
            hub.voted(FORUM, "t", id);
        }
        clock.advance(Duration::from_millis(249));
        assert!(due(&hub, &sources).is_empty());
        assert!(hub.has_votes());
        clock.advance(Duration::from_millis(1));
        assert_eq!(due(&hub, &sources), [many[..TALLIES_MAX].to_vec()]);
        hub.voted(FORUM, "t", "0");
        clock.advance(Duration::from_millis(250));
        assert_eq!(due(&hub, &sources), [[many[TALLIES_MAX].as_str(), "0"]]);
        assert!(!hub.has_votes());
    }

    #[test]
    fn a_thread_that_nobody_follows_is_forgotten_after_a_while() {
        let (clock, sources) = sources();
        let hub = Hub::default();
        let forget = || hub.forget(sources.clock.now_ms());
        let listener = hub.listen(FORUM, "t", None, &sources);
        let place = listener.place().to_string();
        clock.advance(Duration::from_mins(5));
        forget();
        assert_eq!(hub.feeds(FORUM, Some("t")).len(), 1);
        drop(listener);
        forget();
        clock.advance(Duration::from_secs(29));
        forget();
        assert_eq!(hub.listen(FORUM, "t", Some(&place), &sources).place().to_string(), place);
        forget();
        clock.advance(Duration::from_secs(30));
        forget();
        assert!(hub.feeds(FORUM, Some("t")).is_empty());
        let again = hub.listen(FORUM, "t", None, &sources);
        assert!(again.place() > place.parse().expect("an id"), "ids never go back");
    }

    #[test]
    fn feeds_are_found_by_thread_and_by_forum() {
        let (_, sources) = sources();
        let hub = Hub::default();
        let _one = hub.listen(FORUM, "t", None, &sources);
        let _two = hub.listen(FORUM, "u", None, &sources);
        let _other = hub.listen(ForumId(2), "t", None, &sources);
        assert_eq!(hub.feeds(FORUM, Some("t")).len(), 1);
        assert_eq!(hub.feeds(FORUM, None).len(), 2);
        assert!(hub.feeds(ForumId(3), Some("t")).is_empty());
    }
}
