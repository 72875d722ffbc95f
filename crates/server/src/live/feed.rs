//! The feed of a thread, and who listens to it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use tokio::sync::watch;

use super::ring::{self, After, Ring};

/// The events of one thread.
#[derive(Debug)]
pub struct Feed {
    ring: Mutex<Ring>,
    woken: watch::Sender<()>,
}

impl Feed {
    /// A feed whose first id comes after `start`.
    #[must_use]
    pub fn new(start: u64) -> Self {
        Self { ring: Mutex::new(Ring::new(start)), woken: watch::Sender::new(()) }
    }

    /// Sends an event to all who listen.
    pub fn push(&self, kind: &str, data: &str) {
        self.lock().push(kind, data);
        self.woken.send_replace(());
    }

    /// Tells all who listen to read everything again.
    pub fn lose(&self) {
        self.lock().lose();
        self.woken.send_replace(());
    }

    /// Whether somebody listens.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        self.woken.receiver_count() > 0
    }

    /// Listens from now on, or from after the id that was read last.
    #[must_use]
    pub fn listen(self: &Arc<Self>, last: Option<&str>) -> Listener {
        let woken = self.woken.subscribe();
        let newest = self.lock().newest();
        // 0 is no id: the first comes after a time.
        let place = last.map_or(newest, |id| id.parse().unwrap_or(0));
        Listener { feed: Arc::clone(self), woken, place }
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who listens: a place in the feed. What they have not read yet is
/// kept for all together and for nobody apart.
#[derive(Debug)]
pub struct Listener {
    feed: Arc<Feed>,
    woken: watch::Receiver<()>,
    place: u64,
}

impl Listener {
    /// The id that was read last.
    #[must_use]
    pub const fn place(&self) -> u64 {
        self.place
    }

    /// Waits for the next event. Who is behind what is kept gets one `resync`
    /// and goes on from now.
    pub async fn next(&mut self) -> Bytes {
        loop {
            let after = self.feed.lock().after(self.place);
            match after {
                After::Event(event) => {
                    self.place += 1;
                    return event;
                }
                After::Unknown(newest) => {
                    self.place = newest;
                    return ring::write(newest, "resync", "{}");
                }
                // The sender is in the feed, which is here.
                After::Nothing => drop(self.woken.changed().await),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    /// What is there to read now.
    fn read(listener: &mut Listener) -> Vec<String> {
        let mut events = Vec::new();
        while let Some(event) = listener.next().now_or_never() {
            events.push(String::from_utf8(event.to_vec()).expect("text"));
        }
        events
    }

    #[test]
    fn who_listens_reads_from_now_on_and_who_comes_back_from_there() {
        let feed = Arc::new(Feed::new(7));
        feed.push("thread", "1");
        let mut now = feed.listen(None);
        let mut back = feed.listen(Some("7"));
        feed.push("thread", "2");
        let second = "id: 9\nevent: thread\ndata: 2\n\n";
        assert_eq!(read(&mut now), [second]);
        assert_eq!(read(&mut back), ["id: 8\nevent: thread\ndata: 1\n\n", second]);
        for unknown in ["6", "10", "", "x", "-1", "99999999999999999999999"] {
            let mut listener = feed.listen(Some(unknown));
            assert_eq!(read(&mut listener), ["id: 9\nevent: resync\ndata: {}\n\n"], "{unknown}");
        }
    }

    #[test]
    fn who_is_slow_gets_one_resync_and_then_what_is_new() {
        let feed = Arc::new(Feed::new(7));
        let (mut slow, mut quick) = (feed.listen(None), feed.listen(None));
        for _ in 0..10_000 {
            feed.push("thread", "{}");
            assert_eq!(read(&mut quick).len(), 1);
        }
        assert_eq!(read(&mut slow), ["id: 10007\nevent: resync\ndata: {}\n\n"]);
        feed.push("gone", "{}");
        assert_eq!(read(&mut slow), ["id: 10008\nevent: gone\ndata: {}\n\n"]);
    }

    #[test]
    fn what_is_lost_is_told_once_to_everybody() {
        let feed = Arc::new(Feed::new(7));
        let mut listener = feed.listen(None);
        feed.push("thread", "{}");
        feed.lose();
        feed.lose();
        assert_eq!(read(&mut listener), ["id: 10\nevent: resync\ndata: {}\n\n"]);
        assert!(feed.is_followed());
        drop(listener);
        assert!(!feed.is_followed());
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let feed = Arc::new(Feed::new(7));
        let mut listener = feed.listen(None);
        let waiting = tokio::spawn(async move { listener.next().await });
        tokio::task::yield_now().await;
        feed.push("thread", "{}");
        assert_eq!(waiting.await.expect("an event"), "id: 8\nevent: thread\ndata: {}\n\n");
    }
}
